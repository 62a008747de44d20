using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Quern.Domain.Numerics;

/// <remarks>
/// Division by reciprocals: Möller and Granlund, "Improved division by invariant integers", IEEE Transactions on Computers 60(2),
/// 2011
/// (algorithms 4, 5 and 6), inside Knuth's algorithm D (TAOCP 4.3.1) when the divisor has three or four limbs.
/// </remarks>
internal static partial class WideInteger
{
    /// <summary>Divides low + high·2^256 by a divisor that is above <paramref name="high"/>, so that the quotient fits.</summary>
    /// <param name="low">Low half of the dividend.</param>
    /// <param name="high">High half of the dividend.</param>
    /// <param name="divisor">Not zero.</param>
    /// <param name="quotient">The floor.</param>
    /// <param name="scaledRemainder">The remainder times 2^<paramref name="scale"/>: many callers only ask whether it is
    /// zero.</param>
    /// <param name="scale">0 to 63.</param>
    public static void Divide(
        in UInt256 low, in UInt256 high, in UInt256 divisor, out UInt256 quotient, out UInt256 scaledRemainder, out int scale)
    {
        scale = 0;
        if (high.IsZero && low < divisor)
        {
            scaledRemainder = low;
            quotient = default;
            return;
        }

        if ((divisor.Limb1 | divisor.Limb2 | divisor.Limb3) == 0)
        {
            DivideByOne(low, high, divisor.Limb0, out quotient, out scaledRemainder);
            return;
        }

        // Normalised so that the divisor's top bit is set. The part above the low 256 bits stays below the divisor: it is the first
        // remainder, and each of the four limbs below it gives one digit of the quotient.
        int limbs = divisor.Limb3 != 0 ? 4 : divisor.Limb2 != 0 ? 3 : 2;
        scale = BitOperations.LeadingZeroCount(limbs == 4 ? divisor.Limb3 : limbs == 3 ? divisor.Limb2 : divisor.Limb1);
        UInt256 d = divisor << scale;
        UInt256 rest = (high << scale) | new UInt256(low.Limb3 >> 1 >> (63 - scale));
        UInt256 next = low << scale;
        if (limbs == 2)
            DivideByTwo(ref rest, next, d, out quotient);
        else if (limbs == 3)
            DivideByThree(ref rest, next, d, out quotient);
        else
            DivideByFour(ref rest, next, d, out quotient);
        scaledRemainder = rest;
    }

    private static void DivideByOne(in UInt256 low, in UInt256 high, ulong divisor, out UInt256 quotient, out UInt256 remainder)
    {
        unchecked
        {
            int shift = BitOperations.LeadingZeroCount(divisor);
            ulong d = divisor << shift;
            ulong reciprocal = Reciprocal(d);

            // The quotient fits, so only the lowest limb of the high half can be set, and it is below the divisor.
            UInt256 shifted = low << shift;
            ulong r = (high.Limb0 << shift) | (shift == 0 ? 0 : low.Limb3 >> (64 - shift));
            ulong q3 = r == 0 && shifted.Limb3 < d ? Skip(shifted.Limb3, ref r) : Divide(ref r, shifted.Limb3, d, reciprocal);
            ulong q2 = r == 0 && shifted.Limb2 < d ? Skip(shifted.Limb2, ref r) : Divide(ref r, shifted.Limb2, d, reciprocal);
            ulong q1 = r == 0 && shifted.Limb1 < d ? Skip(shifted.Limb1, ref r) : Divide(ref r, shifted.Limb1, d, reciprocal);
            ulong q0 = Divide(ref r, shifted.Limb0, d, reciprocal);
            quotient = new(q0, q1, q2, q3);
            remainder = new(r >> shift);
        }
    }

    private static ulong Skip(ulong limb, ref ulong remainder)
    {
        remainder = limb;
        return 0;
    }

    private static void DivideByTwo(ref UInt256 rest, in UInt256 next, in UInt256 d, out UInt256 quotient)
    {
        ulong d1 = d.Limb1, d0 = d.Limb0;
        ulong reciprocal = Reciprocal(d1, d0);
        ulong r1 = rest.Limb1, r0 = rest.Limb0;
        ulong q3 = Divide(ref r1, ref r0, next.Limb3, d1, d0, reciprocal);
        ulong q2 = Divide(ref r1, ref r0, next.Limb2, d1, d0, reciprocal);
        ulong q1 = Divide(ref r1, ref r0, next.Limb1, d1, d0, reciprocal);
        ulong q0 = Divide(ref r1, ref r0, next.Limb0, d1, d0, reciprocal);
        quotient = new(q0, q1, q2, q3);
        rest = new(r0, r1);
    }

    private static void DivideByThree(ref UInt256 rest, in UInt256 next, in UInt256 d, out UInt256 quotient)
    {
        ulong d2 = d.Limb2, d1 = d.Limb1, d0 = d.Limb0;
        ulong reciprocal = Reciprocal(d2, d1);
        ulong r2 = rest.Limb2, r1 = rest.Limb1, r0 = rest.Limb0;
        ulong q3 = DigitOfThree(ref r2, ref r1, ref r0, next.Limb3, d2, d1, d0, reciprocal);
        ulong q2 = DigitOfThree(ref r2, ref r1, ref r0, next.Limb2, d2, d1, d0, reciprocal);
        ulong q1 = DigitOfThree(ref r2, ref r1, ref r0, next.Limb1, d2, d1, d0, reciprocal);
        ulong q0 = DigitOfThree(ref r2, ref r1, ref r0, next.Limb0, d2, d1, d0, reciprocal);
        quotient = new(q0, q1, q2, q3);
        rest = new(r0, r1, r2);
    }

    /// <summary>One digit of Knuth's algorithm D: (r2, r1, r0, next) by (d2, d1, d0), leaving the remainder in r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong DigitOfThree(
        ref ulong r2, ref ulong r1, ref ulong r0, ulong next, ulong d2, ulong d1, ulong d0, ulong reciprocal)
    {
        unchecked
        {
            if (r2 == 0 && r1 < d2)
            {
                r2 = r1;
                r1 = r0;
                r0 = next;
                return 0;
            }

            if (r2 == d2 && r1 == d1)
            {
                // By value: a call by reference would keep the remainder out of registers on the way that is always taken.
                (r2, r1, r0) = AfterLargestDigit(r2, r1, r0, next, d0);
                return ulong.MaxValue;
            }

            ulong digit = Divide(ref r2, ref r1, r0, d2, d1, reciprocal);
            ulong high = HighProduct(d0, digit, out ulong low);
            high += next < low ? 1UL : 0UL;
            r0 = next - low;
            ulong before = r1;
            r1 -= high;
            ulong borrow = before < high ? 1UL : 0UL;
            bool isTooLarge = r2 < borrow;
            r2 -= borrow;
            if (isTooLarge)
            {
                digit--;
                r0 += d0;
                ulong carry = r0 < d0 ? 1UL : 0UL;
                r1 += carry;
                carry = r1 < carry ? 1UL : 0UL;
                r1 += d1;
                r2 += d2 + carry + (r1 < d1 ? 1UL : 0UL);
            }

            return digit;
        }
    }

    // The digit is 2^64 − 1: subtracting that times d is subtracting d one limb higher and adding it once.
    private static (ulong R2, ulong R1, ulong R0) AfterLargestDigit(ulong r2, ulong r1, ulong r0, ulong next, ulong d0)
    {
        unchecked
        {
            ulong lowest = next + d0;
            UInt128 top = new UInt128(r2, r1) - (d0 - r0) + (lowest < d0 ? 1UL : 0UL);
            return ((ulong)(top >> 64), (ulong)top, lowest);
        }
    }

    private static void DivideByFour(ref UInt256 rest, in UInt256 next, in UInt256 d, out UInt256 quotient)
    {
        ulong reciprocal = Reciprocal(d.Limb3, d.Limb2);
        ulong q3 = DigitOfFour(ref rest, next.Limb3, d, reciprocal);
        ulong q2 = DigitOfFour(ref rest, next.Limb2, d, reciprocal);
        ulong q1 = DigitOfFour(ref rest, next.Limb1, d, reciprocal);
        ulong q0 = DigitOfFour(ref rest, next.Limb0, d, reciprocal);
        quotient = new(q0, q1, q2, q3);
    }

    /// <summary>The same with four limbs.</summary>
    private static ulong DigitOfFour(ref UInt256 rest, ulong next, in UInt256 d, ulong reciprocal)
    {
        unchecked
        {
            ulong r3 = rest.Limb3;
            ulong r2 = rest.Limb2;
            UInt256 shifted = new(next, rest.Limb0, rest.Limb1, r2);
            if (r3 == 0 && r2 < d.Limb3)
            {
                rest = shifted;
                return 0;
            }

            if (r3 == d.Limb3 && r2 == d.Limb2)
            {
                // The digit is 2^64 − 1, as above.
                rest = UInt256.WrappingAdd(UInt256.WrappingSubtract(shifted, d << 64), d);
                return ulong.MaxValue;
            }

            ulong digit = Divide(ref r3, ref r2, rest.Limb1, d.Limb3, d.Limb2, reciprocal);
            ulong t1 = HighProduct(d.Limb0, digit, out ulong t0);
            ulong t2 = HighProduct(d.Limb1, digit, out ulong middle);
            t1 += middle;
            t2 += t1 < middle ? 1UL : 0UL;
            UInt256 partial = new(next, rest.Limb0, r2, r3);
            UInt256 lower = new(t0, t1, t2);
            rest = UInt256.WrappingSubtract(partial, lower);
            if (partial < lower)
            {
                digit--;
                rest = UInt256.WrappingAdd(rest, d);
            }

            return digit;
        }
    }

    // In both algorithms the first correction happens half of the time: a mask costs less than a branch that cannot be predicted.

    /// <summary>Algorithm 4: the remainder goes on in <paramref name="u1"/>, the digit is returned. Needs u1 below d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Divide(ref ulong u1, ulong u0, ulong d, ulong reciprocal)
    {
        unchecked
        {
            ulong q1 = HighProduct(reciprocal, u1, out ulong q0);
            q0 += u0;
            q1 += u1 + (q0 < u0 ? 1UL : 0UL) + 1;
            ulong r = u0 - q1 * d;
            ulong mask = 0 - (r > q0 ? 1UL : 0UL);
            q1 += mask;
            r += d & mask;
            if (r >= d)
            {
                q1++;
                r -= d;
            }

            u1 = r;
            return q1;
        }
    }

    /// <summary>Algorithm 5: three limbs by two. Needs (u2, u1) below (d1, d0); they become the remainder.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Divide(ref ulong u2, ref ulong u1, ulong u0, ulong d1, ulong d0, ulong reciprocal)
    {
        unchecked
        {
            ulong q1 = HighProduct(reciprocal, u2, out ulong q0);
            q0 += u1;
            q1 += u2 + (q0 < u1 ? 1UL : 0UL);
            ulong r1 = u1 - q1 * d1;
            ulong t1 = HighProduct(d0, q1, out ulong t0);
            ulong r0 = u0 - t0;
            r1 -= t1 + (u0 < t0 ? 1UL : 0UL);
            ulong less = r0 - d0;
            r1 -= d1 + (r0 < d0 ? 1UL : 0UL);
            r0 = less;
            q1++;

            ulong mask = 0 - (r1 >= q0 ? 1UL : 0UL);
            q1 += mask;
            ulong addend = d0 & mask;
            r0 += addend;
            r1 += (d1 & mask) + (r0 < addend ? 1UL : 0UL);
            if (r1 > d1 || (r1 == d1 && r0 >= d0))
            {
                q1++;
                r1 -= d1 + (r0 < d0 ? 1UL : 0UL);
                r0 -= d0;
            }

            u2 = r1;
            u1 = r0;
            return q1;
        }
    }

    /// <summary>floor((2^128 − 1) / d) − 2^64 for a normalised d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Reciprocal(ulong d)
    {
        unchecked
        {
            // Marked as experimental because of its signature, not its result; the other branch is its plain twin.
#pragma warning disable SYSLIB5004
            if (X86Base.X64.IsSupported)
                return X86Base.X64.DivRem(ulong.MaxValue, ~d, d).Quotient;
#pragma warning restore SYSLIB5004
            return (ulong)(new UInt128(~d, ulong.MaxValue) / d);
        }
    }

    /// <summary>Algorithm 6: the reciprocal of two limbs, normalised.</summary>
    private static ulong Reciprocal(ulong d1, ulong d0)
    {
        unchecked
        {
            ulong v = Reciprocal(d1);
            ulong p = d1 * v + d0;
            if (p < d0)
            {
                v--;
                if (p >= d1)
                {
                    v--;
                    p -= d1;
                }

                p -= d1;
            }

            ulong t1 = HighProduct(v, d0, out ulong t0);
            p += t1;
            if (p < t1)
            {
                v--;
                if (p > d1 || (p == d1 && t0 >= d0))
                    v--;
            }

            return v;
        }
    }
}
