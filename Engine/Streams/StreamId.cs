using System.Globalization;
using Quern.Engine.Serialization;

namespace Orleans.Runtime;

/// <summary>Names a stream within its provider: a namespace and a key.</summary>
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly string? _namespace;
    private readonly string? _key;

    private StreamId(string? ns, string key)
    {
        _namespace = ns;
        _key = key;
    }

    /// <summary>Names a stream.</summary>
    public static StreamId Create(string? ns, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(ns, key);
    }

    /// <summary>Names a stream; the key is written as 32 hexadecimal digits.</summary>
    public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

    /// <summary>Names a stream; the key is written in decimal.</summary>
    public static StreamId Create(string? ns, long key) => new(ns, key.ToString(CultureInfo.InvariantCulture));

    /// <summary>The namespace; null for none.</summary>
    public string? GetNamespace() => _namespace;

    /// <summary>The key.</summary>
    public string GetKeyAsString() => _key ?? "";

    /// <inheritdoc/>
    public int CompareTo(StreamId other)
    {
        int byNamespace = string.CompareOrdinal(_namespace, other._namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(_key, other._key);
    }

    /// <inheritdoc/>
    public bool Equals(StreamId other) =>
        string.Equals(_key, other._key, StringComparison.Ordinal) && string.Equals(_namespace, other._namespace, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)StableHash.Combine(StableHash.Of(_namespace ?? ""), StableHash.Of(_key ?? "")));

    /// <summary><c>namespace/key</c>.</summary>
    public override string ToString() => $"{_namespace ?? "null"}/{_key}";

    /// <summary>Same namespace and key.</summary>
    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    /// <summary>Another namespace or key.</summary>
    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);

    internal static void Write(CanonicalWriter writer, StreamId value)
    {
        writer.WriteString(value._namespace);
        writer.WriteString(value._key);
    }

    internal static StreamId Read(CanonicalReader reader)
    {
        string? ns = reader.ReadString();
        return new(ns, reader.ReadString() ?? "");
    }
}
