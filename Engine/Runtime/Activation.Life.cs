using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Invocation;
using Quern.Engine.Persistence;

namespace Quern.Engine.Runtime;

/// <summary>From the first call to the last: building, reading state, activating, collecting, deactivating.</summary>
internal sealed partial class Activation
{
    private static readonly Action<object?> StartActivating = static state => _ = ((Activation)state!).Activate();
    private static readonly Action<object?> StartEnding = static state => _ = ((Activation)state!).End();

    private readonly List<IStoredState> _states = [];
    private readonly List<IDisposable> _timers = [];
    private IServiceProvider? _services;
    private AsyncServiceScope _scope;
    private DeactivationReason? _reason;
    private CancellationToken _reasonToken;
    private long _idleSince;
    private long _keepUntil;
    private bool _used;
    private bool _isEnding;

    /// <summary>Streams this activation listens to.</summary>
    public Streams.StreamConsumer? StreamConsumer { get; set; }

    /// <summary>Place in the silo's list.</summary>
    public LinkedListNode<Activation>? Place { get; set; }

    /// <summary>Open async streams this activation answers.</summary>
    public Dictionary<Guid, object>? Enumerators { get; set; }

    /// <summary>Makes a part of the silo, which is built before it can be called, callable.</summary>
    public void BecomeService(object instance)
    {
        GrainInstance = instance;
        _state = ActivationState.Valid;
        _word = 0;
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        bool schedule;
        lock (_gate)
        {
            if (_reason is not null || _state is ActivationState.Ended)
                return;

            _reason = deactivationReason;
            _reasonToken = cancellationToken;
            int before = Interlocked.Or(ref _word, Occupied);
            if (_state is ActivationState.Valid or ActivationState.Created)
                _state = ActivationState.Deactivating;
            if (_state == ActivationState.Deactivating && _running == 0 && (before & Inline) == 0)
                BeginEnding();
            schedule = TakeIfFree(before);
        }

        if (schedule)
            Node.Schedule(this);
    }

    /// <summary>Keeps the activation from being collected as idle.</summary>
    public void DelayDeactivation(TimeSpan time)
    {
        long now = Node.Cluster.Time.GetTimestamp();
        _keepUntil = time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue
            ? long.MaxValue
            : now + (long)(Math.Max(0, time.TotalSeconds) * Node.Cluster.Time.TimestampFrequency);
    }

    /// <summary>Ends the activation if it has not been called for so long.</summary>
    public void CollectIfIdle(TimeSpan age)
    {
        TimeProvider time = Node.Cluster.Time;
        long now = time.GetTimestamp();
        if (_used)
        {
            _used = false;
            _idleSince = now;
        }

        if (Class is not null && now >= _keepUntil && time.GetElapsedTime(_idleSince, now) >= age && Load == 0)
        {
            Deactivate(new(DeactivationReasonCode.ActivationIdle, "It has not been called for a while."));
        }
    }

    public void AddState(IStoredState state) => _states.Add(state);

    public void AddTimer(IDisposable timer) => _timers.Add(timer);

    public void RemoveTimer(IDisposable timer) => _timers.Remove(timer);

    public void MarkUsed() => _used = true;

    private async Task Activate()
    {
        using var expired = new CancellationTokenSource();
        await using ITimer timer = CancelAfter(expired, Node.CollectionOptions.ActivationTimeout);
        try
        {
            Build();
            await ReadStateAndActivate(expired.Token).WaitAsync(expired.Token);
        }
        catch (Exception error)
        {
            await FailToActivate(error);
            return;
        }

        BecomeValid();
    }

    private void Build()
    {
        _scope = Node.Services.CreateAsyncScope();
        _services = _scope.ServiceProvider;
        t_beingBuilt = this;
        try
        {
            GrainInstance = GrainActivator.Build(this);
        }
        finally
        {
            t_beingBuilt = null;
        }
    }

    private async Task ReadStateAndActivate(CancellationToken expired)
    {
        foreach (IStoredState state in _states)
            await state.ReadStateAsync();
        if (GrainInstance is IGrainBase grain)
            await grain.OnActivateAsync(expired);
    }

    private void BecomeValid()
    {
        lock (_gate)
        {
            _state = _reason is null ? ActivationState.Valid : ActivationState.Deactivating;
            _used = true;
            AdmitWaiting(scanAll: true);
        }
    }

    private async Task FailToActivate(Exception error)
    {
        Log.ActivationFailed(Node.Logger, GrainId, error);
        DisposeTimers();
        await DisposeInstance();
        foreach (Work work in Finish())
            work.Refuse(error);
    }

    // Under the gate: the last turn of this life.
    private void BeginEnding()
    {
        if (_isEnding)
            return;

        _isEnding = true;
        _ready.Enqueue(StartEnding, this);
    }

    private async Task End()
    {
        DisposeTimers();
        try
        {
            if (GrainInstance is IGrainBase grain)
                await Notify(grain);
        }
        catch (Exception error)
        {
            Log.DeactivationFailed(Node.Logger, GrainId, error);
        }

        await DisposeInstance();
        foreach (Work work in Finish())
            PassOn(work);
    }

    private void PassOn(Work work)
    {
        StopOutcome outcome = _reason is { ReasonCode: DeactivationReasonCode.ShuttingDown }
            ? Node.Cluster.Dispatcher.OutcomeAtStop()
            : StopOutcome.ServedElsewhere;
        if (outcome == StopOutcome.ServedElsewhere)
            work.Forward();
        else if (outcome == StopOutcome.Refused)
            work.Refuse(new SiloUnavailableException($"Silo {Node.Address} is shutting down."));
    }

    private async Task Notify(IGrainBase grain)
    {
        using var expired = CancellationTokenSource.CreateLinkedTokenSource(_reasonToken);
        await using ITimer timer = CancelAfter(expired, Node.CollectionOptions.DeactivationTimeout);
        await grain.OnDeactivateAsync(_reason!.Value, expired.Token).WaitAsync(expired.Token);
    }

    private List<Work> Finish()
    {
        List<Work> left;
        lock (_gate)
        {
            _state = ActivationState.Ended;
            left = _waiting ?? [];
            _waiting = null;
        }

        Node.Cluster.Forget(this);
        _ended.TrySetResult();
        return left;
    }

    private void DisposeTimers()
    {
        foreach (IDisposable timer in _timers.ToArray())
            timer.Dispose();
    }

    private async Task DisposeInstance()
    {
        if (GrainInstance is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (GrainInstance is IDisposable disposable)
            disposable.Dispose();
        if (_services is not null)
            await _scope.DisposeAsync();
    }

    // The token is cancelled in a turn of this activation.
    private ITimer CancelAfter(CancellationTokenSource source, TimeSpan time) => Node.Cluster.Time.CreateTimer(
        static state =>
        {
            (Activation activation, CancellationTokenSource source) = ((Activation, CancellationTokenSource))state!;
            activation.Post(static inner => ((CancellationTokenSource)inner!).Cancel(), source);
        },
        (this, source),
        time,
        Timeout.InfiniteTimeSpan);
}
