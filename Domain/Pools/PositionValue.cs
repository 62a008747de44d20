using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>What a position is worth now, in raw tokens.</summary>
/// <param name="Principal">What its liquidity would give if it were burned now, rounded down.</param>
/// <param name="Fees">Booked and not collected, plus earned since and not booked.</param>
/// <param name="IsInRange">Whether it earns fees at the pool's tick.</param>
/// <remarks>
/// The derivative of the value in token1 by the price is the principal's token0, in range and out: that is what a hedge must
/// offset.
/// </remarks>
public readonly record struct PositionValue(TokenAmounts Principal, TokenAmounts Fees, bool IsInRange)
{
    /// <summary>Raw token0 that moves with the price: principal and fees. A hedge sells this much.</summary>
    public UInt256 Delta0 => Principal.Amount0 + Fees.Amount0;

    /// <summary>All of it in raw token1 at the pool's price, rounded down.</summary>
    /// <param name="sqrtPriceX96">Q64.96.</param>
    /// <exception cref="RevertException">It needs more than 256 bits.</exception>
    public UInt256 InToken1(in UInt256 sqrtPriceX96)
    {
        UInt256 q96 = UInt256.One << 96;
        UInt256 half = FullMath.MulDiv(Delta0, sqrtPriceX96, q96);
        return FullMath.MulDiv(half, sqrtPriceX96, q96) + Principal.Amount1 + Fees.Amount1;
    }

    /// <summary>The value of a position, or of a position token as its manager books it.</summary>
    /// <param name="pool">Where it lies.</param>
    /// <param name="tickLower">First tick in range.</param>
    /// <param name="tickUpper">First tick out of range again.</param>
    /// <param name="position">Liquidity, growth and tokens owed.</param>
    public static PositionValue Of(Pool pool, int tickLower, int tickUpper, in PoolPosition position)
    {
        (UInt128 fees0, UInt128 fees1) = position.FeesSince(pool.FeeGrowthInside(tickLower, tickUpper));
        return new(
            pool.AmountsFor(tickLower, tickUpper, position.Liquidity, roundUp: false),
            new((UInt256)position.TokensOwed0 + fees0, (UInt256)position.TokensOwed1 + fees1),
            pool.Tick >= tickLower && pool.Tick < tickUpper);
    }
}
