namespace Quern.Connectors.Simulated.Core;

/// <summary>The venue's wall clock, in the units the wire needs.</summary>
internal sealed class VenueClock(TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    /// <summary>How far the clock is ahead of the true time; it steps when this is set. Timers do not notice.</summary>
    public TimeSpan Error { get; set; }

    public long NowNs => (Time.GetUtcNow() + Error - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    public long NowMs => (Time.GetUtcNow() + Error - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>A timer that runs its work under the venue's lock, so that nothing in the venue ever runs twice at once.</summary>
    public ITimer Every(Lock gate, TimeSpan due, TimeSpan period, Action work) => Time.CreateTimer(
        _ =>
        {
            lock (gate)
                work();
        },
        null,
        due,
        period);

    /// <summary>A timer that waits to be armed with <see cref="ITimer.Change"/>.</summary>
    public ITimer Idle(Lock gate, Action work) => Every(gate, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, work);
}
