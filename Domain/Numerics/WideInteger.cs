using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Quern.Domain.Numerics;

/// <summary>512-bit products and their division, behind the operators of <see cref="UInt256"/>.</summary>
[SkipLocalsInit]
internal static partial class WideInteger
{
    /// <summary>low + high·2^256 = left × right.</summary>
    public static void Multiply(in UInt256 left, in UInt256 right, out UInt256 low, out UInt256 high)
    {
        ulong b0 = right.Limb0, b1 = right.Limb1, b2 = right.Limb2, b3 = right.Limb3;
        if ((left.Limb2 | left.Limb3 | b2 | b3) == 0)
        {
            low = Multiply128(left.Limb0, left.Limb1, b0, b1);
            high = default;
            return;
        }

        // Schoolbook by rows; a zero limb, frequent in shifted numbers, costs nothing.
        ulong p0 = 0, p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0;
        ulong limb = left.Limb0;
        if (limb != 0)
        {
            p0 = MultiplyAdd(limb, b0, 0, ref p4);
            p1 = MultiplyAdd(limb, b1, 0, ref p4);
            p2 = MultiplyAdd(limb, b2, 0, ref p4);
            p3 = MultiplyAdd(limb, b3, 0, ref p4);
        }

        limb = left.Limb1;
        if (limb != 0)
        {
            p1 = MultiplyAdd(limb, b0, p1, ref p5);
            p2 = MultiplyAdd(limb, b1, p2, ref p5);
            p3 = MultiplyAdd(limb, b2, p3, ref p5);
            p4 = MultiplyAdd(limb, b3, p4, ref p5);
        }

        limb = left.Limb2;
        if (limb != 0)
        {
            p2 = MultiplyAdd(limb, b0, p2, ref p6);
            p3 = MultiplyAdd(limb, b1, p3, ref p6);
            p4 = MultiplyAdd(limb, b2, p4, ref p6);
            p5 = MultiplyAdd(limb, b3, p5, ref p6);
        }

        limb = left.Limb3;
        if (limb != 0)
        {
            p3 = MultiplyAdd(limb, b0, p3, ref p7);
            p4 = MultiplyAdd(limb, b1, p4, ref p7);
            p5 = MultiplyAdd(limb, b2, p5, ref p7);
            p6 = MultiplyAdd(limb, b3, p6, ref p7);
        }

        low = new(p0, p1, p2, p3);
        high = new(p4, p5, p6, p7);
    }

    private static UInt256 Multiply128(ulong a0, ulong a1, ulong b0, ulong b1)
    {
        unchecked
        {
            ulong h00 = HighProduct(a0, b0, out ulong r0);
            ulong h01 = HighProduct(a0, b1, out ulong l01);
            ulong h10 = HighProduct(a1, b0, out ulong l10);
            ulong h11 = HighProduct(a1, b1, out ulong l11);
            UInt128 middle = (UInt128)h00 + l01 + l10;
            UInt128 upper = (UInt128)h01 + h10 + l11 + (ulong)(middle >> 64);
            return new(r0, (ulong)middle, (ulong)upper, h11 + (ulong)(upper >> 64));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong left, ulong right, ulong addend, ref ulong carry)
    {
        unchecked
        {
            // (2^64−1)² + 2·(2^64−1) = 2^128 − 1: the two additions never leave 128 bits.
            ulong high = HighProduct(left, right, out ulong low);
            low += addend;
            high += low < addend ? 1UL : 0UL;
            low += carry;
            high += low < carry ? 1UL : 0UL;
            carry = high;
            return low;
        }
    }

    /// <summary>
    /// Both halves of a product in registers. The runtime's own method passes the low half through memory, which the carry chains
    /// here wait for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HighProduct(ulong left, ulong right, out ulong low)
    {
        if (!Bmi2.X64.IsSupported)
            return Math.BigMul(left, right, out low);
        low = unchecked(left * right);
        return Bmi2.X64.MultiplyNoFlags(left, right);
    }
}
