using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Between token amounts and liquidity over a range, as the position manager computes it.</summary>
/// <remarks>v3-periphery LiquidityAmounts. It compares the price with the bounds, where the pool compares ticks.</remarks>
public static class LiquidityAmounts
{
    private static readonly UInt256 Q96 = new(0, 1UL << 32);

    /// <summary>The liquidity that an amount of token0 gives over a range.</summary>
    /// <exception cref="RevertException">More than 128 bits, or an empty range.</exception>
    public static UInt128 GetLiquidityForAmount0(in UInt256 sqrtRatioA, in UInt256 sqrtRatioB, in UInt256 amount0)
    {
        if (sqrtRatioA > sqrtRatioB)
            return GetLiquidityForAmount0(sqrtRatioB, sqrtRatioA, amount0);
        UInt256 intermediate = FullMath.MulDiv(sqrtRatioA, sqrtRatioB, Q96);
        return Narrow(FullMath.MulDiv(amount0, intermediate, UInt256.WrappingSubtract(sqrtRatioB, sqrtRatioA)));
    }

    /// <summary>The liquidity that an amount of token1 gives over a range.</summary>
    /// <exception cref="RevertException">More than 128 bits, or an empty range.</exception>
    public static UInt128 GetLiquidityForAmount1(in UInt256 sqrtRatioA, in UInt256 sqrtRatioB, in UInt256 amount1)
    {
        if (sqrtRatioA > sqrtRatioB)
            return GetLiquidityForAmount1(sqrtRatioB, sqrtRatioA, amount1);
        return Narrow(FullMath.MulDiv(amount1, Q96, UInt256.WrappingSubtract(sqrtRatioB, sqrtRatioA)));
    }

    /// <summary>The most liquidity that both amounts can pay for at a price.</summary>
    /// <exception cref="RevertException">More than 128 bits, or an empty range.</exception>
    public static UInt128 GetLiquidityForAmounts(
        in UInt256 sqrtPrice, in UInt256 sqrtRatioA, in UInt256 sqrtRatioB, in UInt256 amount0, in UInt256 amount1)
    {
        if (sqrtRatioA > sqrtRatioB)
            return GetLiquidityForAmounts(sqrtPrice, sqrtRatioB, sqrtRatioA, amount0, amount1);
        if (sqrtPrice <= sqrtRatioA)
            return GetLiquidityForAmount0(sqrtRatioA, sqrtRatioB, amount0);
        if (sqrtPrice >= sqrtRatioB)
            return GetLiquidityForAmount1(sqrtRatioA, sqrtRatioB, amount1);
        return UInt128.Min(
            GetLiquidityForAmount0(sqrtPrice, sqrtRatioB, amount0), GetLiquidityForAmount1(sqrtRatioA, sqrtPrice, amount1));
    }

    /// <summary>What a liquidity holds over a range at a price, both rounded down.</summary>
    /// <exception cref="RevertException">The lower bound is zero.</exception>
    public static TokenAmounts GetAmountsForLiquidity(
        in UInt256 sqrtPrice, in UInt256 sqrtRatioA, in UInt256 sqrtRatioB, UInt128 liquidity)
    {
        if (sqrtRatioA > sqrtRatioB)
            return GetAmountsForLiquidity(sqrtPrice, sqrtRatioB, sqrtRatioA, liquidity);
        if (sqrtPrice <= sqrtRatioA)
            return new(SqrtPriceMath.GetAmount0Delta(sqrtRatioA, sqrtRatioB, liquidity, roundUp: false), default);
        if (sqrtPrice >= sqrtRatioB)
            return new(default, SqrtPriceMath.GetAmount1Delta(sqrtRatioA, sqrtRatioB, liquidity, roundUp: false));
        return new(
            SqrtPriceMath.GetAmount0Delta(sqrtPrice, sqrtRatioB, liquidity, roundUp: false),
            SqrtPriceMath.GetAmount1Delta(sqrtRatioA, sqrtPrice, liquidity, roundUp: false));
    }

    private static UInt128 Narrow(in UInt256 liquidity)
    {
        RevertException.Require(liquidity.FitsBits(128));
        return liquidity.Low128;
    }
}
