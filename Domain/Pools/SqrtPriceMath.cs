using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Amounts between square-root prices, and where an amount moves the price.</summary>
/// <remarks>v3-core SqrtPriceMath; whitepaper §6.2.3. Prices are Q64.96 in 160 bits, amounts raw token units.</remarks>
public static class SqrtPriceMath
{
    private static readonly UInt256 Q96 = new(0, 1UL << 32);

    /// <summary>Token0 between two prices for a liquidity.</summary>
    /// <param name="sqrtRatioA">One end; the order does not matter.</param>
    /// <param name="sqrtRatioB">The other end.</param>
    /// <param name="liquidity">In range over the whole interval.</param>
    /// <param name="roundUp">Up when the pool is owed, down when it pays.</param>
    /// <exception cref="RevertException">The lower price is zero.</exception>
    public static UInt256 GetAmount0Delta(in UInt256 sqrtRatioA, in UInt256 sqrtRatioB, UInt128 liquidity, bool roundUp)
    {
        if (sqrtRatioA > sqrtRatioB)
            return GetAmount0Delta(sqrtRatioB, sqrtRatioA, liquidity, roundUp);
        RevertException.Require(!sqrtRatioA.IsZero);

        // Two divisions because the contract does two: the product of both prices can pass 256 bits.
        UInt256 numerator = (UInt256)liquidity << 96;
        UInt256 distance = UInt256.WrappingSubtract(sqrtRatioB, sqrtRatioA);
        return roundUp
            ? UInt256.DivideRoundingUp(FullMath.MulDivRoundingUp(numerator, distance, sqrtRatioB), sqrtRatioA)
            : FullMath.MulDiv(numerator, distance, sqrtRatioB) / sqrtRatioA;
    }

    /// <summary>Token1 between two prices for a liquidity.</summary>
    /// <param name="sqrtRatioA">One end; the order does not matter.</param>
    /// <param name="sqrtRatioB">The other end.</param>
    /// <param name="liquidity">In range over the whole interval.</param>
    /// <param name="roundUp">Up when the pool is owed, down when it pays.</param>
    public static UInt256 GetAmount1Delta(in UInt256 sqrtRatioA, in UInt256 sqrtRatioB, UInt128 liquidity, bool roundUp)
    {
        if (sqrtRatioA > sqrtRatioB)
            return GetAmount1Delta(sqrtRatioB, sqrtRatioA, liquidity, roundUp);
        UInt256 distance = UInt256.WrappingSubtract(sqrtRatioB, sqrtRatioA);
        if (UInt256.TryMultiply(liquidity, distance, out UInt256 product))
            return ShiftDown96(product, roundUp);
        return roundUp ? FullMath.MulDivRoundingUp(liquidity, distance, Q96) : FullMath.MulDiv(liquidity, distance, Q96);
    }

    /// <summary>The price after an amount came in.</summary>
    /// <param name="sqrtPrice">Before.</param>
    /// <param name="liquidity">In range.</param>
    /// <param name="amountIn">Without the fee.</param>
    /// <param name="zeroForOne">Whether the amount is token0.</param>
    /// <exception cref="RevertException">No price or liquidity, or the new price leaves 160 bits.</exception>
    public static UInt256 GetNextSqrtPriceFromInput(in UInt256 sqrtPrice, UInt128 liquidity, in UInt256 amountIn, bool zeroForOne)
    {
        RevertException.Require(!sqrtPrice.IsZero && liquidity != 0);
        return zeroForOne ? Amount0Added(sqrtPrice, liquidity, amountIn) : Amount1Added(sqrtPrice, liquidity, amountIn);
    }

    /// <summary>The price after an amount went out.</summary>
    /// <param name="sqrtPrice">Before.</param>
    /// <param name="liquidity">In range.</param>
    /// <param name="amountOut">What the pool pays.</param>
    /// <param name="zeroForOne">Whether the amount is token1.</param>
    /// <exception cref="RevertException">No price or liquidity, or the pool does not hold that much.</exception>
    public static UInt256 GetNextSqrtPriceFromOutput(in UInt256 sqrtPrice, UInt128 liquidity, in UInt256 amountOut, bool zeroForOne)
    {
        RevertException.Require(!sqrtPrice.IsZero && liquidity != 0);
        return zeroForOne ? Amount1Removed(sqrtPrice, liquidity, amountOut) : Amount0Removed(sqrtPrice, liquidity, amountOut);
    }

    private static UInt256 Amount0Added(in UInt256 sqrtPrice, UInt128 liquidity, in UInt256 amount)
    {
        if (amount.IsZero)
            return sqrtPrice;
        UInt256 numerator = (UInt256)liquidity << 96;
        if (UInt256.TryMultiply(amount, sqrtPrice, out UInt256 product) && UInt256.TryAdd(numerator, product, out UInt256 denominator))
            return FullMath.MulDivRoundingUp(numerator, sqrtPrice, denominator);

        // Less precise, and reproduced because the contract does it where the product overflows.
        RevertException.Require(UInt256.TryAdd(numerator / sqrtPrice, amount, out UInt256 sum));
        return UInt256.DivideRoundingUp(numerator, sum);
    }

    private static UInt256 Amount0Removed(in UInt256 sqrtPrice, UInt128 liquidity, in UInt256 amount)
    {
        if (amount.IsZero)
            return sqrtPrice;
        UInt256 numerator = (UInt256)liquidity << 96;
        RevertException.Require(UInt256.TryMultiply(amount, sqrtPrice, out UInt256 product) && numerator > product);
        UInt256 next = FullMath.MulDivRoundingUp(numerator, sqrtPrice, UInt256.WrappingSubtract(numerator, product));
        RevertException.Require(next.FitsBits(160));
        return next;
    }

    private static UInt256 Amount1Added(in UInt256 sqrtPrice, UInt128 liquidity, in UInt256 amount)
    {
        UInt256 quotient = amount.FitsBits(160) ? (amount << 96) / liquidity : FullMath.MulDiv(amount, Q96, liquidity);
        RevertException.Require(UInt256.TryAdd(sqrtPrice, quotient, out UInt256 next) && next.FitsBits(160));
        return next;
    }

    private static UInt256 Amount1Removed(in UInt256 sqrtPrice, UInt128 liquidity, in UInt256 amount)
    {
        UInt256 quotient = amount.FitsBits(160)
            ? UInt256.DivideRoundingUp(amount << 96, liquidity)
            : FullMath.MulDivRoundingUp(amount, Q96, liquidity);
        RevertException.Require(sqrtPrice > quotient);
        return UInt256.WrappingSubtract(sqrtPrice, quotient);
    }

    private static UInt256 ShiftDown96(in UInt256 value, bool roundUp)
    {
        UInt256 floor = value >> 96;
        bool isExact = (value.Limb0 | (value.Limb1 & uint.MaxValue)) == 0;
        return !roundUp || isExact ? floor : UInt256.WrappingAdd(floor, UInt256.One);
    }
}
