using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Quern.Domain.Numerics;

/// <summary>512-bit products and their division, behind the operators of <see cref="UInt256"/>.</summary>
/// <remarks>
/// Division by reciprocals: Möller and Granlund, "Improved division by invariant integers", IEEE Transactions on Computers 60(2), 2011
/// (algorithms 4, 5 and 6), inside Knuth's algorithm D (TAOCP 4.3.1) when the divisor has three or four limbs.
/// </remarks>
internal static class WideInteger
{
    /// <summary>low + high·2^256 = left × right.</summary>
    [SkipLocalsInit]
    public static void Multiply(in UInt256 left, in UInt256 right, out UInt256 low, out UInt256 high)
    {
        unchecked
        {
            if ((left.Limb2 | left.Limb3 | right.Limb2 | right.Limb3) == 0)
            {
                low = Multiply128(left.Limb0, left.Limb1, right.Limb0, right.Limb1);
                high = default;
                return;
            }

            Span<ulong> product = stackalloc ulong[8];
            product.Clear();
            AddRow(product, left.Limb0, right);
            AddRow(product[1..], left.Limb1, right);
            AddRow(product[2..], left.Limb2, right);
            AddRow(product[3..], left.Limb3, right);
            low = new(product[0], product[1], product[2], product[3]);
            high = new(product[4], product[5], product[6], product[7]);
        }
    }

    /// <summary>Divides low + high·2^256 by a divisor that is above <paramref name="high"/>, so that the quotient fits.</summary>
    [SkipLocalsInit]
    public static void Divide(in UInt256 low, in UInt256 high, in UInt256 divisor, out UInt256 quotient, out UInt256 remainder)
    {
        unchecked
        {
            if (high.IsZero && low < divisor)
            {
                remainder = low;
                quotient = default;
                return;
            }

            if ((divisor.Limb1 | divisor.Limb2 | divisor.Limb3) == 0)
            {
                DivideByOne(low, high, divisor.Limb0, out quotient, out remainder);
                return;
            }

            // One limb more than the product: normalising shifts bits into it.
            Span<ulong> u = stackalloc ulong[9];
            Span<ulong> d = stackalloc ulong[4];
            Span<ulong> q = stackalloc ulong[4];
            int n = divisor.Limb3 != 0 ? 4 : divisor.Limb2 != 0 ? 3 : 2;
            int shift = Normalise(divisor, n, d);
            int top = Load(low, high, shift, u);
            q.Clear();
            if (n == 2)
                DivideByTwo(u, top, d, q);
            else
                DivideByMany(u, top, d[..n], q);

            quotient = new(q[0], q[1], q[2], q[3]);
            remainder = new UInt256(u[0], u[1], n > 2 ? u[2] : 0, n > 3 ? u[3] : 0) >> shift;
        }
    }

    private static UInt256 Multiply128(ulong a0, ulong a1, ulong b0, ulong b1)
    {
        unchecked
        {
            ulong h00 = Math.BigMul(a0, b0, out ulong r0);
            ulong h01 = Math.BigMul(a0, b1, out ulong l01);
            ulong h10 = Math.BigMul(a1, b0, out ulong l10);
            ulong h11 = Math.BigMul(a1, b1, out ulong l11);
            UInt128 middle = (UInt128)h00 + l01 + l10;
            UInt128 upper = (UInt128)h01 + h10 + l11 + (ulong)(middle >> 64);
            return new(r0, (ulong)middle, (ulong)upper, h11 + (ulong)(upper >> 64));
        }
    }

    private static void AddRow(Span<ulong> product, ulong factor, in UInt256 right)
    {
        unchecked
        {
            if (factor == 0)
                return;
            ulong carry = 0;
            product[0] = MultiplyAdd(factor, right.Limb0, product[0], ref carry);
            product[1] = MultiplyAdd(factor, right.Limb1, product[1], ref carry);
            product[2] = MultiplyAdd(factor, right.Limb2, product[2], ref carry);
            product[3] = MultiplyAdd(factor, right.Limb3, product[3], ref carry);
            product[4] = carry;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong left, ulong right, ulong addend, ref ulong carry)
    {
        unchecked
        {
            // (2^64−1)² + 2·(2^64−1) = 2^128 − 1: the two additions never leave 128 bits.
            ulong high = Math.BigMul(left, right, out ulong low);
            low += addend;
            high += low < addend ? 1UL : 0UL;
            low += carry;
            high += low < carry ? 1UL : 0UL;
            carry = high;
            return low;
        }
    }

    private static int Normalise(in UInt256 divisor, int n, Span<ulong> d)
    {
        int shift = BitOperations.LeadingZeroCount(n == 4 ? divisor.Limb3 : n == 3 ? divisor.Limb2 : divisor.Limb1);
        UInt256 normal = divisor << shift;
        d[0] = normal.Limb0;
        d[1] = normal.Limb1;
        d[2] = normal.Limb2;
        d[3] = normal.Limb3;
        return shift;
    }

    /// <summary>Writes the shifted dividend and says how many limbs it has, one zero limb on top included.</summary>
    private static int Load(in UInt256 low, in UInt256 high, int shift, Span<ulong> u)
    {
        UInt256 shifted = low << shift;
        u[0] = shifted.Limb0;
        u[1] = shifted.Limb1;
        u[2] = shifted.Limb2;
        u[3] = shifted.Limb3;
        if (high.IsZero)
        {
            u[4] = shift == 0 ? 0 : low.Limb3 >> (64 - shift);
            return u[4] != 0 ? 5 : u[3] != 0 ? 4 : u[2] != 0 ? 3 : 2;
        }

        UInt256 upper = (high << shift) | (shift == 0 ? default : new UInt256(low.Limb3 >> (64 - shift)));
        u[4] = upper.Limb0;
        u[5] = upper.Limb1;
        u[6] = upper.Limb2;
        u[7] = upper.Limb3;
        u[8] = shift == 0 ? 0 : high.Limb3 >> (64 - shift);
        return u[8] != 0 ? 9 : u[7] != 0 ? 8 : u[6] != 0 ? 7 : u[5] != 0 ? 6 : 5;
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

    private static void DivideByTwo(Span<ulong> u, int top, ReadOnlySpan<ulong> d, Span<ulong> q)
    {
        ulong d1 = d[1];
        ulong d0 = d[0];
        ulong reciprocal = Reciprocal(d1, d0);
        ulong r1 = u[top - 1];
        ulong r0 = u[top - 2];
        if (r1 > d1 || (r1 == d1 && r0 >= d0))
        {
            // Normalised, so the first digit is 1 at most.
            unchecked
            {
                UInt128 rest = new UInt128(r1, r0) - new UInt128(d1, d0);
                r1 = (ulong)(rest >> 64);
                r0 = (ulong)rest;
            }

            q[top - 2] = 1;
        }

        for (int j = top - 3; j >= 0; j--)
            q[j] = Divide(ref r1, ref r0, u[j], d1, d0, reciprocal);
        u[1] = r1;
        u[0] = r0;
    }

    private static void DivideByMany(Span<ulong> u, int top, ReadOnlySpan<ulong> d, Span<ulong> q)
    {
        unchecked
        {
            int n = d.Length;
            ulong d1 = d[n - 1];
            ulong d0 = d[n - 2];
            ulong reciprocal = Reciprocal(d1, d0);

            // A first digit that may be 1: one more zero limb on top keeps the loop uniform.
            if (top < n)
                top = n;
            if (u[top - 1] >= d1)
            {
                if (top < 9)
                    u[top] = 0;
                top++;
            }

            for (int j = top - n - 1; j >= 0; j--)
            {
                ulong u2 = u[j + n];
                ulong u1 = u[j + n - 1];
                ulong digit;
                if (u2 == d1 && u1 == d0)
                {
                    digit = ulong.MaxValue;
                    SubtractProduct(u.Slice(j, n), d, digit);
                }
                else
                {
                    ulong r1 = u2;
                    ulong r0 = u1;
                    digit = Divide(ref r1, ref r0, u[j + n - 2], d1, d0, reciprocal);
                    ulong borrow = SubtractProduct(u.Slice(j, n - 2), d[..(n - 2)], digit);
                    UInt128 rest = new(r1, r0);
                    bool wasTooLarge = rest < borrow;
                    rest -= borrow;
                    u[j + n - 2] = (ulong)rest;
                    u[j + n - 1] = (ulong)(rest >> 64);
                    if (wasTooLarge)
                    {
                        digit--;
                        AddBack(u.Slice(j, n), d);
                    }
                }

                if (j < q.Length)
                    q[j] = digit;
            }
        }
    }

    private static ulong SubtractProduct(Span<ulong> u, ReadOnlySpan<ulong> d, ulong digit)
    {
        unchecked
        {
            ulong borrow = 0;
            for (int i = 0; i < d.Length; i++)
            {
                ulong high = Math.BigMul(d[i], digit, out ulong low);
                low += borrow;
                high += low < borrow ? 1UL : 0UL;
                ulong before = u[i];
                u[i] = before - low;
                borrow = high + (before < low ? 1UL : 0UL);
            }

            return borrow;
        }
    }

    private static void AddBack(Span<ulong> u, ReadOnlySpan<ulong> d)
    {
        unchecked
        {
            ulong carry = 0;
            for (int i = 0; i < d.Length; i++)
            {
                UInt128 sum = (UInt128)u[i] + d[i] + carry;
                u[i] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }
        }
    }

    /// <summary>Algorithm 4: the remainder goes on in <paramref name="u1"/>, the digit is returned. Needs u1 below d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Divide(ref ulong u1, ulong u0, ulong d, ulong reciprocal)
    {
        unchecked
        {
            ulong q1 = Math.BigMul(reciprocal, u1, out ulong q0);
            q0 += u0;
            q1 += u1 + (q0 < u0 ? 1UL : 0UL) + 1;
            ulong r = u0 - q1 * d;
            if (r > q0)
            {
                q1--;
                r += d;
            }

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
            ulong q1 = Math.BigMul(reciprocal, u2, out ulong q0);
            q0 += u1;
            q1 += u2 + (q0 < u1 ? 1UL : 0UL);

            ulong r1 = u1 - q1 * d1;
            ulong t1 = Math.BigMul(d0, q1, out ulong t0);
            UInt128 divisor = new(d1, d0);
            UInt128 r = new UInt128(r1, u0) - new UInt128(t1, t0) - divisor;
            q1++;
            if ((ulong)(r >> 64) >= q0)
            {
                q1--;
                r += divisor;
            }

            if (r >= divisor)
            {
                q1++;
                r -= divisor;
            }

            u2 = (ulong)(r >> 64);
            u1 = (ulong)r;
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

            ulong t1 = Math.BigMul(v, d0, out ulong t0);
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
