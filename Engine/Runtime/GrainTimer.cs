using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>A timer whose ticks are work of its grain. It is armed again when the callback has ended.</summary>
internal sealed class GrainTimer<T>(
    Activation activation, Func<T, CancellationToken, Task> callback, T state, GrainTimerCreationOptions options) : Work, IGrainTimer
{
    private readonly CancellationTokenSource _disposed = new();
    private ITimer? _timer;
    private TimeSpan _period = options.Period;
    private bool _isTicking;
    private bool _isChanged;

    internal override bool IsInterleaving => options.Interleave;

    public void Start()
    {
        activation.AddTimer(this);
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _timer = activation.Node.Time.CreateTimer(
            static timer => ((GrainTimer<T>)timer!).OnDue(), this, options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        _period = period;
        _isChanged = _isTicking;
        _timer!.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
            return;

        _disposed.Cancel();
        _timer?.Dispose();
        activation.RemoveTimer(this);
    }

    internal override void Run(Activation running) => _ = Tick();

    internal override void Forward() => Dispose();

    internal override void Refuse(Exception why) => Dispose();

    private void OnDue()
    {
        if (!_disposed.IsCancellationRequested)
            activation.TryEnqueue(this, isUse: false);
    }

    private async Task Tick()
    {
        RequestContext.Clear();
        _isTicking = true;
        try
        {
            if (options.KeepAlive)
                activation.MarkUsed();
            if (!_disposed.IsCancellationRequested)
                await callback(state, _disposed.Token);
        }
        catch (Exception error)
        {
            Log.TimerFailed(activation.Node.Logger, activation.GrainId, error);
        }

        _isTicking = false;
        bool rearm = !_isChanged && _period > TimeSpan.Zero && !_disposed.IsCancellationRequested;
        _isChanged = false;
        activation.Leave(this);
        if (rearm)
            _timer!.Change(_period, Timeout.InfiniteTimeSpan);
    }
}
