using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>What a grain answers to: its type and its key, printed <c>type/key</c>.</summary>
public readonly struct GrainId : IEquatable<GrainId>, IComparable<GrainId>, ISpanParsable<GrainId>
{
    /// <summary>Joins a type and a key.</summary>
    public GrainId(GrainType type, IdSpan key)
    {
        Type = type;
        Key = key;
    }

    /// <summary>The type.</summary>
    public GrainType Type { get; }

    /// <summary>The key.</summary>
    public IdSpan Key { get; }

    /// <summary>True for the value that no grain has.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>Joins a type and a key.</summary>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <summary>Joins a type and a key.</summary>
    public static GrainId Create(GrainType type, string key) => new(type, IdSpan.Create(key));

    /// <summary>Joins a type and a key.</summary>
    public static GrainId Create(string type, string key) => new(GrainType.Create(type), IdSpan.Create(key));

    /// <summary>Reads <c>type/key</c>; the key may contain more slashes.</summary>
    /// <exception cref="FormatException">There is no slash, or nothing before it.</exception>
    public static GrainId Parse(string value) =>
        TryParse(value, out GrainId result) ? result : throw new FormatException($"'{value}' is not a grain id of the form type/key.");

    /// <summary>Reads <c>type/key</c>; false when it is something else.</summary>
    public static bool TryParse(string? value, out GrainId result)
    {
        int slash = value?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        result = slash > 0 ? Create(value![..slash], value[(slash + 1)..]) : default;
        return slash > 0;
    }

    /// <summary>The same on every machine and in every process.</summary>
    public uint GetUniformHashCode() => StableHash.Combine(Type.GetUniformHashCode(), Key.GetUniformHashCode());

    /// <inheritdoc/>
    public int CompareTo(GrainId other)
    {
        int byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : Key.CompareTo(other.Key);
    }

    /// <inheritdoc/>
    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)GetUniformHashCode());

    /// <summary><c>type/key</c>.</summary>
    public override string ToString() => $"{Type}/{Key}";

    /// <summary>Equal type and key.</summary>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <summary>Another type or key.</summary>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    static GrainId IParsable<GrainId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<GrainId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GrainId result) =>
        TryParse(s, out result);

    static GrainId ISpanParsable<GrainId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s.ToString());

    static bool ISpanParsable<GrainId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out GrainId result) =>
        TryParse(s.ToString(), out result);
}
