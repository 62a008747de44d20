namespace Quern.Engine.Tests.Grains;

[Alias("tests.timer")]
public interface ITimerGrain : IGrainWithStringKey
{
    [Alias("start")]
    Task Start(int dueMilliseconds, int periodMilliseconds, bool interleaves, int callbackMilliseconds, bool fails);

    [Alias("hold")]
    Task<int> Hold(int milliseconds);

    [Alias("ticks")]
    Task<TimerReport> Report();

    [Alias("stop")]
    Task Stop();

    [Alias("change")]
    Task Change(int dueMilliseconds, int periodMilliseconds);

    [Alias("end")]
    Task End();
}

[GenerateSerializer, Immutable, Alias("tests.timer-report")]
public sealed record TimerReport([property: Id(0)] int Ticks, [property: Id(1)] int InsideCalls, [property: Id(2)] double ShortestGapMs);

public sealed class TimerGrain(TimeProvider time) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private long _lastEnd;
    private double _shortestGapMs = double.MaxValue;
    private int _ticks;
    private int _insideCalls;
    private bool _isHeld;

    public Task Start(int dueMilliseconds, int periodMilliseconds, bool interleaves, int callbackMilliseconds, bool fails)
    {
        GrainTimerCreationOptions options = new(TimeSpan.FromMilliseconds(dueMilliseconds), TimeSpan.FromMilliseconds(periodMilliseconds))
        {
            Interleave = interleaves,
        };
        _timer = this.RegisterGrainTimer(Tick, (callbackMilliseconds, fails), options);
        return Task.CompletedTask;
    }

    public async Task<int> Hold(int milliseconds)
    {
        _isHeld = true;
        int before = _ticks;
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        _isHeld = false;
        return _ticks - before;
    }

    public Task<TimerReport> Report() => Task.FromResult(new TimerReport(_ticks, _insideCalls, _shortestGapMs));

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Change(int dueMilliseconds, int periodMilliseconds)
    {
        _timer!.Change(TimeSpan.FromMilliseconds(dueMilliseconds), TimeSpan.FromMilliseconds(periodMilliseconds));
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task Tick((int Milliseconds, bool Fails) what)
    {
        if (_lastEnd != 0)
            _shortestGapMs = Math.Min(_shortestGapMs, time.GetElapsedTime(_lastEnd).TotalMilliseconds);
        _ticks++;
        Notes.Add(this.GetPrimaryKeyString(), "tick");
        if (_isHeld)
            _insideCalls++;
        if (what.Milliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(what.Milliseconds), time);
        _lastEnd = time.GetTimestamp();
        if (what.Fails)
            throw new InvalidOperationException("a tick fails");
    }
}
