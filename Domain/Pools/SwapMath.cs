using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>One step of a swap, within a stretch of constant liquidity.</summary>
/// <param name="SqrtPriceNextX96">The price after it, Q64.96.</param>
/// <param name="AmountIn">What came in, without the fee.</param>
/// <param name="AmountOut">What went out.</param>
/// <param name="FeeAmount">The fee, in the token that came in.</param>
public readonly record struct SwapStep(UInt256 SqrtPriceNextX96, UInt256 AmountIn, UInt256 AmountOut, UInt256 FeeAmount);

/// <summary>The arithmetic of a swap step.</summary>
/// <remarks>v3-core SwapMath; whitepaper §6.2.3.</remarks>
public static class SwapMath
{
    private const uint FeeUnit = 1_000_000;

    /// <summary>Moves the price toward the target until it is reached or the amount is used up.</summary>
    /// <param name="current">The price now, Q64.96.</param>
    /// <param name="target">Where the step must stop.</param>
    /// <param name="liquidity">In range.</param>
    /// <param name="remaining">What is left to swap, in or out.</param>
    /// <param name="isExactIn">Whether <paramref name="remaining"/> counts what comes in, fee included, or what goes out.</param>
    /// <param name="feePips">Millionths of the amount in, fee included.</param>
    /// <exception cref="RevertException">Arithmetic of the contract left its range.</exception>
    public static SwapStep ComputeSwapStep(
        in UInt256 current, in UInt256 target, UInt128 liquidity, in UInt256 remaining, bool isExactIn, uint feePips)
    {
        bool zeroForOne = current >= target;
        UInt256 amountIn = default;
        UInt256 amountOut = default;
        UInt256 next;
        if (isExactIn)
        {
            UInt256 lessFee = FullMath.MulDiv(remaining, FeeUnit - feePips, FeeUnit);
            amountIn = AmountIn(target, current, liquidity, zeroForOne);
            next = lessFee >= amountIn
                ? target
                : SqrtPriceMath.GetNextSqrtPriceFromInput(current, liquidity, lessFee, zeroForOne);
        }
        else
        {
            amountOut = AmountOut(target, current, liquidity, zeroForOne);
            next = remaining >= amountOut
                ? target
                : SqrtPriceMath.GetNextSqrtPriceFromOutput(current, liquidity, remaining, zeroForOne);
        }

        bool isWhole = next == target;
        if (!isWhole || !isExactIn)
            amountIn = AmountIn(next, current, liquidity, zeroForOne);
        if (!isWhole || isExactIn)
            amountOut = AmountOut(next, current, liquidity, zeroForOne);
        if (!isExactIn && amountOut > remaining)
            amountOut = remaining;

        // Short of the target all that is left becomes fee: it could not move the price any further.
        UInt256 fee = isExactIn && !isWhole
            ? UInt256.WrappingSubtract(remaining, amountIn)
            : FullMath.MulDivRoundingUp(amountIn, feePips, FeeUnit - feePips);
        return new(next, amountIn, amountOut, fee);
    }

    private static UInt256 AmountIn(in UInt256 to, in UInt256 from, UInt128 liquidity, bool zeroForOne) => zeroForOne
        ? SqrtPriceMath.GetAmount0Delta(to, from, liquidity, roundUp: true)
        : SqrtPriceMath.GetAmount1Delta(from, to, liquidity, roundUp: true);

    private static UInt256 AmountOut(in UInt256 to, in UInt256 from, UInt128 liquidity, bool zeroForOne) => zeroForOne
        ? SqrtPriceMath.GetAmount1Delta(to, from, liquidity, roundUp: false)
        : SqrtPriceMath.GetAmount0Delta(from, to, liquidity, roundUp: false);
}
