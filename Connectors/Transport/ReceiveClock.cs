namespace Quern.Connectors.Transport;

/// <summary>Our stamp on what arrives: the wall clock read once at start, carried on by the monotonic clock, so that it never steps back.</summary>
public sealed class ReceiveClock
{
    private readonly TimeProvider _time;
    private readonly long _anchorNs;
    private readonly long _anchorTimestamp;

    /// <summary>Anchors the clock now.</summary>
    public ReceiveClock(TimeProvider time)
    {
        _time = time;
        _anchorTimestamp = time.GetTimestamp();
        _anchorNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Now, in Unix nanoseconds.</summary>
    public long NowNs
    {
        get
        {
            long elapsed = _time.GetTimestamp() - _anchorTimestamp;
            long frequency = _time.TimestampFrequency;
            return _anchorNs + elapsed / frequency * 1_000_000_000 + elapsed % frequency * 1_000_000_000 / frequency;
        }
    }
}
