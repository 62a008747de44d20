using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>
/// The mailbox: turns that are ready, work that waits, and who may run. One thread at a time holds <see cref="Busy"/>. The word is 0 exactly
/// when the activation is valid, quiet and idle, so an inline call enters and leaves by one compare-and-swap each.
/// </summary>
internal sealed partial class Activation
{
    private const int Busy = 1;
    private const int Inline = 2;
    private const int Occupied = 4;

    private readonly Lock _gate = new();
    private TurnQueue _ready;
    private List<Work>? _waiting;
    private Dictionary<Guid, int>? _sections;
    private int _word = Occupied;
    private int _running;
    private int _runningWriters;
    private volatile ActivationState _state;

    /// <summary>All calls interleave.</summary>
    public bool IsReentrant { get; }

    /// <summary>Work that runs or waits; to choose among stateless workers.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
                return _running + (_waiting?.Count ?? 0);
        }
    }

    /// <summary>True once this life is over and calls must go elsewhere.</summary>
    public bool IsOver => _state == ActivationState.Ended || !Node.IsAlive;

    /// <summary>Takes work; false when this life is over.</summary>
    public bool TryEnqueue(Work work, bool isUse = true)
    {
        Node.CheckThread(this);
        bool schedule;
        lock (_gate)
        {
            if (_state == ActivationState.Ended)
                return false;

            // First of all: from here on no inline call can enter, so the answer about the one that may be inside stays true.
            int before = Interlocked.Or(ref _word, Occupied);
            if (_state == ActivationState.Created)
            {
                _state = ActivationState.Activating;
                _ready.Enqueue(StartActivating, this);
            }

            if (MayAdmit(work, (before & Inline) != 0))
                Admit(work);
            else
                (_waiting ??= []).Add(work);
            schedule = TakeIfFree(before);
        }

        _used |= isUse;
        if (schedule)
            Node.Schedule(this);
        return true;
    }

    /// <summary>A task of this activation is ready.</summary>
    public void Post(Task task) => PostTurn(task, null);

    /// <summary>A continuation of this activation is ready.</summary>
    public void Post(Action<object?> action, object? state) => PostTurn(action, state);

    /// <summary>Takes the activation for an inline call; false when it is not quiet.</summary>
    public bool TryEnterInline() => Interlocked.CompareExchange(ref _word, Busy | Inline, 0) == 0;

    /// <summary>The inline call ended.</summary>
    public void LeaveInline()
    {
        _used = true;
        if (Interlocked.CompareExchange(ref _word, 0, Busy | Inline) == (Busy | Inline))
            return;

        bool schedule;
        lock (_gate)
        {
            Volatile.Write(ref _word, Occupied | Busy);
            AdmitWaiting();
            schedule = StopOrGoOn();
        }

        if (schedule)
            Node.Schedule(this);
    }

    /// <summary>The inline call awaits; from now on it counts as running.</summary>
    public void SuspendInline(Work work)
    {
        bool schedule;
        lock (_gate)
        {
            _running++;
            if (!work.IsReader)
                _runningWriters++;
            Volatile.Write(ref _word, Occupied | Busy);
            AdmitWaiting();
            schedule = StopOrGoOn();
        }

        if (schedule)
            Node.Schedule(this);
    }

    /// <summary>Work has ended; what waits for it may run.</summary>
    public void Leave(Work work)
    {
        bool schedule;
        lock (_gate)
        {
            _running--;
            if (!work.IsReader)
                _runningWriters--;
            AdmitWaiting();
            schedule = TakeIfFree(Interlocked.Or(ref _word, Occupied));
        }

        if (schedule)
            Node.Schedule(this);
    }

    public void EnterSection(Guid chain)
    {
        lock (_gate)
        {
            _sections ??= [];
            _sections[chain] = _sections.GetValueOrDefault(chain) + 1;
        }
    }

    public void LeaveSection(Guid chain)
    {
        lock (_gate)
        {
            if (_sections is not null && _sections.TryGetValue(chain, out int count))
            {
                if (count == 1)
                    _sections.Remove(chain);
                else
                    _sections[chain] = count - 1;
            }
        }
    }

    /// <summary>A thread of the pool drains the mailbox, but not forever.</summary>
    void IThreadPoolWorkItem.Execute() => Drain(Node.Options.TurnsPerScheduling);

    /// <summary>Runs at most so many turns; schedules itself again when some are left.</summary>
    public void Drain(int limit)
    {
        TurnFrame frame = Turn.Enter(this);
        bool isEmpty = false;
        try
        {
            for (int count = 0; count < limit && !isEmpty; count++)
            {
                isEmpty = !TryTake(out ReadyTurn turn);
                if (!isEmpty)
                    RunTurn(turn);
                Turn.RestoreContext(frame.Context);
            }
        }
        finally
        {
            Turn.Exit(frame);
            if (!isEmpty)
                Reschedule();
        }
    }

    // False when no turn is ready; Busy is let go of then.
    private bool TryTake(out ReadyTurn turn)
    {
        lock (_gate)
        {
            bool taken = _ready.TryDequeue(out turn);
            if (!taken)
                StopOrGoOn();
            return taken;
        }
    }

    private void RunTurn(in ReadyTurn turn)
    {
        if (!Node.IsAlive)
            return;

        switch (turn.What)
        {
            case Work work:
                work.Run(this);
                break;
            case Task task:
                Scheduler.Run(task);
                break;
            default:
                RunAction((Action<object?>)turn.What, turn.State);
                break;
        }
    }

    private void RunAction(Action<object?> action, object? state)
    {
        try
        {
            action(state);
        }
        catch (Exception error)
        {
            // A callback of a cancelled token, for one; it must not take the process along.
            Log.TurnFailed(Node.Logger, GrainId, error);
        }
    }

    private void Reschedule()
    {
        bool schedule;
        lock (_gate)
            schedule = StopOrGoOn();
        if (schedule)
            Node.Schedule(this);
    }

    private void PostTurn(object what, object? state)
    {
        Node.CheckThread(this);
        bool schedule;
        lock (_gate)
        {
            _ready.Enqueue(what, state);
            schedule = TakeIfFree(Interlocked.Or(ref _word, Occupied));
        }

        if (schedule)
            Node.Schedule(this);
    }

    // Under the gate, once the word says that the mailbox is occupied: takes Busy when a turn is ready and nobody has it.
    private bool TakeIfFree(int before) => (before & Busy) == 0 && StopOrGoOn();

    // Under the gate, holding Busy or taking it: keeps Busy when turns are ready, else lets go of it. True when it must be scheduled.
    private bool StopOrGoOn()
    {
        bool goOn = _ready.Count > 0;
        bool quiet = !goOn && _running == 0 && _waiting is not { Count: > 0 } && _state == ActivationState.Valid;
        Volatile.Write(ref _word, goOn ? Busy | Occupied : quiet ? 0 : Occupied);
        return goOn;
    }

    private bool MayAdmit(Work work, bool isInline)
    {
        if (_state != ActivationState.Valid)
            return false;
        if (_running == 0 && !isInline)
            return true;
        return IsReentrant || work.IsInterleaving
            || (work.IsReader && _runningWriters == 0 && !isInline)
            || (_sections is { Count: > 0 } && _sections.ContainsKey(work.Chain));
    }

    private void Admit(Work work)
    {
        _running++;
        if (!work.IsReader)
            _runningWriters++;
        _ready.Enqueue(work, null);
    }

    // Under the gate. What waits was refused when it came; only the first writer, readers beside readers, and chains can have become admissible.
    private void AdmitWaiting(bool scanAll = false)
    {
        if (_state == ActivationState.Deactivating && _running == 0)
        {
            BeginEnding();
            return;
        }

        if (_waiting is null)
            return;

        for (int index = 0; index < _waiting.Count && (scanAll || _runningWriters == 0 || _sections is { Count: > 0 });)
        {
            Work work = _waiting[index];
            if (!MayAdmit(work, isInline: false))
            {
                index++;
                continue;
            }

            _waiting.RemoveAt(index);
            Admit(work);
        }
    }
}
