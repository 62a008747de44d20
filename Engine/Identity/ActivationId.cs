namespace Orleans.Runtime;

/// <summary>Names one activation: one life of a grain in the memory of one silo.</summary>
public readonly struct ActivationId : IEquatable<ActivationId>
{
    private readonly Guid _key;

    /// <summary>Wraps an identifier.</summary>
    public ActivationId(Guid key) => _key = key;

    /// <summary>True for the value that no activation has.</summary>
    public bool IsDefault => _key == Guid.Empty;

    /// <inheritdoc/>
    public bool Equals(ActivationId other) => _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActivationId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _key.GetHashCode();

    /// <summary><c>@</c> and 32 hexadecimal digits.</summary>
    public override string ToString() => $"@{_key:N}";

    /// <summary>Same activation.</summary>
    public static bool operator ==(ActivationId left, ActivationId right) => left.Equals(right);

    /// <summary>Another activation.</summary>
    public static bool operator !=(ActivationId left, ActivationId right) => !left.Equals(right);
}
