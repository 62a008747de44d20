using System.Diagnostics.CodeAnalysis;

namespace Quern.Domain.Numerics;

/// <summary>
/// A signed 256-bit integer in two's complement: what a pool swap asks for and answers with. From −2^255 to 2^255 − 1.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "The conversions are the named constructors below.")]
public readonly struct Int256 : IEquatable<Int256>, IComparable<Int256>
{
    private Int256(UInt256 bits) => Bits = bits;

    /// <summary>0.</summary>
    public static Int256 Zero => default;

    /// <summary>2^255 − 1.</summary>
    public static Int256 MaxValue => new(UInt256.MaxValue >> 1);

    /// <summary>−2^255.</summary>
    public static Int256 MinValue => new(UInt256.One << 255);

    /// <summary>The two's complement bits: an ABI word.</summary>
    public UInt256 Bits { get; }

    /// <summary>Whether it is below zero.</summary>
    public bool IsNegative => Bits.Limb3 >> 63 != 0;

    /// <summary>Whether it is zero.</summary>
    public bool IsZero => Bits.IsZero;

    /// <summary>The distance from zero; 2^255 for the smallest value.</summary>
    public UInt256 Magnitude => IsNegative ? UInt256.WrappingSubtract(default, Bits) : Bits;

    /// <summary>From two's complement bits.</summary>
    public static Int256 FromBits(in UInt256 bits) => new(bits);

    /// <summary>A value that is not negative.</summary>
    /// <exception cref="OverflowException">2^255 or more.</exception>
    public static Int256 Positive(in UInt256 magnitude) =>
        magnitude.FitsBits(255) ? new(magnitude) : throw new OverflowException($"{magnitude} needs more than 255 bits.");

    /// <summary>Zero minus the magnitude.</summary>
    /// <exception cref="OverflowException">Above 2^255.</exception>
    public static Int256 Negative(in UInt256 magnitude) =>
        magnitude <= UInt256.One << 255
            ? new(UInt256.WrappingSubtract(default, magnitude))
            : throw new OverflowException($"-{magnitude} is below -2^255.");

    /// <summary>The same value, wider.</summary>
    public static implicit operator Int256(long value)
    {
        ulong sign = value < 0 ? ulong.MaxValue : 0;
        return new(new UInt256(unchecked((ulong)value), sign, sign, sign));
    }

    /// <summary>The same value, wider.</summary>
    public static implicit operator Int256(Int128 value)
    {
        ulong sign = value < 0 ? ulong.MaxValue : 0;
        return unchecked(new(new UInt256((ulong)value, (ulong)(value >> 64), sign, sign)));
    }

    /// <summary>The same value.</summary>
    /// <exception cref="OverflowException">It needs more than 128 bits.</exception>
    public static explicit operator Int128(Int256 value)
    {
        Int128 narrow = unchecked((Int128)value.Bits.Low128);
        return (Int256)narrow == value ? narrow : throw new OverflowException($"{value} needs more than 128 bits.");
    }

    /// <summary>The same value.</summary>
    /// <exception cref="OverflowException">It needs more than 64 bits.</exception>
    public static explicit operator long(Int256 value)
    {
        long narrow = unchecked((long)value.Bits.Limb0);
        return (Int256)narrow == value ? narrow : throw new OverflowException($"{value} needs more than 64 bits.");
    }

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It leaves 256 bits.</exception>
    public static Int256 operator +(Int256 left, Int256 right)
    {
        Int256 sum = new(UInt256.WrappingAdd(left.Bits, right.Bits));
        return left.IsNegative == right.IsNegative && sum.IsNegative != left.IsNegative
            ? throw new OverflowException("The sum of two signed 256-bit integers does not fit.")
            : sum;
    }

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It leaves 256 bits.</exception>
    public static Int256 operator -(Int256 left, Int256 right)
    {
        Int256 difference = new(UInt256.WrappingSubtract(left.Bits, right.Bits));
        return left.IsNegative != right.IsNegative && difference.IsNegative != left.IsNegative
            ? throw new OverflowException("The difference of two signed 256-bit integers does not fit.")
            : difference;
    }

    /// <summary>Zero minus the value.</summary>
    /// <exception cref="OverflowException">The smallest value has no positive twin.</exception>
    public static Int256 operator -(Int256 value) => Zero - value;

    /// <summary>Equal bits.</summary>
    public static bool operator ==(Int256 left, Int256 right) => left.Equals(right);

    /// <summary>Different bits.</summary>
    public static bool operator !=(Int256 left, Int256 right) => !left.Equals(right);

    /// <summary>Signed comparison.</summary>
    public static bool operator <(Int256 left, Int256 right) => left.CompareTo(right) < 0;

    /// <summary>Signed comparison.</summary>
    public static bool operator >(Int256 left, Int256 right) => left.CompareTo(right) > 0;

    /// <summary>Signed comparison.</summary>
    public static bool operator <=(Int256 left, Int256 right) => left.CompareTo(right) <= 0;

    /// <summary>Signed comparison.</summary>
    public static bool operator >=(Int256 left, Int256 right) => left.CompareTo(right) >= 0;

    /// <summary>Reads decimal digits after an optional minus sign.</summary>
    /// <exception cref="FormatException">Anything else, or out of range.</exception>
    public static Int256 Parse(ReadOnlySpan<char> text)
    {
        bool isNegative = text.StartsWith("-", StringComparison.Ordinal);
        UInt256 magnitude = UInt256.Parse(isNegative ? text[1..] : text);
        if (isNegative ? magnitude > UInt256.One << 255 : !magnitude.FitsBits(255))
            throw new FormatException($"'{text}' is not a signed 256-bit integer.");
        return isNegative ? Negative(magnitude) : Positive(magnitude);
    }

    /// <summary>Decimal digits, with a minus sign when negative.</summary>
    public override string ToString() => IsNegative ? $"-{Magnitude}" : Bits.ToString();

    /// <inheritdoc/>
    public int CompareTo(Int256 other) =>
        IsNegative != other.IsNegative ? (IsNegative ? -1 : 1) : Bits.CompareTo(other.Bits);

    /// <inheritdoc/>
    public bool Equals(Int256 other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Int256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.GetHashCode();
}
