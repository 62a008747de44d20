namespace Quern.Grains.Tests.Journal;

/// <summary>A monotonic clock that stands until it is moved.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(55).AddTicks(_ticks);

    public void Advance(TimeSpan span) => _ticks += span.Ticks;
}
