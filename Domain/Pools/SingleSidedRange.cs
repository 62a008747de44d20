using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Which of a pool's tokens.</summary>
public enum PoolToken : byte
{
    /// <summary>The token with the smaller address.</summary>
    Token0 = 0,

    /// <summary>The other.</summary>
    Token1 = 1,
}

/// <summary>
/// A range on one side of the price that lends a single token, the seeds' unit of liquidity: token0 above the price is an ask
/// ladder,
/// token1 below it a bid ladder. Between the price and the range lies up to one spacing of dead zone: real ranges start on usable
/// ticks.
/// </summary>
/// <param name="TickLower">First tick in range.</param>
/// <param name="TickUpper">First tick out of range again.</param>
/// <param name="Token">What is lent.</param>
public readonly record struct SingleSidedRange(int TickLower, int TickUpper, PoolToken Token)
{
    /// <summary>Token0 from the next usable tick above the price.</summary>
    /// <param name="tier">Grid.</param>
    /// <param name="tick">The pool's tick.</param>
    /// <param name="widthTicks">At least this wide, rounded up to the spacing; at least one spacing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or no usable tick is left above.</exception>
    public static SingleSidedRange Above(FeeTier tier, int tick, int widthTicks)
    {
        int lower = AlignDown(tick, tier.TickSpacing) + tier.TickSpacing;
        int upper = Math.Min(lower + Width(widthTicks, tier.TickSpacing), tier.MaxUsableTick);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lower, upper, nameof(tick));
        return new(lower, upper, PoolToken.Token0);
    }

    /// <summary>Token1 up to the usable tick at or below the price.</summary>
    /// <param name="tier">Grid.</param>
    /// <param name="tick">The pool's tick.</param>
    /// <param name="widthTicks">At least this wide, rounded up to the spacing; at least one spacing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or no usable tick is left below.</exception>
    public static SingleSidedRange Below(FeeTier tier, int tick, int widthTicks)
    {
        int upper = AlignDown(tick, tier.TickSpacing);
        int lower = Math.Max(upper - Width(widthTicks, tier.TickSpacing), tier.MinUsableTick);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lower, upper, nameof(tick));
        return new(lower, upper, PoolToken.Token1);
    }

    /// <summary>The ticks of a relative move: a price factor of 1 + fraction, rounded up.</summary>
    /// <param name="fraction">Above −1, for example 0.02 for two percent up.</param>
    public static int TicksOf(double fraction) => (int)Math.Ceiling(Math.Abs(Math.Log(1 + fraction) / Math.Log(1.0001)));

    /// <summary>Lower bound of the price, Q64.96.</summary>
    public UInt256 SqrtLower => TickMath.GetSqrtRatioAtTick(TickLower);

    /// <summary>Upper bound of the price, Q64.96.</summary>
    public UInt256 SqrtUpper => TickMath.GetSqrtRatioAtTick(TickUpper);

    /// <summary>The liquidity that an amount of the lent token gives while the price is outside.</summary>
    /// <exception cref="RevertException">More than 128 bits.</exception>
    public UInt128 LiquidityFor(in UInt256 amount) => Token is PoolToken.Token0
        ? LiquidityAmounts.GetLiquidityForAmount0(SqrtLower, SqrtUpper, amount)
        : LiquidityAmounts.GetLiquidityForAmount1(SqrtLower, SqrtUpper, amount);

    /// <summary>What the range holds at a price, rounded down: the principal without fees.</summary>
    public TokenAmounts HoldingsAt(in UInt256 sqrtPriceX96, UInt128 liquidity) =>
        LiquidityAmounts.GetAmountsForLiquidity(sqrtPriceX96, SqrtLower, SqrtUpper, liquidity);

    /// <summary>Whether the price has gone through the whole range, so that all of the lent token was exchanged.</summary>
    public bool IsFilledAt(in UInt256 sqrtPriceX96) => Token is PoolToken.Token0 ? sqrtPriceX96 >= SqrtUpper : sqrtPriceX96 <= SqrtLower;

    /// <summary>The usable tick at or below, toward minus infinity.</summary>
    public static int AlignDown(int tick, int tickSpacing)
    {
        int rest = tick % tickSpacing;
        return rest < 0 ? tick - rest - tickSpacing : tick - rest;
    }

    private static int Width(int ticks, int spacing)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 1);
        return (ticks + spacing - 1) / spacing * spacing;
    }
}
