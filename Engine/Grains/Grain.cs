using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Orleans;

/// <summary>What the engine needs of a grain class; <see cref="Grain"/> brings it.</summary>
public interface IGrainBase
{
    /// <summary>This activation.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call; state is already read.</summary>
    /// <param name="token">Cancelled when activation takes longer than <c>GrainCollectionOptions.ActivationTimeout</c>.</param>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call; not when a silo is killed.</summary>
    /// <param name="reason">Why it ends.</param>
    /// <param name="token">Cancelled when deactivation takes too long.</param>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}

/// <summary>Base of grain classes. One turn runs at a time; calls wait for each other unless marked otherwise.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>For classes built by the engine.</summary>
    /// <exception cref="InvalidOperationException">The grain is being built outside the engine.</exception>
    protected Grain()
        : this(Activation.BeingBuilt)
    {
    }

    /// <summary>For classes that take their context as a constructor parameter.</summary>
    protected Grain(IGrainContext grainContext)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        GrainContext = grainContext;
    }

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The key as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The silo this activation lives in.</summary>
    public string RuntimeIdentity => GrainContext.Address.SiloAddress?.ToString() ?? "";

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => ((Activation)GrainContext).GrainFactory;

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>Runs before the first call; state is already read.</summary>
    /// <param name="cancellationToken">Cancelled when activation takes too long.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call; not when a silo is killed.</summary>
    /// <param name="reason">Why it ends.</param>
    /// <param name="cancellationToken">Cancelled when deactivation takes too long.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after the running call; calls that wait go to a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps this activation from being collected as idle.</summary>
    /// <param name="timeSpan">From now.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)GrainContext).DelayDeactivation(timeSpan);
}
