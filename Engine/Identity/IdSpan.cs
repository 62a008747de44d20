namespace Orleans.Runtime;

/// <summary>A piece of an identity: the name of a grain type, or the key of a grain. Compared ordinally.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _text;
    private readonly uint _hash;

    private IdSpan(string text)
    {
        _text = text;
        _hash = StableHash.Of(text);
    }

    /// <summary>True for the value that no grain has.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_text);

    /// <summary>Wraps text as it is.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new(id);
    }

    /// <summary>The same on every machine and in every process, unlike the runtime's string hash.</summary>
    public uint GetUniformHashCode() => _hash;

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(_text, other._text);

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => _hash == obj._hash && string.Equals(_text, obj._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_hash);

    /// <summary>The text given to <see cref="Create"/>; empty for the default.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>Ordinal equality.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Ordinal inequality.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
