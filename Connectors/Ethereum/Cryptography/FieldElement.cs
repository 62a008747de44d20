using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>Arithmetic modulo p = 2^256 − 2^32 − 977, the field of secp256k1. Values stay below p.</summary>
internal static class FieldElement
{
    private const ulong Fold = 0x1000003D1; // 2^256 mod p

    public static UInt256 P { get; } = UInt256.ParseHex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    public static UInt256 Add(in UInt256 left, in UInt256 right)
    {
        UInt256 sum = UInt256.WrappingAdd(left, right);
        return sum < left || sum >= P ? UInt256.WrappingSubtract(sum, P) : sum;
    }

    public static UInt256 Subtract(in UInt256 left, in UInt256 right)
    {
        UInt256 difference = UInt256.WrappingSubtract(left, right);
        return left < right ? UInt256.WrappingAdd(difference, P) : difference;
    }

    public static UInt256 Multiply(in UInt256 left, in UInt256 right)
    {
        UInt256.BigMultiply(left, right, out UInt256 low, out UInt256 high);

        // high·2^256 ≡ high·Fold, which is 33 bits wider than a value: fold that excess once more.
        UInt256.BigMultiply(high, Fold, out UInt256 folded, out UInt256 excess);
        UInt256 sum = UInt256.WrappingAdd(low, folded);
        ulong carry = excess.Limb0 + (sum < low ? 1UL : 0UL);
        ulong top = Math.BigMul(carry, Fold, out ulong bottom);
        UInt256 last = new(bottom, top);
        UInt256 result = UInt256.WrappingAdd(sum, last);
        if (result < sum)
            result = UInt256.WrappingAdd(result, Fold);
        return result >= P ? UInt256.WrappingSubtract(result, P) : result;
    }

    public static UInt256 Square(in UInt256 value) => Multiply(value, value);

    /// <summary>By Fermat: value^(p − 2).</summary>
    public static UInt256 Invert(in UInt256 value) => Power(value, UInt256.WrappingSubtract(P, 2UL));

    /// <summary>A root if there is one: p ≡ 3 mod 4, so value^((p + 1) / 4).</summary>
    public static bool TrySquareRoot(in UInt256 value, out UInt256 root)
    {
        root = Power(value, UInt256.WrappingAdd(P >> 2, UInt256.One));
        return Square(root) == value;
    }

    private static UInt256 Power(in UInt256 value, in UInt256 exponent)
    {
        // Four bits at a time: 256 squarings and at most 64 products.
        Span<UInt256> powers = stackalloc UInt256[16];
        powers[0] = UInt256.One;
        for (int index = 1; index < 16; index++)
            powers[index] = Multiply(powers[index - 1], value);
        UInt256 result = UInt256.One;
        for (int shift = 252; shift >= 0; shift -= 4)
        {
            for (int i = 0; i < 4; i++)
                result = Square(result);
            int digit = (int)((exponent >> shift).Limb0 & 15);
            if (digit != 0)
                result = Multiply(result, powers[digit]);
        }

        return result;
    }
}
