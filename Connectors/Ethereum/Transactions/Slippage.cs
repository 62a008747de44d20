using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>
/// Minimum amounts and deadlines for writes, from a tolerated interval of the price rather than a flat percentage of the amounts.
/// </summary>
/// <remarks>
/// Near a range's edge a small move changes the mix of tokens a lot: a percentage would refuse what is fine, or protect nothing.
/// </remarks>
public static class Slippage
{
    /// <summary>What a mint must at least take, if the price may move within a tolerance before it is mined.</summary>
    /// <param name="sqrtPriceX96">The price now, Q64.96.</param>
    /// <param name="tickLower">First tick in range.</param>
    /// <param name="tickUpper">First tick out of range again.</param>
    /// <param name="desired">Offered amounts.</param>
    /// <param name="toleranceBps">Either way, in hundredths of a percent of the price. 1 to 2,000.</param>
    /// <param name="deadline">Last block time, Unix seconds.</param>
    /// <exception cref="RevertException">The range or the amounts are out of bounds.</exception>
    public static AmountsWanted ForMint(
        in UInt256 sqrtPriceX96, int tickLower, int tickUpper, TokenAmounts desired, int toleranceBps, in UInt256 deadline)
    {
        UInt256 a = TickMath.GetSqrtRatioAtTick(tickLower);
        UInt256 b = TickMath.GetSqrtRatioAtTick(tickUpper);

        // The chain computes liquidity at its own price; each amount is least at the end of the interval where that token is least wanted.
        TokenAmounts low = TakenAt(Moved(sqrtPriceX96, -toleranceBps), a, b, desired);
        TokenAmounts high = TakenAt(Moved(sqrtPriceX96, toleranceBps), a, b, desired);
        return new(
            desired.Amount0,
            desired.Amount1,
            UInt256.Min(low.Amount0, high.Amount0),
            UInt256.Min(low.Amount1, high.Amount1),
            deadline);
    }

    /// <summary>
    /// What taking liquidity out must at least give, if the price may move within a tolerance before it is mined.
    /// </summary>
    /// <param name="sqrtPriceX96">The price now, Q64.96.</param>
    /// <param name="tickLower">First tick in range.</param>
    /// <param name="tickUpper">First tick out of range again.</param>
    /// <param name="liquidity">Taken out.</param>
    /// <param name="toleranceBps">Either way, in hundredths of a percent of the price. 1 to 2,000.</param>
    public static TokenAmounts ForBurn(in UInt256 sqrtPriceX96, int tickLower, int tickUpper, UInt128 liquidity, int toleranceBps)
    {
        UInt256 a = TickMath.GetSqrtRatioAtTick(tickLower);
        UInt256 b = TickMath.GetSqrtRatioAtTick(tickUpper);
        TokenAmounts low = LiquidityAmounts.GetAmountsForLiquidity(Moved(sqrtPriceX96, -toleranceBps), a, b, liquidity);
        TokenAmounts high = LiquidityAmounts.GetAmountsForLiquidity(Moved(sqrtPriceX96, toleranceBps), a, b, liquidity);
        return new(UInt256.Min(low.Amount0, high.Amount0), UInt256.Min(low.Amount1, high.Amount1));
    }

    /// <summary>The least output of a quoted swap.</summary>
    /// <param name="quoted">What the quote says.</param>
    /// <param name="toleranceBps">Hundredths of a percent. 1 to 2,000.</param>
    public static UInt256 ForSwap(in UInt256 quoted, int toleranceBps) =>
        FullMath.MulDiv(quoted, (ulong)(10_000 - Bounded(toleranceBps)), 10_000UL);

    /// <summary>A deadline on the chain's own clock.</summary>
    /// <param name="latestBlockTime">Unix seconds of the newest block; not our clock, which the contract does not see.</param>
    /// <param name="patience">How long the transaction may wait: short when the price matters.</param>
    public static UInt256 Deadline(ulong latestBlockTime, TimeSpan patience) => latestBlockTime + (ulong)patience.TotalSeconds;

    private static TokenAmounts TakenAt(in UInt256 price, in UInt256 a, in UInt256 b, TokenAmounts desired)
    {
        UInt128 liquidity = LiquidityAmounts.GetLiquidityForAmounts(price, a, b, desired.Amount0, desired.Amount1);
        return LiquidityAmounts.GetAmountsForLiquidity(price, a, b, liquidity);
    }

    // √(1 ± t) to double precision is far finer than a tolerance needs to be.
    private static UInt256 Moved(in UInt256 sqrtPriceX96, int bps)
    {
        const ulong Unit = 1_000_000_000;
        ulong factor = (ulong)(Math.Sqrt(1 + Math.Sign(bps) * Bounded(Math.Abs(bps)) / 10_000.0) * Unit);
        UInt256 moved = FullMath.MulDiv(sqrtPriceX96, factor, Unit);
        return UInt256.Min(UInt256.Max(moved, TickMath.MinSqrtRatio), TickMath.MaxSqrtRatio - UInt256.One);
    }

    private static int Bounded(int toleranceBps) => toleranceBps is >= 1 and <= 2_000
        ? toleranceBps
        : throw new ArgumentOutOfRangeException(nameof(toleranceBps), toleranceBps, "A tolerance is 1 to 2,000 hundredths of a percent.");
}
