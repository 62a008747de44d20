using Quern.Domain.Instruments;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Strategies;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>How long after a book its strategies know what it knows: measured from each update of a book to the first that a strategy hears at or past it.</summary>
internal sealed class FeedWatch(Oracle oracle) : IFeedObserver
{
    private readonly SortedDictionary<string, Queue<(long Sequence, long AtNs)>> _unheard = new(StringComparer.Ordinal);
    private long _worstNs;
    private bool _isMeasuring;

    /// <summary>Updates that were heard of while measuring.</summary>
    public long Heard { get; private set; }

    /// <summary>Measures anew: what happened before does not count.</summary>
    public void Begin()
    {
        _unheard.Clear();
        (_isMeasuring, _worstNs, Heard) = (true, 0, 0);
    }

    /// <summary>Ends measuring.</summary>
    /// <returns>The longest that a strategy was behind its book; what is not heard yet counts until now.</returns>
    public TimeSpan End()
    {
        _isMeasuring = false;
        foreach (Queue<(long Sequence, long AtNs)> waiting in _unheard.Values)
        {
            if (waiting.TryPeek(out (long Sequence, long AtNs) oldest))
                _worstNs = Math.Max(_worstNs, oracle.NowNs - oldest.AtNs);
        }

        return TimeSpan.FromTicks(_worstNs / 100);
    }

    /// <inheritdoc/>
    public void OnHeard(string strategy, FeedUpdate update)
    {
        long appliedNs = oracle.NowNs;
        if (_isMeasuring && _unheard.TryGetValue(update.Instrument, out Queue<(long Sequence, long AtNs)>? waiting))
        {
            Heard++;
            while (waiting.TryPeek(out (long Sequence, long AtNs) oldest) && oldest.Sequence <= update.Sequence)
            {
                appliedNs = waiting.Dequeue().AtNs;
                _worstNs = Math.Max(_worstNs, oracle.NowNs - appliedNs);
            }
        }

        oracle.Quotes.OnHeard(InstrumentId.Parse(update.Instrument), appliedNs);
    }

    /// <summary>A book applied an update.</summary>
    public void OnApplied(string instrument, long sequence)
    {
        if (!_isMeasuring)
            return;
        if (!_unheard.TryGetValue(instrument, out Queue<(long Sequence, long AtNs)>? waiting))
            _unheard.Add(instrument, waiting = new());
        waiting.Enqueue((sequence, oracle.NowNs));
    }
}
