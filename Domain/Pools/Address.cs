using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>A 20-byte account or contract. Ordered as a number: the smaller of two tokens is a pool's token0.</summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <summary>From its 20 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"An address has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Bytes of an address.</summary>
    public const int Length = 20;

    /// <summary>All zeros: nobody, and the recipient that a position manager reads as itself.</summary>
    public static Address Zero => default;

    /// <summary>Whether it is all zeros.</summary>
    public bool IsZero => (_high | _middle | _low) == 0;

    /// <summary>The address in the low 160 bits of a word; higher bits are ignored, as the chain does for topics.</summary>
    public static Address FromWord(in UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.WriteBigEndian(bytes);
        return new(bytes[12..]);
    }

    /// <summary>Reads 0x and 40 hex digits in any case; a checksum in the case is not looked at here.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out Address address) ? address : throw new FormatException($"'{text}' is not an address.");

    /// <summary>Reads 0x and 40 hex digits in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        address = default;
        if (text is not { Length: 42 } || text[0] != '0' || text[1] != 'x' || !UInt256.TryParseHex(text, out UInt256 word))
            return false;
        address = FromWord(word);
        return true;
    }

    /// <summary>The address in the low 160 bits of an ABI word.</summary>
    public UInt256 ToWord()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return UInt256.FromBigEndian(bytes);
    }

    /// <summary>Writes its 20 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>0x and 40 lower-case hex digits: how Quern names an address everywhere.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => _high == other._high && _middle == other._middle && _low == other._low;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _middle, _low);

    /// <inheritdoc/>
    public int CompareTo(Address other)
    {
        int order = _high.CompareTo(other._high);
        if (order == 0)
            order = _middle.CompareTo(other._middle);
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <summary>The same bytes.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Numerically below.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>Numerically above.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Not numerically above.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>Not numerically below.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;
}
