using Microsoft.Extensions.DependencyInjection;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>Where turns, clients and messages run, and what time it is: the thread pool, or a simulated world.</summary>
internal abstract class Dispatcher
{
    public abstract TimeProvider Time { get; }

    /// <summary>The clock whose timers stand still and end with the node.</summary>
    public virtual TimeProvider TimeOf(Node node) => Time;

    /// <summary>No thread but one, a clock of its own.</summary>
    public virtual bool IsSimulated => false;

    /// <summary>How long storage takes to answer; zero for at once.</summary>
    public virtual TimeSpan StorageDelay => TimeSpan.Zero;

    /// <summary>What a node's container must hold before the application adds to it.</summary>
    public virtual void AddTo(IServiceCollection services, Node node)
    {
    }

    /// <summary>Notes that something came from another thread, where there may be none.</summary>
    public virtual void CheckThread(Activation receiver)
    {
    }

    /// <summary>Runs the activation's turns.</summary>
    public abstract void Schedule(Activation activation);

    /// <summary>Continues a client that awaited an answer.</summary>
    public abstract void Resume(Node node, Call call);

    /// <summary>Runs code of a node outside its grains.</summary>
    public abstract void Post(Node node, Action<object?> action, object? state);

    /// <summary>Carries a message between nodes.</summary>
    public abstract void Transmit(Envelope envelope);

    /// <summary>Carries a one-way call inside a silo.</summary>
    public virtual bool Delays(Call oneWay, Activation target) => false;

    /// <summary>What is lost of a call that has an answer.</summary>
    public virtual CallLoss LossOf(Call call) => CallLoss.Nothing;

    /// <summary>A number from 0 up to, not including, the limit.</summary>
    public abstract int Draw(int limit);

    public abstract Guid NewGuid();

    /// <summary>Whether an inline call may be made, as far as this has a say.</summary>
    public virtual bool MayInline(EngineOptions options) => options.InlineTurns;

    /// <summary>How long the other silos take to see that one is gone.</summary>
    public virtual TimeSpan DeathNotice => TimeSpan.Zero;

    /// <summary>What becomes of a call that waits at a stopping silo.</summary>
    public virtual StopOutcome OutcomeAtStop() => StopOutcome.ServedElsewhere;

    /// <summary>Whether a waiting caller hears of a silo's death, or only its own time-out.</summary>
    public virtual bool HearsOfDeath(Call call) => call.Target.Node is not ClientNode;
}

/// <summary>What becomes of a call whose caller hears nothing: both look alike to it.</summary>
internal enum CallLoss
{
    /// <summary>All is well.</summary>
    Nothing,

    /// <summary>The call never begins.</summary>
    Request,

    /// <summary>The call runs, and nobody hears of it.</summary>
    Answer,
}

/// <summary>What Orleans does with calls that wait at a stopping silo: any of these.</summary>
internal enum StopOutcome
{
    /// <summary>Forwarded to the grain's next life.</summary>
    ServedElsewhere,

    /// <summary>The caller hears that the silo is going.</summary>
    Refused,

    /// <summary>The caller hears nothing before its time-out.</summary>
    Silence,
}

/// <summary>Real time: the thread pool, the system's clock.</summary>
internal sealed class ThreadPoolDispatcher : Dispatcher
{
    public override TimeProvider Time => TimeProvider.System;

    public override void Schedule(Activation activation) => ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: true);

    public override void Resume(Node node, Call call) => ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: true);

    public override void Post(Node node, Action<object?> action, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);

    public override void Transmit(Envelope envelope) => envelope.Deliver();

    public override int Draw(int limit) => Random.Shared.Next(limit);

    public override Guid NewGuid() => Guid.NewGuid();
}
