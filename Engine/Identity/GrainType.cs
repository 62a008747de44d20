namespace Orleans.Runtime;

/// <summary>The name of a grain class: <c>orderbook</c> for <c>OrderBookGrain</c>, or what <see cref="GrainTypeAttribute"/> says.</summary>
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>Wraps a name.</summary>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>The name.</summary>
    public IdSpan Value { get; }

    /// <summary>True for the value that no grain has.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Wraps a name.</summary>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <summary>The same on every machine and in every process.</summary>
    public uint GetUniformHashCode() => Value.GetUniformHashCode();

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The name as text.</summary>
    public override string ToString() => Value.ToString();

    /// <summary>Ordinal equality of names.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Ordinal inequality of names.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}
