namespace Orleans.Runtime;

/// <summary>Where one activation of a grain lives.</summary>
public sealed class GrainAddress : IEquatable<GrainAddress>
{
    /// <summary>The grain.</summary>
    public GrainId GrainId { get; init; }

    /// <summary>The activation.</summary>
    public ActivationId ActivationId { get; init; }

    /// <summary>The silo that holds it.</summary>
    public SiloAddress? SiloAddress { get; init; }

    /// <inheritdoc/>
    public bool Equals(GrainAddress? other) => other is not null
        && GrainId.Equals(other.GrainId) && ActivationId.Equals(other.ActivationId) && Equals(SiloAddress, other.SiloAddress);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Silo, grain and activation, for logs.</summary>
    public override string ToString() => $"[{SiloAddress} {GrainId} {ActivationId}]";
}
