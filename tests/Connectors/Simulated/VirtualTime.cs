namespace Quern.Tests.Connectors.Simulated;

/// <summary>A clock that stands still until it is told to move, and then fires its timers in order of time, then of arming.</summary>
internal sealed class VirtualTime(long startMs = 1_767_614_400_000) : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Due, long Order)> _due = new();
    private long _ticks = DateTimeOffset.FromUnixTimeMilliseconds(startMs).UtcTicks;
    private long _order;

    public long NowMs => (_ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan span)
    {
        long until = _ticks + span.Ticks;
        while (_due.TryPeek(out (VirtualTimer Timer, long Version) next, out (long Due, long Order) key) && key.Due <= until)
        {
            _due.Dequeue();
            if (next.Version != next.Timer.Version)
                continue;
            _ticks = Math.Max(_ticks, key.Due);
            next.Timer.Fire();
        }

        _ticks = until;
    }

    /// <summary>Moves on in small steps until the task is done.</summary>
    public T Await<T>(Task<T> task)
    {
        for (int step = 0; step < 100_000 && !task.IsCompleted; step++)
            Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(task.IsCompleted, "nothing came within 100 virtual seconds");
        return task.GetAwaiter().GetResult();
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Version++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Arm(dueTime);
            return true;
        }

        public void Fire()
        {
            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
                Arm(_period);
            callback(state);
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan due) => time._due.Enqueue((this, Version), (time._ticks + due.Ticks, time._order++));
    }
}
