using Microsoft.Extensions.Logging;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;

namespace Quern.Grains.Positions;

/// <summary>
/// Tells strategies what they hold, without waiting: one call out to each, the newest position waits behind it, and one that was not heard is
/// told again. Runs inside the ledger's grain.
/// </summary>
/// <param name="account"><c>venue:account</c>.</param>
/// <param name="books">What is held.</param>
/// <param name="epoch">The owner's epoch of the ledger's journal.</param>
/// <param name="strategies">Those of the account. Each is told once, to begin with: the owner before may not have got to it.</param>
/// <param name="grains">Who is told.</param>
/// <param name="clock">When to try again.</param>
/// <param name="logger">The log.</param>
internal sealed class PositionNews(
    string account, AccountBooks books, int epoch, IEnumerable<StrategyEntry> strategies, IGrainFactory grains, ReceiveClock clock, ILogger logger)
{
    private const long TryAgainNs = 1_000_000_000;
    private const int EpochShift = 40;
    private readonly Listener[] _listeners = [.. strategies.Select(entry => new Listener(entry))];
    private long _words;

    /// <summary>A position changed.</summary>
    public void OnChanged(string strategy, string instrument)
    {
        foreach (Listener listener in _listeners)
        {
            if (listener.Entry.Id != strategy || listener.Entry.Instrument != instrument)
                continue;
            listener.IsDue = true;
            if (!listener.IsOut)
                _ = Tell(listener);
        }
    }

    /// <summary>Tells again what was not heard.</summary>
    public void Tick()
    {
        foreach (Listener listener in _listeners)
        {
            if (listener.IsDue && !listener.IsOut && clock.NowNs >= listener.NotBeforeNs)
                _ = Tell(listener);
        }
    }

    /// <summary>What a strategy holds now.</summary>
    public StrategyHolding Of(string strategy, string instrument) => new(
        instrument, books.Keeper.Position(strategy, InstrumentId.Parse(instrument)).Lots, books.LastFill, ((long)epoch << EpochShift) + ++_words);

    private async Task Tell(Listener listener)
    {
        listener.IsOut = true;
        try
        {
            while (listener.IsDue)
            {
                listener.IsDue = false;
                await grains.GetGrain<IStrategyGrain>(listener.Entry.Id).OnPositionUpdate(Of(listener.Entry.Id, listener.Entry.Instrument));
            }
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            listener.IsDue = true;
            listener.NotBeforeNs = clock.NowNs + TryAgainNs;
            logger.PositionNotHeard(account, listener.Entry.Id, error.Message);
        }
        finally
        {
            listener.IsOut = false;
        }
    }

    private sealed class Listener(StrategyEntry entry)
    {
        public StrategyEntry Entry => entry;

        public bool IsDue { get; set; } = true;

        public bool IsOut { get; set; }

        public long NotBeforeNs { get; set; }
    }
}
