using System.Runtime.CompilerServices;

namespace Quern.Domain.Numerics;

public readonly partial struct UInt256
{
    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It needs 257 bits.</exception>
    public static UInt256 operator +(in UInt256 left, in UInt256 right)
    {
        UInt256 sum = WrappingAdd(left, right);
        if (sum < left)
            ThrowOverflow("sum");
        return sum;
    }

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It would be negative.</exception>
    public static UInt256 operator -(in UInt256 left, in UInt256 right)
    {
        if (left < right)
            ThrowOverflow("difference");
        return WrappingSubtract(left, right);
    }

    /// <summary>The product.</summary>
    /// <exception cref="OverflowException">It needs more than 256 bits.</exception>
    public static UInt256 operator *(in UInt256 left, in UInt256 right)
    {
        if (!TryMultiply(left, right, out UInt256 product))
            ThrowOverflow("product");
        return product;
    }

    /// <summary>The floor of the quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt256 operator /(in UInt256 dividend, in UInt256 divisor)
    {
        if (divisor.IsZero)
            throw new DivideByZeroException();
        WideInteger.Divide(dividend, default, divisor, out UInt256 quotient, out _, out _);
        return quotient;
    }

    /// <summary>The remainder of the floor division.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt256 operator %(in UInt256 dividend, in UInt256 divisor)
    {
        DivRem(dividend, divisor, out UInt256 remainder);
        return remainder;
    }

    /// <summary>The sum modulo 2^256.</summary>
    public static UInt256 WrappingAdd(in UInt256 left, in UInt256 right)
    {
        unchecked
        {
            ulong r0 = left._0 + right._0;
            ulong carry = r0 < left._0 ? 1UL : 0UL;
            ulong r1 = AddCarry(left._1, right._1, ref carry);
            ulong r2 = AddCarry(left._2, right._2, ref carry);
            return new(r0, r1, r2, left._3 + right._3 + carry);
        }
    }

    /// <summary>The difference modulo 2^256.</summary>
    public static UInt256 WrappingSubtract(in UInt256 left, in UInt256 right)
    {
        unchecked
        {
            ulong r0 = left._0 - right._0;
            ulong borrow = left._0 < right._0 ? 1UL : 0UL;
            ulong r1 = SubtractBorrow(left._1, right._1, ref borrow);
            ulong r2 = SubtractBorrow(left._2, right._2, ref borrow);
            return new(r0, r1, r2, left._3 - right._3 - borrow);
        }
    }

    /// <summary>The product modulo 2^256.</summary>
    public static UInt256 WrappingMultiply(in UInt256 left, in UInt256 right)
    {
        WideInteger.Multiply(left, right, out UInt256 low, out _);
        return low;
    }

    /// <summary>All 512 bits of the product.</summary>
    public static void BigMultiply(in UInt256 left, in UInt256 right, out UInt256 low, out UInt256 high) =>
        WideInteger.Multiply(left, right, out low, out high);

    /// <summary>The product, if it fits 256 bits.</summary>
    public static bool TryMultiply(in UInt256 left, in UInt256 right, out UInt256 product)
    {
        WideInteger.Multiply(left, right, out product, out UInt256 high);
        return high.IsZero;
    }

    /// <summary>The sum, if it fits 256 bits.</summary>
    public static bool TryAdd(in UInt256 left, in UInt256 right, out UInt256 sum)
    {
        // The caller may add in place: compare before the out parameter overwrites an operand.
        UInt256 total = WrappingAdd(left, right);
        bool fits = total >= left;
        sum = total;
        return fits;
    }

    /// <summary>Floor and remainder of a division.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt256 DivRem(in UInt256 dividend, in UInt256 divisor, out UInt256 remainder)
    {
        if (divisor.IsZero)
            throw new DivideByZeroException();
        WideInteger.Divide(dividend, default, divisor, out UInt256 quotient, out UInt256 scaledRemainder, out int scale);
        remainder = scaledRemainder >> scale;
        return quotient;
    }

    /// <summary>The quotient rounded up.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt256 DivideRoundingUp(in UInt256 dividend, in UInt256 divisor)
    {
        if (divisor.IsZero)
            throw new DivideByZeroException();
        WideInteger.Divide(dividend, default, divisor, out UInt256 quotient, out UInt256 scaledRemainder, out _);
        return scaledRemainder.IsZero ? quotient : WrappingAdd(quotient, One);
    }

    /// <summary>floor(left × right / divisor) over a 512-bit product.</summary>
    /// <param name="left">First factor.</param>
    /// <param name="right">Second factor.</param>
    /// <param name="divisor">What to divide by.</param>
    /// <param name="quotient">The floor.</param>
    /// <param name="isExact">Whether nothing was rounded away.</param>
    /// <returns>False when the divisor is zero or the quotient needs more than 256 bits.</returns>
    public static bool TryMulDiv(in UInt256 left, in UInt256 right, in UInt256 divisor, out UInt256 quotient, out bool isExact)
    {
        WideInteger.Multiply(left, right, out UInt256 low, out UInt256 high);
        if (high >= divisor)
        {
            quotient = default;
            isExact = false;
            return false;
        }

        WideInteger.Divide(low, high, divisor, out quotient, out UInt256 scaledRemainder, out _);
        isExact = scaledRemainder.IsZero;
        return true;
    }

    /// <summary>left × right modulo <paramref name="modulus"/>, over a 512-bit product.</summary>
    /// <exception cref="DivideByZeroException">The modulus is zero.</exception>
    public static UInt256 MultiplyModulo(in UInt256 left, in UInt256 right, in UInt256 modulus)
    {
        if (modulus.IsZero)
            throw new DivideByZeroException();
        WideInteger.Multiply(left % modulus, right % modulus, out UInt256 low, out UInt256 high);
        WideInteger.Divide(low, high, modulus, out _, out UInt256 scaledRemainder, out int scale);
        return scaledRemainder >> scale;
    }

    /// <summary>The largest integer whose square is not above the value.</summary>
    public UInt256 SquareRoot()
    {
        if (IsZero)
            return Zero;

        // Newton from above: starting at or above the root, the sequence falls until it reaches the floor.
        UInt256 guess = One << ((BitLength + 1) / 2);
        if (guess.IsZero)
            guess = MaxValue;
        while (true)
        {
            UInt256 next = (guess + this / guess) >> 1;
            if (next >= guess)
                return guess;
            guess = next;
        }
    }

    /// <summary>Multiplied by 2^<paramref name="count"/> modulo 2^256; 0 to 255, larger gives 0.</summary>
    public static UInt256 operator <<(in UInt256 value, int count)
    {
        int bits = count & 63;
        if (count < 64)
            return ShiftLeft(value._0, value._1, value._2, value._3, bits);
        if (count < 128)
            return ShiftLeft(0, value._0, value._1, value._2, bits);
        if (count < 192)
            return ShiftLeft(0, 0, value._0, value._1, bits);
        return count < 256 ? ShiftLeft(0, 0, 0, value._0, bits) : Zero;
    }

    /// <summary>The floor of the value over 2^<paramref name="count"/>; 0 to 255, larger gives 0.</summary>
    public static UInt256 operator >>(in UInt256 value, int count)
    {
        int bits = count & 63;
        if (count < 64)
            return ShiftRight(value._0, value._1, value._2, value._3, bits);
        if (count < 128)
            return ShiftRight(value._1, value._2, value._3, 0, bits);
        if (count < 192)
            return ShiftRight(value._2, value._3, 0, 0, bits);
        return count < 256 ? ShiftRight(value._3, 0, 0, 0, bits) : Zero;
    }

    // The neighbour's bits are moved in two steps, so that a shift by zero moves none without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 ShiftLeft(ulong a, ulong b, ulong c, ulong d, int bits)
    {
        int rest = 63 - bits;
        return new(a << bits, (b << bits) | (a >> 1 >> rest), (c << bits) | (b >> 1 >> rest), (d << bits) | (c >> 1 >> rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 ShiftRight(ulong a, ulong b, ulong c, ulong d, int bits)
    {
        int rest = 63 - bits;
        return new((a >> bits) | (b << 1 << rest), (b >> bits) | (c << 1 << rest), (c >> bits) | (d << 1 << rest), d >> bits);
    }

    /// <summary>Bitwise and.</summary>
    public static UInt256 operator &(in UInt256 left, in UInt256 right) =>
        new(left._0 & right._0, left._1 & right._1, left._2 & right._2, left._3 & right._3);

    /// <summary>Bitwise or.</summary>
    public static UInt256 operator |(in UInt256 left, in UInt256 right) =>
        new(left._0 | right._0, left._1 | right._1, left._2 | right._2, left._3 | right._3);

    /// <summary>Bitwise exclusive or.</summary>
    public static UInt256 operator ^(in UInt256 left, in UInt256 right) =>
        new(left._0 ^ right._0, left._1 ^ right._1, left._2 ^ right._2, left._3 ^ right._3);

    /// <summary>Every bit inverted.</summary>
    public static UInt256 operator ~(in UInt256 value) => new(~value._0, ~value._1, ~value._2, ~value._3);

    private static ulong AddCarry(ulong left, ulong right, ref ulong carry)
    {
        unchecked
        {
            ulong partial = left + carry;
            ulong sum = partial + right;
            carry = (partial < left ? 1UL : 0UL) | (sum < right ? 1UL : 0UL);
            return sum;
        }
    }

    private static ulong SubtractBorrow(ulong left, ulong right, ref ulong borrow)
    {
        unchecked
        {
            ulong partial = left - right;
            ulong difference = partial - borrow;
            borrow = (left < right ? 1UL : 0UL) | (partial < borrow ? 1UL : 0UL);
            return difference;
        }
    }

    private static void ThrowOverflow(string what) => throw new OverflowException($"The {what} of two 256-bit integers does not fit 256 bits.");
}
