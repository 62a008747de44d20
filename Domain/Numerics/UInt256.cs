using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Quern.Domain.Numerics;

/// <summary>
/// An unsigned 256-bit integer on four 64-bit limbs: chain amounts, Q64.96 prices, Q128.128 fee growth. The operators refuse to
/// overflow; where a contract means to wrap, say so with <see cref="WrappingAdd"/> and its siblings.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "The conversions are constructors and the named methods below.")]
public readonly partial struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    // Little-endian limbs: the value is _0 + _1·2^64 + _2·2^128 + _3·2^192.
    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    /// <summary>From its limbs, least significant first.</summary>
    public UInt256(ulong limb0, ulong limb1 = 0, ulong limb2 = 0, ulong limb3 = 0)
    {
        _0 = limb0;
        _1 = limb1;
        _2 = limb2;
        _3 = limb3;
    }

    /// <summary>0.</summary>
    public static UInt256 Zero => default;

    /// <summary>1.</summary>
    public static UInt256 One => new(1);

    /// <summary>2^256 − 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Bits 0 to 63.</summary>
    public ulong Limb0 => _0;

    /// <summary>Bits 64 to 127.</summary>
    public ulong Limb1 => _1;

    /// <summary>Bits 128 to 191.</summary>
    public ulong Limb2 => _2;

    /// <summary>Bits 192 to 255.</summary>
    public ulong Limb3 => _3;

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>Whether the lowest bit is set.</summary>
    public bool IsOdd => (_0 & 1) != 0;

    /// <summary>Bits needed to write the value: 0 for zero, 256 for the largest.</summary>
    public int BitLength
    {
        get
        {
            if (_3 != 0)
                return 256 - BitOperations.LeadingZeroCount(_3);
            if (_2 != 0)
                return 192 - BitOperations.LeadingZeroCount(_2);
            if (_1 != 0)
                return 128 - BitOperations.LeadingZeroCount(_1);
            return 64 - BitOperations.LeadingZeroCount(_0);
        }
    }

    /// <summary>Zero bits below the lowest set one; 256 for zero.</summary>
    public int TrailingZeroCount
    {
        get
        {
            if (_0 != 0)
                return BitOperations.TrailingZeroCount(_0);
            if (_1 != 0)
                return 64 + BitOperations.TrailingZeroCount(_1);
            if (_2 != 0)
                return 128 + BitOperations.TrailingZeroCount(_2);
            return 192 + BitOperations.TrailingZeroCount(_3);
        }
    }

    /// <summary>Whether the value is below 2^<paramref name="bits"/>.</summary>
    public bool FitsBits(int bits) => BitLength <= bits;

    /// <summary>Whether the bit of weight 2^<paramref name="index"/> is set; 0 to 255.</summary>
    public bool Bit(int index) => ((index >> 6) switch { 0 => _0, 1 => _1, 2 => _2, _ => _3 } >> (index & 63) & 1) != 0;

    /// <summary>The same value, wider.</summary>
    public static implicit operator UInt256(ulong value) => new(value);

    /// <summary>The same value, wider.</summary>
    public static implicit operator UInt256(UInt128 value) => unchecked(new((ulong)value, (ulong)(value >> 64)));

    /// <summary>The same value.</summary>
    /// <exception cref="OverflowException">It needs more than 64 bits.</exception>
    public static explicit operator ulong(in UInt256 value) =>
        (value._1 | value._2 | value._3) == 0 ? value._0 : throw TooLarge(value, 64);

    /// <summary>The same value.</summary>
    /// <exception cref="OverflowException">It needs more than 128 bits.</exception>
    public static explicit operator UInt128(in UInt256 value) =>
        (value._2 | value._3) == 0 ? value.Low128 : throw TooLarge(value, 128);

    /// <summary>The nearest double: correct to about one part in 2^52. For models and display, never for amounts.</summary>
    public static explicit operator double(in UInt256 value) =>
        ((value._3 * TwoTo64 + value._2) * TwoTo64 + value._1) * TwoTo64 + value._0;

    /// <summary>The value modulo 2^128.</summary>
    public UInt128 Low128 => new(_1, _0);

    /// <summary>The value modulo 2^160, the width of a square-root price and of an oracle accumulator.</summary>
    public UInt256 Low160 => new(_0, _1, _2 & uint.MaxValue);

    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>Reads 32 bytes or fewer, most significant first.</summary>
    /// <exception cref="ArgumentException">More than 32 bytes.</exception>
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 32)
            throw new ArgumentException($"{bytes.Length} bytes do not fit 256 bits.", nameof(bytes));
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        bytes.CopyTo(word[(32 - bytes.Length)..]);
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(word[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(word[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(word[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(word));
    }

    /// <summary>Writes exactly 32 bytes, most significant first.</summary>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _2);
        BinaryPrimitives.WriteUInt64BigEndian(destination, _3);
    }

    /// <summary>32 bytes, most significant first: an ABI word.</summary>
    public byte[] ToBigEndian()
    {
        byte[] bytes = new byte[32];
        WriteBigEndian(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(UInt256 other) => ((_0 ^ other._0) | (_1 ^ other._1) | (_2 ^ other._2) | (_3 ^ other._3)) == 0;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_0, _1, _2, _3);

    /// <inheritdoc/>
    public int CompareTo(UInt256 other) => this < other ? -1 : Equals(other) ? 0 : 1;

    /// <summary>The smaller of the two.</summary>
    public static UInt256 Min(in UInt256 left, in UInt256 right) => left < right ? left : right;

    /// <summary>The larger of the two.</summary>
    public static UInt256 Max(in UInt256 left, in UInt256 right) => left < right ? right : left;

    /// <summary>Equal in every limb.</summary>
    public static bool operator ==(in UInt256 left, in UInt256 right) => left.Equals(right);

    /// <summary>Different in some limb.</summary>
    public static bool operator !=(in UInt256 left, in UInt256 right) => !left.Equals(right);

    /// <summary>Unsigned comparison.</summary>
    public static bool operator <(in UInt256 left, in UInt256 right)
    {
        if (left._3 != right._3)
            return left._3 < right._3;
        if (left._2 != right._2)
            return left._2 < right._2;
        return left._1 != right._1 ? left._1 < right._1 : left._0 < right._0;
    }

    /// <summary>Unsigned comparison.</summary>
    public static bool operator >(in UInt256 left, in UInt256 right) => right < left;

    /// <summary>Unsigned comparison.</summary>
    public static bool operator <=(in UInt256 left, in UInt256 right) => !(right < left);

    /// <summary>Unsigned comparison.</summary>
    public static bool operator >=(in UInt256 left, in UInt256 right) => !(left < right);

    private static OverflowException TooLarge(in UInt256 value, int bits) => new($"{value} needs more than {bits} bits.");
}
