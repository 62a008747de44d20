using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Strategies;

/// <summary>What a strategy may do to the world.</summary>
public interface IStrategyContext
{
    /// <summary>Now, Unix nanoseconds by our clock; virtual in simulations.</summary>
    long NowNs { get; }

    /// <summary>
    /// Says what the strategy wants resting. The strategy goes on using the instance: whoever keeps it longer than this call copies it.
    /// </summary>
    void SetTargets(Targets targets);
}

/// <summary>What a strategy holds of one instrument, absolute: its own part of the account's position.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="SignedLots">Positive is long.</param>
/// <param name="AsOfFill">The account's number of the newest fill that is included; 0 when none is.</param>
public readonly record struct StrategyPosition(InstrumentId Instrument, long SignedLots, long AsOfFill);

/// <summary>
/// Trading logic without I/O, clock or chance: four kinds of events come in, targets go out. Called by one caller at a time, never from
/// two threads at once; the same calls give the same targets.
/// </summary>
public interface IStrategy
{
    /// <summary>Its name, unique in a deployment.</summary>
    string Id { get; }

    /// <summary>Between <see cref="Start"/> and <see cref="Stop"/>. A strategy that is not running wants nothing.</summary>
    bool IsRunning { get; }

    /// <summary>Begins to trade through that context. Starting twice changes only the context.</summary>
    void Start(IStrategyContext context);

    /// <summary>Wants nothing any more, and says so.</summary>
    void Stop();

    /// <summary>The market moved, or time passed: after each batch of an instrument's feed.</summary>
    void OnMarketData(MarketView view);

    /// <summary>A venue, or the transport, said something about one of its orders; trades come as <see cref="OnTradeExecution"/> as well.</summary>
    void OnOrderEvent(in ExecutionReport report);

    /// <summary>Its position as the ledger has it, the newest last. Fills after <see cref="StrategyPosition.AsOfFill"/> come on top.</summary>
    void OnPositionUpdate(StrategyPosition position);

    /// <summary>One of its orders traded.</summary>
    /// <param name="fill">The trade.</param>
    /// <param name="number">Its number among the fills of the account, from 1: the ledger books them in that order.</param>
    void OnTradeExecution(in ExecutionReport fill, long number);
}
