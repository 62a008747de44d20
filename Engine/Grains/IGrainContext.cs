namespace Orleans.Runtime;

/// <summary>One activation: one life of a grain in the memory of one silo.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The object; null until it is built.</summary>
    object? GrainInstance { get; }

    /// <summary>This life.</summary>
    ActivationId ActivationId { get; }

    /// <summary>Grain, life and silo.</summary>
    GrainAddress Address { get; }

    /// <summary>Services of this life.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when this life has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Ends this life after the running call; calls that wait go to a new one.</summary>
    /// <param name="deactivationReason">Handed to the grain.</param>
    /// <param name="cancellationToken">Handed on to the grain.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Finds the activation whose turn runs.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation; null outside a turn.</summary>
    IGrainContext GrainContext { get; }
}
