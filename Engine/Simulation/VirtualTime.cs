namespace Quern.Engine.Simulation;

/// <summary>The world's clock, as seen from one driver: callbacks of its timers run there, and die with it.</summary>
internal sealed class VirtualTime(World world, DriverContext driver) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000_000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => world.Start.AddTicks(world.ElapsedNs / 100);

    public override long GetTimestamp() => world.ElapsedNs;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(world, driver, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer of the world.</summary>
internal sealed class VirtualTimer(World world, DriverContext driver, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private long _periodNs;
    private bool _isDisposed;

    public long DueNs { get; private set; }

    public long Sequence { get; set; }

    /// <summary>Place in the heap; −1 when it is not set.</summary>
    public int Place { get; set; } = -1;

    public bool IsBefore(VirtualTimer other) => DueNs < other.DueNs || (DueNs == other.DueNs && Sequence < other.Sequence);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
            return false;
        if (!world.IsHere)
        {
            world.TakeFromAfar(driver, () => Change(dueTime, period));
            return true;
        }

        world.Timers.Remove(this);
        _periodNs = period <= TimeSpan.Zero ? 0 : checked(period.Ticks * 100);
        if (dueTime != Timeout.InfiniteTimeSpan)
            Set(checked(dueTime.Ticks * 100));
        return true;
    }

    /// <summary>The time has come.</summary>
    public void Fire()
    {
        world.Timers.Remove(this);
        if (!driver.IsAlive)
            return;

        long untilNs = world.Standstills.UntilNs(driver.Node);
        if (untilNs > world.ElapsedNs)
        {
            // Late, and in the order in which they were due.
            DueNs = untilNs;
            world.Timers.Add(this);
            return;
        }

        if (_periodNs > 0)
            Set(_periodNs);
        driver.Run(static timer => ((VirtualTimer)timer!).Call(), this);
    }

    public void Dispose()
    {
        _isDisposed = true;
        if (world.IsHere)
            world.Timers.Remove(this);
        else
            world.TakeFromAfar(driver, () => world.Timers.Remove(this));
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call()
    {
        if (_context is null)
            callback(state);
        else
            ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Callback(), this);
    }

    private void Callback() => callback(state);

    private void Set(long afterNs)
    {
        DueNs = world.ElapsedNs + Math.Max(0, afterNs);
        world.Timers.Add(this);
    }
}
