using Quern.Connectors.Transport;

namespace Quern.Connectors.Binance;

/// <summary>
/// The venue's clock as far as we know it: our monotonic clock plus an offset that is measured by round trips, kept a little behind.
/// A step of this machine's wall clock changes nothing.
/// </summary>
internal sealed class BinanceClock(TimeProvider time, TimeSpan margin)
{
    private const long NsPerMs = 1_000_000;

    private readonly ReceiveClock _clock = new(time);
    private readonly long _marginNs = margin.Ticks * TimeSpan.NanosecondsPerTick;
    private long _offsetNs;
    private long _measuredNs;

    /// <summary>Our own stamp, Unix nanoseconds.</summary>
    public long NowNs => _clock.NowNs;

    /// <summary>The venue's clock minus ours, in nanoseconds, as last measured; 0 before that.</summary>
    public long OffsetNs => Volatile.Read(ref _offsetNs);

    /// <summary>True once the offset was measured.</summary>
    public bool IsMeasured => Volatile.Read(ref _measuredNs) != 0;

    /// <summary>The stamp for a request that leaves now, Unix milliseconds by the venue's clock.</summary>
    public long TimestampMs => (NowNs + OffsetNs - _marginNs) / NsPerMs;

    /// <summary>Takes one measurement.</summary>
    /// <param name="sentNs">Our stamp before the question.</param>
    /// <param name="receivedNs">Our stamp after the answer.</param>
    /// <param name="serverMs">What the venue answered; it is read in the middle of the round trip, with an error of half of that at most.</param>
    public void Measure(long sentNs, long receivedNs, long serverMs)
    {
        long middleNs = sentNs + (receivedNs - sentNs) / 2;
        Volatile.Write(ref _offsetNs, serverMs * NsPerMs - middleNs);
        Volatile.Write(ref _measuredNs, receivedNs);
    }
}
