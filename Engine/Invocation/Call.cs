using System.Threading.Tasks.Sources;
using Orleans.Runtime;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Invocation;

/// <summary>
/// One call of one method: the arguments, the promise that the caller awaits, and its place in lists. Generated classes add the arguments.
/// Objects are pooled: two parties hold one, the caller until it has taken the answer and the callee until it has finished.
/// </summary>
public abstract partial class Call : Work, IThreadPoolWorkItem
{
    private static readonly Action<object?> Done = static _ => { };

    private Action<object?>? _continuation;
    private Action<object?>? _resuming;
    private object? _state;
    private object? _resumeIn;
    private int _settled;
    private int _holders;
    private short _version;
    private bool _isBehindTask;
    private bool _isFromGrain;
    private bool _expectsCancellation;
    private bool _isCancelled;
    private Exception? _error;
    private CancellationTokenRegistration _registration;
    private CancellationTokenSource? _calleeToken;
    private Dictionary<string, object>? _context;

    private protected Call()
    {
    }

    /// <summary>The method.</summary>
    public abstract MethodFacts Method { get; }

    /// <summary>The caller's token, when the method takes one. Set before sending.</summary>
    public CancellationToken Token { get; set; }

    /// <summary>What the grain gets in place of <see cref="Token"/>: it is cancelled in a turn of the grain.</summary>
    public CancellationToken CalleeToken => _calleeToken?.Token ?? CancellationToken.None;

    /// <summary>The next object in a pool of generated code.</summary>
    public Call? NextFree { get; set; }

    internal GrainReference Target { get; private set; } = null!;

    /// <summary>The grain or service whose turn made the call; null for a client.</summary>
    internal Activation? Caller { get; private set; }

    /// <summary>Who called; null for a client.</summary>
    internal GrainId? SourceId => Origin is not null ? Origin.SourceId : Caller?.GrainId;

    /// <summary>Set on the object that runs for a caller elsewhere.</summary>
    internal RemoteRequest? Origin { get; private set; }

    /// <summary>Set on the caller's object while the other runs elsewhere.</summary>
    internal Call? Remote { get; set; }

    /// <summary>The silo it was sent to.</summary>
    internal SiloNode? Destination { get; set; }

    internal PendingCalls? List { get; set; }

    internal Call? Before { get; set; }

    internal Call? After { get; set; }

    internal long Deadline { get; set; }

    /// <summary>In a simulation: it runs, and its caller hears nothing before the time-out.</summary>
    internal bool LosesAnswer { get; set; }

    internal short Version => _version;

    internal bool IsSettled => Volatile.Read(ref _settled) != 0;

    internal Dictionary<string, object>? Context => _context;

    internal override bool IsInterleaving => Method.IsAlwaysInterleave;

    internal override bool IsReader => Method.IsReadOnly;

    internal override Guid Chain => RequestContext.ChainOf(_context);

    /// <summary>An empty object of the same class.</summary>
    public abstract Call Fresh();

    /// <summary>Writes the arguments.</summary>
    public abstract void WriteArguments(CanonicalWriter writer);

    /// <summary>Reads the arguments.</summary>
    public abstract void ReadArguments(CanonicalReader reader);

    /// <summary>Replaces arguments that can change by copies.</summary>
    public virtual void CopyArguments()
    {
    }

    /// <summary>Forgets the arguments and goes back to the pool.</summary>
    protected abstract void Free();

    internal abstract void WriteResult(CanonicalWriter writer);

    internal abstract void SettleFrom(CanonicalReader reader);

    /// <summary>Thrown to the caller; false when it already has an answer.</summary>
    internal bool TrySettle(Exception error)
    {
        if (!TrySettle())
            return false;

        _error = error;
        Signal();
        return true;
    }

    private protected bool TrySettle()
    {
        if (Interlocked.CompareExchange(ref _settled, 1, 0) != 0)
            return false;

        List?.Remove(this);
        _registration.Dispose();
        return true;
    }

    private protected void UseCalleeToken(CancellationTokenSource source) => _calleeToken = source;

    private protected void SetError(Exception error) => _error = error;

    private protected Exception? Error => _error;

    /// <summary>Wakes who awaits. The answer must be in place.</summary>
    private protected void Signal()
    {
        Action<object?>? continuation = Interlocked.Exchange(ref _continuation, Done);
        if (continuation is not null)
            Resume(continuation);
    }

    internal void AddHolder() => Interlocked.Increment(ref _holders);

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Recycle();
    }

    private protected void BeginLife(int holders) => _holders = holders;

    private protected virtual void Recycle()
    {
        _version++;
        _continuation = null;
        _resuming = null;
        _state = null;
        _resumeIn = null;
        _settled = 0;
        _isBehindTask = false;
        _isFromGrain = false;
        _expectsCancellation = false;
        _isCancelled = false;
        _error = null;
        _registration = default;
        _calleeToken = null;
        _context = null;
        Token = default;
        Target = null!;
        Caller = null;
        Origin = null;
        Remote = null;
        Destination = null;
        LosesAnswer = false;
        Running = null;
        Free();
    }

    /// <summary>A waiter that arrives through <c>AsTask</c>: completing the task is all there is to do.</summary>
    private protected void MarkBehindTask() => _isBehindTask = true;

    private protected ValueTaskSourceStatus StatusOf(short token)
    {
        CheckVersion(token);
        if (!ReferenceEquals(Volatile.Read(ref _continuation), Done))
            return ValueTaskSourceStatus.Pending;
        return _error is null ? ValueTaskSourceStatus.Succeeded
            : _error is OperationCanceledException ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;
    }

    private protected void CheckVersion(short token)
    {
        if (token != _version)
            throw new InvalidOperationException("The answer of a grain call was awaited twice: a ValueTask may be awaited once.");
    }

    private protected void Await(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckVersion(token);
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            continuation = WithContext(continuation);
        _state = state;
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
            _resumeIn = (object?)Turn.Current ?? SynchronizationContext.Current;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
            Resume(continuation);
    }

    private static Action<object?> WithContext(Action<object?> continuation) => ExecutionContext.Capture() is { } context
        ? state => ExecutionContext.Run(context, continuation.Invoke, state)
        : continuation;

    private void Resume(Action<object?> continuation)
    {
        if (_resumeIn is Activation activation)
        {
            activation.Post(continuation, _state);
        }
        else if (_resumeIn is SynchronizationContext context)
        {
            context.Post(continuation.Invoke, _state);
        }
        else if (_isBehindTask && _isFromGrain)
        {
            // Whoever awaits the task in a grain has its own mailbox; nobody's code runs here.
            continuation(_state);
        }
        else
        {
            // A client must not run inside the turn that answered it.
            _resuming = continuation;
            Target.Node.Resume(this);
        }
    }

    void IThreadPoolWorkItem.Execute() => ResumeNow();

    internal void ResumeNow() => _resuming!(_state);
}
