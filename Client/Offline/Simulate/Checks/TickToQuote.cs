using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>
/// From an update of a book to the quote that it brought about: to the journaled intent, in our silos, and from there to the venue's acceptance.
/// Only quotes with no news of an order since the tick count: what a fill brings about is no answer to a tick.
/// </summary>
internal sealed class TickToQuote(Oracle oracle)
{
    private readonly Dictionary<InstrumentId, (long AppliedNs, long HeardNs)> _ticks = [];
    private readonly Dictionary<InstrumentId, long> _newsNs = [];
    private readonly Dictionary<ulong, long> _underWay = [];
    private readonly List<(InstrumentId Instrument, long InSiloNs)> _samples = [];
    private long _ways;
    private long _waysNs;
    private bool _isMeasuring;

    /// <summary>Measures anew.</summary>
    public void Begin()
    {
        _samples.Clear();
        (_ways, _waysNs, _isMeasuring) = (0, 0, true);
    }

    /// <summary>Ends measuring.</summary>
    /// <param name="counts">Whose quotes count.</param>
    public TickToQuoteFigures End(Predicate<InstrumentId> counts)
    {
        _isMeasuring = false;
        long[] sorted = [.. _samples.Where(sample => counts(sample.Instrument)).Select(sample => sample.InSiloNs).Order()];
        TimeSpan p99 = sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(sorted[(sorted.Length * 99 - 1) / 100] / 100);
        return new(sorted.Length, p99, TimeSpan.FromTicks(_ways == 0 ? 0 : _waysNs / _ways / 100));
    }

    /// <summary>A strategy hears a book's update that was applied then.</summary>
    public void OnHeard(InstrumentId instrument, long appliedNs) => _ticks[instrument] = (appliedNs, oracle.NowNs);

    /// <summary>Something was heard of an order.</summary>
    public void OnNews(InstrumentId instrument) => _newsNs[instrument] = oracle.NowNs;

    /// <summary>A quote was intended.</summary>
    public void OnIntended(ClientOrderId id, InstrumentId instrument)
    {
        if (!_isMeasuring || !_ticks.TryGetValue(instrument, out (long AppliedNs, long HeardNs) tick) || _newsNs.GetValueOrDefault(instrument) >= tick.HeardNs)
            return;

        _samples.Add((instrument, oracle.NowNs - tick.AppliedNs));
        _underWay[id.Value] = oracle.NowNs;
    }

    /// <summary>The venue accepted an order.</summary>
    public void OnAccepted(ClientOrderId id)
    {
        if (!_underWay.Remove(id.Value, out long intendedNs))
            return;
        _ways++;
        _waysNs += oracle.NowNs - intendedNs;
    }
}

/// <summary>How long quotes took.</summary>
/// <param name="Count">How many answered a tick.</param>
/// <param name="InSiloP99">From the book's update to the journaled intent: 99 of 100 were as fast.</param>
/// <param name="WayMean">From there to the venue's acceptance, in the mean, over all instruments.</param>
internal readonly record struct TickToQuoteFigures(int Count, TimeSpan InSiloP99, TimeSpan WayMean)
{
    /// <summary>Tick to quote at the venue.</summary>
    public TimeSpan P99 => InSiloP99 + WayMean;
}
