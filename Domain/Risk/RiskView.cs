using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Risk;

/// <summary>What somebody wants to send: a new order, or new price and size for one that rests.</summary>
/// <param name="Instrument">The definition, with the filters of today; null when the account does not trade it.</param>
/// <param name="Side">Which way.</param>
/// <param name="Type">Limit or market.</param>
/// <param name="PostOnly">Refused by the venue rather than crossing.</param>
/// <param name="ReduceOnly">May only shrink the position: passes loss limits and the least notional.</param>
/// <param name="Price">For limits.</param>
/// <param name="Quantity">Lots that could trade from now on: of a replace, without those that already have.</param>
/// <param name="Replaces">The order to be moved; null for a new one.</param>
public readonly record struct OrderIntent(
    Instrument? Instrument, Side Side, OrderType Type, bool PostOnly, bool ReduceOnly, Price Price, Quantity Quantity, Order? Replaces = null);

/// <summary>Money of the account as its position keeper counts it, in 10^-8 of the account's currency.</summary>
/// <param name="NowE8">Equity now.</param>
/// <param name="StartE8">Equity at the start of the day.</param>
/// <param name="PeakE8">Highest equity of the day.</param>
public readonly record struct Equity(Int128 NowE8, Int128 StartE8, Int128 PeakE8)
{
    /// <summary>The deepest loss of the day, from 0: a limit that was reached stays reached, however equity recovers.</summary>
    public Int128 WorstLossE8 { get; init; }

    /// <summary>The deepest fall from a peak of the day, from 0.</summary>
    public Int128 WorstDrawdownE8 { get; init; }

    /// <summary>Rises with each statement; one that is older than the last is ignored. Default 0: not numbered.</summary>
    public long Version { get; init; }
}

/// <summary>What an intent is judged by.</summary>
public readonly ref struct RiskView
{
    /// <summary>True while the kill switch holds.</summary>
    public bool IsKilled { get; init; }

    /// <summary>True once the account is reconciled with its venue.</summary>
    public bool IsReady { get; init; }

    /// <summary>The limits of the instrument.</summary>
    public InstrumentLimits Limits { get; init; }

    /// <summary>Best bid and ask.</summary>
    public Touch Touch { get; init; }

    /// <summary>When that touch was last known to hold, Unix nanoseconds.</summary>
    public long BookTimeNs { get; init; }

    /// <summary>The venue's mark price in ticks; null when none is known.</summary>
    public long? MarkTicks { get; init; }

    /// <summary>Position, working and unknown on the instrument.</summary>
    public Exposure Exposure { get; init; }

    /// <summary>Our live orders on the instrument, of all strategies.</summary>
    public ReadOnlySpan<Order> Own { get; init; }

    /// <summary>Our live orders on the account.</summary>
    public int OpenOnAccount { get; init; }

    /// <summary>The account's money.</summary>
    public Equity Equity { get; init; }

    /// <summary>When that was told, Unix nanoseconds; 0 when it never was.</summary>
    public long EquityTimeNs { get; init; }

    /// <summary>Unix nanoseconds.</summary>
    public long NowNs { get; init; }
}
