namespace Orleans.Runtime;

/// <summary>The name of a grain interface.</summary>
public readonly struct GrainInterfaceType : IEquatable<GrainInterfaceType>
{
    /// <summary>Wraps a name.</summary>
    public GrainInterfaceType(IdSpan value) => Value = value;

    /// <summary>The name.</summary>
    public IdSpan Value { get; }

    /// <summary>True for the value that no interface has.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Wraps a name.</summary>
    public static GrainInterfaceType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public bool Equals(GrainInterfaceType other) => Value.Equals(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainInterfaceType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The name as text.</summary>
    public override string ToString() => Value.ToString();

    /// <summary>Same name.</summary>
    public static bool operator ==(GrainInterfaceType left, GrainInterfaceType right) => left.Equals(right);

    /// <summary>Another name.</summary>
    public static bool operator !=(GrainInterfaceType left, GrainInterfaceType right) => !left.Equals(right);
}
