using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>
/// What a pool knows about one initialized tick. The "outside" members count what happened on the other side of the current
/// price.
/// </summary>
/// <param name="LiquidityGross">Liquidity that starts or ends here.</param>
/// <param name="LiquidityNet">Added when the price crosses upward, subtracted downward.</param>
/// <param name="FeeGrowthOutside0X128">Q128.128 token0 per liquidity, modulo 2^256: only differences mean something.</param>
/// <param name="FeeGrowthOutside1X128">The same in token1.</param>
/// <param name="TickCumulativeOutside">Tick·seconds, 56 bits.</param>
/// <param name="SecondsPerLiquidityOutsideX128">Seconds per liquidity, modulo 2^160.</param>
/// <param name="SecondsOutside">Seconds, modulo 2^32.</param>
/// <remarks>v3-core Tick.Info; whitepaper §6.3.</remarks>
public readonly record struct PoolTick(
    UInt128 LiquidityGross,
    Int128 LiquidityNet,
    UInt256 FeeGrowthOutside0X128,
    UInt256 FeeGrowthOutside1X128,
    long TickCumulativeOutside,
    UInt256 SecondsPerLiquidityOutsideX128,
    uint SecondsOutside)
{
    /// <summary>Whether any liquidity starts or ends here.</summary>
    public bool IsInitialized => LiquidityGross != 0;

    /// <summary>The record after the price crossed: what was outside is now the rest.</summary>
    internal PoolTick Crossed(in FeeGrowth global, in Observation now, uint blockTime) => unchecked(this with
    {
        FeeGrowthOutside0X128 = UInt256.WrappingSubtract(global.Growth0X128, FeeGrowthOutside0X128),
        FeeGrowthOutside1X128 = UInt256.WrappingSubtract(global.Growth1X128, FeeGrowthOutside1X128),
        TickCumulativeOutside = Observation.Wrap56(now.TickCumulative - TickCumulativeOutside),
        SecondsPerLiquidityOutsideX128 =
            UInt256.WrappingSubtract(now.SecondsPerLiquidityCumulativeX128, SecondsPerLiquidityOutsideX128).Low160,
        SecondsOutside = blockTime - SecondsOutside,
    });
}

/// <summary>Fees per unit of liquidity since the pool began, Q128.128, modulo 2^256: only differences mean something.</summary>
/// <param name="Growth0X128">Of token0.</param>
/// <param name="Growth1X128">Of token1.</param>
public readonly record struct FeeGrowth(UInt256 Growth0X128, UInt256 Growth1X128)
{
    /// <summary>The growth since an earlier one.</summary>
    public static FeeGrowth operator -(in FeeGrowth left, in FeeGrowth right) => new(
        UInt256.WrappingSubtract(left.Growth0X128, right.Growth0X128),
        UInt256.WrappingSubtract(left.Growth1X128, right.Growth1X128));

    /// <summary>The growth minus another: the same as the operator.</summary>
    public FeeGrowth Subtract(in FeeGrowth earlier) => this - earlier;

    /// <summary>The growth between two ticks.</summary>
    /// <param name="global">Of the whole pool.</param>
    /// <param name="lower">Record of the lower tick; default when it is not initialized.</param>
    /// <param name="upper">Record of the upper tick; default when it is not initialized.</param>
    /// <param name="tickLower">Its index.</param>
    /// <param name="tickUpper">Its index.</param>
    /// <param name="tickCurrent">Where the pool is.</param>
    /// <remarks>v3-core Tick.getFeeGrowthInside; whitepaper §6.3.</remarks>
    public static FeeGrowth Inside(
        in FeeGrowth global, in PoolTick lower, in PoolTick upper, int tickLower, int tickUpper, int tickCurrent)
    {
        FeeGrowth outsideLower = new(lower.FeeGrowthOutside0X128, lower.FeeGrowthOutside1X128);
        FeeGrowth outsideUpper = new(upper.FeeGrowthOutside0X128, upper.FeeGrowthOutside1X128);
        FeeGrowth below = tickCurrent >= tickLower ? outsideLower : global - outsideLower;
        FeeGrowth above = tickCurrent < tickUpper ? outsideUpper : global - outsideUpper;
        return global - below - above;
    }
}
