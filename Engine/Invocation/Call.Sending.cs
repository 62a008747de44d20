using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Quern.Engine.Invocation;

public abstract partial class Call
{
    /// <summary>Runs the call at once if it may: from a turn, into a quiet activation of the same silo, not too deep.</summary>
    private protected bool TryEnter(GrainReference target, out TurnFrame frame)
    {
        Activation? caller = Turn.Current;
        if (caller is null || caller.Node != target.Node || Method.IsOneWay || Token.CanBeCanceled || !caller.Node.MayInline())
        {
            frame = default;
            return false;
        }

        Activation? callee = target.Cached;
        if (callee is null || !callee.TryEnterInline())
        {
            callee = caller.Node.FindLocal(target.GrainId);
            if (callee is null || !callee.TryEnterInline())
            {
                frame = default;
                return false;
            }

            target.Cached = callee;
        }

        frame = Turn.Enter(callee);
        Caller = caller;
        try
        {
            if (Method.CopiesArguments)
                CopyArguments();
            callee.Node.Cluster.Trace?.OnDelivery(this, callee, caller.GrainId);
            return true;
        }
        catch
        {
            LeaveInline(frame);
            throw;
        }
    }

    /// <summary>The call ended inside the caller's turn.</summary>
    private protected void LeaveInline(in TurnFrame frame)
    {
        Activation callee = Turn.Current!;
        Turn.Exit(frame);
        callee.LeaveInline();
    }

    /// <summary>The call awaits: from now on it is like a queued one.</summary>
    private protected void SuspendInline(GrainReference target, in TurnFrame frame)
    {
        Activation callee = Turn.Current!;
        Bind(target, 2);
        Running = callee;
        Hook();
        Turn.Exit(frame);
        _isFromGrain = true;
        Destination = callee.Node;
        target.Node.Pending.Add(this, Method.Timeout);
        callee.SuspendInline(this);
    }

    /// <summary>Sends the call; the answer comes through the promise.</summary>
    private protected void Post(GrainReference target)
    {
        Bind(target, Method.IsOneWay ? 1 : 2);
        Caller = Turn.Current is { } turn && turn.Node == target.Node ? turn : null;
        _isFromGrain = Turn.Current is not null;
        _context = RequestContext.Export();
        if (!Method.IsOneWay)
        {
            if (Token.CanBeCanceled)
                _registration = Token.UnsafeRegister(static state => ((Call)state!).OnCallerCancelled(), this);
            target.Node.Pending.Add(this, Method.Timeout);
        }

        target.Node.Cluster.Route(this);
    }

    /// <summary>Prepares an object that runs for a caller elsewhere.</summary>
    internal void Bind(GrainReference target, RemoteRequest origin, Dictionary<string, object>? context)
    {
        Bind(target, 1);
        Origin = origin;
        _context = context;
    }

    internal override void Forward()
    {
        if (Origin is { } request)
            Target.Node.Cluster.Accept(request, this);
        else
            Target.Node.Cluster.Route(this);
    }

    internal override void Refuse(Exception why)
    {
        if (Origin is not null)
            Origin.Answer(this, why);
        else
            TrySettle(why);
        Release();
    }

    private void Bind(GrainReference target, int holders)
    {
        Target = target;
        BeginLife(holders);
    }

    /// <summary>The caller, elsewhere, has a token that can be cancelled.</summary>
    internal void ExpectCancellation() => _expectsCancellation = true;

    /// <summary>The caller, elsewhere, has cancelled.</summary>
    internal void CancelFromAfar()
    {
        _isCancelled = true;
        CancelCallee();
    }

    private void OnCallerCancelled()
    {
        if (!TrySettle(new OperationCanceledException(Token)))
            return;

        if (Remote is { } remote)
            Target.Node.Cluster.SendCancellation(this, remote);
        else
            CancelCallee();
    }

    /// <summary>The grain's token is cancelled as a turn of the grain, never on the canceller's thread.</summary>
    internal void CancelCallee()
    {
        if (_calleeToken is { } source && Running is { } activation)
            activation.Post(static state => ((CancellationTokenSource)state!).Cancel(), source);
    }
}
