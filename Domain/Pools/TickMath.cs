using System.Globalization;
using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Between ticks and square-root prices: √(1.0001^tick) as Q64.96.</summary>
/// <remarks>v3-core TickMath; whitepaper §6.1.</remarks>
public static class TickMath
{
    /// <summary>The lowest tick.</summary>
    public const int MinTick = -887272;

    /// <summary>The highest tick.</summary>
    public const int MaxTick = 887272;

    // 2^128 / √1.0001^(2^i): the contract's constants.
    private static readonly UInt128[] Factors = Array.ConvertAll(
        [
            "fffcb933bd6fad37aa2d162d1a594001", "fff97272373d413259a46990580e213a", "fff2e50f5f656932ef12357cf3c7fdcc",
            "ffe5caca7e10e4e61c3624eaa0941cd0", "ffcb9843d60f6159c9db58835c926644", "ff973b41fa98c081472e6896dfb254c0",
            "ff2ea16466c96a3843ec78b326b52861", "fe5dee046a99a2a811c461f1969c3053", "fcbe86c7900a88aedcffc83b479aa3a4",
            "f987a7253ac413176f2b074cf7815e54", "f3392b0822b70005940c7a398e4b70f3", "e7159475a2c29b7443b29c7fa6e889d9",
            "d097f3bdfd2022b8845ad8f792aa5825", "a9f746462d870fdf8a65dc1f90e061e5", "70d869a156d2a1b890bb3df62baf32f7",
            "31be135f97d08fd981231505542fcfa6", "9aa508b5b7a84e1c677de54f3e99bc9", "5d6af8dedb81196699c329225ee604",
            "2216e584f5fa1ea926041bedfe98", "48a170391f7dc42444e8fa2",
        ],
        static hex => UInt128.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    // The product of the factors of the low ten bits, bit 0 first: the prefix of the contract's chain, so truncation is the same.
    private const int PrefixBits = 10;
    private static readonly UInt128[] Prefixes = BuildPrefixes();

    private const double TicksPerNat = 2 / 9.9995000333308e-05;
    private const double LnTwoTo96 = 66.542129333754749;

    // Above every error of the estimate by two orders of magnitude: double logarithm 1e-9 ticks, the contract's rounding of the
    // lowest prices (32 bits) 1e-5 ticks.
    private const double EstimateMargin = 1e-3;

    /// <summary>The square-root price of the lowest tick, Q64.96.</summary>
    public static UInt256 MinSqrtRatio { get; } = new(4295128739);

    /// <summary>The square-root price of the highest tick, Q64.96: no pool reaches it.</summary>
    public static UInt256 MaxSqrtRatio { get; } = UInt256.Parse("1461446703485210103287273052203988822378723970342");

    /// <summary>The square-root price of a tick, Q64.96, rounded up.</summary>
    /// <exception cref="RevertException">T outside ±887272.</exception>
    public static UInt256 GetSqrtRatioAtTick(int tick)
    {
        uint magnitude = (uint)Math.Abs((long)tick);
        RevertException.Require(magnitude <= MaxTick, RevertReason.T);
        if (magnitude == 0)
            return new(0, 1UL << 32);

        UInt128 ratio = Prefixes[magnitude & ((1 << PrefixBits) - 1)];
        uint rest = magnitude >> PrefixBits;
        for (int bit = PrefixBits; rest != 0; bit++, rest >>= 1)
        {
            if ((rest & 1) != 0)
                ratio = ratio == 0 ? Factors[bit] : MultiplyHigh(ratio, Factors[bit]);
        }

        UInt256 wide = tick > 0 ? UInt256.MaxValue / ratio : ratio;
        UInt256 floor = wide >> 32;
        return (uint)(wide.Limb0 & uint.MaxValue) == 0 ? floor : UInt256.WrappingAdd(floor, UInt256.One);
    }

    /// <summary>The greatest tick whose square-root price is not above the given one.</summary>
    /// <param name="sqrtPriceX96">Q64.96, from <see cref="MinSqrtRatio"/> to below <see cref="MaxSqrtRatio"/>.</param>
    /// <exception cref="RevertException">R outside that range.</exception>
    public static int GetTickAtSqrtRatio(in UInt256 sqrtPriceX96)
    {
        RevertException.Require(sqrtPriceX96 >= MinSqrtRatio && sqrtPriceX96 < MaxSqrtRatio, RevertReason.R);

        // The floating estimate decides only where no error could change the answer; near a boundary the exact ratio does.
        double estimate = (Math.Log((double)sqrtPriceX96) - LnTwoTo96) * TicksPerNat;
        double nearest = Math.Round(estimate);
        if (Math.Abs(estimate - nearest) > EstimateMargin)
            return (int)Math.Floor(estimate);
        int candidate = (int)nearest;
        return GetSqrtRatioAtTick(candidate) <= sqrtPriceX96 ? candidate : candidate - 1;
    }

    private static UInt128[] BuildPrefixes()
    {
        UInt128[] prefixes = new UInt128[1 << PrefixBits];
        for (int low = 1; low < prefixes.Length; low++)
        {
            // Bit 0 upward: the highest bit's factor comes last. Zero stands for the 2^128 that the chain starts from.
            int top = 31 - System.Numerics.BitOperations.LeadingZeroCount((uint)low);
            UInt128 before = prefixes[low & ~(1 << top)];
            prefixes[low] = before == 0 ? Factors[top] : MultiplyHigh(before, Factors[top]);
        }

        return prefixes;
    }

    private static UInt128 MultiplyHigh(UInt128 left, UInt128 right)
    {
        UInt256 product = UInt256.WrappingMultiply(left, right);
        return new(product.Limb3, product.Limb2);
    }
}
