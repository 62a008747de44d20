using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>The router's single-pool swaps: the pool's swap with limits on what it may cost and a deadline.</summary>
/// <remarks>v3-periphery SwapRouter. A price limit of zero means none.</remarks>
public static class SwapRouter
{
    /// <summary>Swaps an exact input, or less of it when the price limit binds.</summary>
    /// <param name="pool">Where.</param>
    /// <param name="zeroForOne">Whether token0 is paid.</param>
    /// <param name="amountIn">Fee included.</param>
    /// <param name="amountOutMinimum">Too little received below this.</param>
    /// <param name="sqrtPriceLimitX96">Q64.96; zero for none.</param>
    /// <param name="deadline">Unix seconds.</param>
    /// <param name="blockTime">Unix seconds.</param>
    public static Outcome<SwapResult> ExactInputSingle(
        Pool pool, bool zeroForOne, in UInt256 amountIn, in UInt256 amountOutMinimum, in UInt256 sqrtPriceLimitX96, in UInt256 deadline,
        uint blockTime)
    {
        if (blockTime > deadline)
            return new(RevertReason.TransactionTooOld, default);
        if (!amountIn.FitsBits(255))
            return new(RevertReason.Bare, default);
        UInt256 limit = sqrtPriceLimitX96.IsZero ? Pool.NoLimit(zeroForOne) : sqrtPriceLimitX96;
        return pool.Swap(zeroForOne, Int256.Positive(amountIn), limit, blockTime, new InputPayer(zeroForOne, amountOutMinimum));
    }

    /// <summary>Swaps for an exact output, or less of it when a price limit binds.</summary>
    /// <param name="pool">Where.</param>
    /// <param name="zeroForOne">Whether token0 is paid.</param>
    /// <param name="amountOut">What must come out.</param>
    /// <param name="amountInMaximum">Too much requested above this.</param>
    /// <param name="sqrtPriceLimitX96">Q64.96; zero for none, and then the whole output is required.</param>
    /// <param name="deadline">Unix seconds.</param>
    /// <param name="blockTime">Unix seconds.</param>
    public static Outcome<SwapResult> ExactOutputSingle(
        Pool pool, bool zeroForOne, in UInt256 amountOut, in UInt256 amountInMaximum, in UInt256 sqrtPriceLimitX96, in UInt256 deadline,
        uint blockTime)
    {
        if (blockTime > deadline)
            return new(RevertReason.TransactionTooOld, default);
        if (!amountOut.FitsBits(255))
            return new(RevertReason.Bare, default);
        UInt256 limit = sqrtPriceLimitX96.IsZero ? Pool.NoLimit(zeroForOne) : sqrtPriceLimitX96;
        UInt256 required = sqrtPriceLimitX96.IsZero ? amountOut : default;
        return pool.Swap(
            zeroForOne, Int256.Negative(amountOut), limit, blockTime, new OutputPayer(zeroForOne, required, amountInMaximum));
    }

    // A swap over empty ranges owes nothing, and the router's callback wants to owe something.
    private static bool OwesNothing(Int256 amount0, Int256 amount1) => amount0 <= Int256.Zero && amount1 <= Int256.Zero;

    private sealed class InputPayer(bool zeroForOne, UInt256 amountOutMinimum) : IPoolPayer
    {
        public PoolPayment Pay(Int256 amount0, Int256 amount1)
        {
            if (OwesNothing(amount0, amount1))
                return PoolPayment.Refused(RevertReason.Bare);
            return (zeroForOne ? amount1 : amount0).Magnitude < amountOutMinimum
                ? PoolPayment.Refused(RevertReason.TooLittleReceived)
                : PoolPayment.InFull(amount0, amount1);
        }
    }

    private sealed class OutputPayer(bool zeroForOne, UInt256 required, UInt256 amountInMaximum) : IPoolPayer
    {
        public PoolPayment Pay(Int256 amount0, Int256 amount1)
        {
            Int256 received = zeroForOne ? amount1 : amount0;
            if (OwesNothing(amount0, amount1) || (!required.IsZero && received.Magnitude != required))
                return PoolPayment.Refused(RevertReason.Bare);
            return (zeroForOne ? amount0 : amount1).Bits > amountInMaximum
                ? PoolPayment.Refused(RevertReason.TooMuchRequested)
                : PoolPayment.InFull(amount0, amount1);
        }
    }
}
