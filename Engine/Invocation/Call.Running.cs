using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Quern.Engine.Runtime;

namespace Quern.Engine.Invocation;

public abstract partial class Call
{
    private Action? _onFinished;

    /// <summary>Where it runs or has run.</summary>
    internal Activation? Running { get; private set; }

    internal override void Run(Activation activation)
    {
        Running = activation;
        if (_isCancelled || (Origin is null && IsSettled))
        {
            // Timed out or cancelled while it waited.
            activation.Leave(this);
            Origin?.Answer(this, new OperationCanceledException());
            Release();
            return;
        }

        if (_expectsCancellation || Token.CanBeCanceled)
            _calleeToken = new CancellationTokenSource();
        activation.Node.Cluster.Trace?.OnDelivery(this, activation, SourceId);
        RequestContext.Import(_context);
        BeginIn(activation);
        if (IsFinished)
            Finish();
        else
            Hook();
    }

    private protected void BeginIn(Activation activation)
    {
        if (activation.Node.Filters is null)
            Begin(activation.GrainInstance!);
        else
            BeginFiltered(activation);
    }

    /// <summary>Calls the method and keeps the task.</summary>
    private protected abstract void Begin(object grain);

    /// <summary>Calls the method behind the filters and keeps the task.</summary>
    private protected abstract void BeginFiltered(Activation activation);

    private protected abstract bool IsFinished { get; }

    /// <summary>Asks to hear, in a turn of the running grain, when the task ends.</summary>
    private protected void Hook() => HookTo(_onFinished ??= Finish);

    private protected abstract void HookTo(Action finished);

    /// <summary>Takes the outcome and hands it to whoever waits.</summary>
    private protected abstract void Finish();

    /// <summary>The turn is over for the grain; the object is still held.</summary>
    private protected void LeaveRunning(Exception? error)
    {
        Activation activation = Running ?? Turn.Current!;
        if (error is not null)
            Examine(activation, error);
        activation.Leave(this);
    }

    /// <summary>A lost race on storage means that the grain's memory can't be trusted.</summary>
    private protected static void Examine(Activation activation, Exception error)
    {
        if (error is InconsistentStateException { IsSourceActivation: true } conflict)
        {
            conflict.IsSourceActivation = false;
            activation.Deactivate(new(DeactivationReasonCode.ApplicationError, error, "Storage holds a newer state than this activation."));
        }
    }
}
