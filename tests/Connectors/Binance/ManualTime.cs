namespace Quern.Connectors.Tests.Binance;

/// <summary>A clock that moves when a test says so; timers fire in order of their time on the test's own thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 9, 30, 0, TimeSpan.Zero);
    private long _created;

    /// <summary>What the wall clock is off by; the monotonic clock does not notice.</summary>
    public TimeSpan WallStep { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public long NowMs => _now.ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => _now + WallStep;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state, ++_created);
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, firing what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset until = _now + by;
        while (_timers.Where(t => t.Due <= until).OrderBy(t => t.Due).ThenBy(t => t.Number).FirstOrDefault() is { } next)
        {
            _now = next.Due > _now ? next.Due.Value : _now;
            next.Fire();
        }

        _now = until;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state, long number) : ITimer
    {
        private TimeSpan _period;

        public long Number { get; } = number;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Due = dueTime < TimeSpan.Zero ? null : time._now + dueTime;
            return true;
        }

        public void Fire()
        {
            Due = _period > TimeSpan.Zero ? Due + _period : null;
            callback(state);
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
