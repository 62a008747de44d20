using Orleans;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>Where an activation is in its life.</summary>
internal enum ActivationState
{
    /// <summary>In the directory; nobody has called yet.</summary>
    Created,

    /// <summary>Being built, reading state, in <c>OnActivateAsync</c>.</summary>
    Activating,

    /// <summary>Takes calls.</summary>
    Valid,

    /// <summary>Lets running calls end; new ones wait for the next activation.</summary>
    Deactivating,

    /// <summary>Over.</summary>
    Ended,
}

/// <summary>One life of one grain in one silo: its identity, and what a grain may ask of it. The mailbox and the life are in other files.</summary>
internal sealed partial class Activation : IGrainContext, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Activation? t_beingBuilt;

    private readonly TaskCompletionSource _ended;
    private GrainReference? _reference;

    public Activation(SiloNode node, GrainId grainId, GrainClass? grainClass, ActivationId activationId)
    {
        Node = node;
        GrainId = grainId;
        Class = grainClass;
        ActivationId = activationId;
        IsReentrant = grainClass?.IsReentrant ?? true;
        Scheduler = new ActivationScheduler(this);
        _ended = node.Cluster.NewCompletion();
    }

    /// <summary>The activation whose grain object is being built on this thread.</summary>
    /// <exception cref="InvalidOperationException">None is.</exception>
    public static Activation BeingBuilt => t_beingBuilt
        ?? throw new InvalidOperationException("A grain is built by the engine only: ask the grain factory for a reference.");

    public SiloNode Node { get; }

    public GrainId GrainId { get; }

    public ActivationId ActivationId { get; }

    /// <summary>Null for a grain service.</summary>
    public GrainClass? Class { get; }

    public ActivationScheduler Scheduler { get; }

    public object? GrainInstance { get; private set; }

    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = Node.Address };

    public IServiceProvider ActivationServices => _services ?? Node.Services;

    public IGrainFactory GrainFactory => Node.GrainFactory;

    public Task Deactivated => _ended.Task;

    public GrainReference GrainReference => _reference ??= Node.GetReference(GrainId, FirstInterface());

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => Address.ToString();

    private Type FirstInterface()
    {
        Type type = GrainInstance?.GetType() ?? Class!.Type;
        Type[] grains = [.. type.GetInterfaces().Where(one => typeof(IAddressable).IsAssignableFrom(one)).Where(GrainInterfaces.IsKnown)];
        return Array.Find(grains, one => !Array.Exists(grains, other => other != one && one.IsAssignableFrom(other)))
            ?? throw new InvalidOperationException($"{type} has no grain interface.");
    }
}
