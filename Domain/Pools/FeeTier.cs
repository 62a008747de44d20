using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>A pool's fee and grid.</summary>
/// <param name="FeePips">Millionths of the amount in: 3000 is 0.30 %. Below 1,000,000.</param>
/// <param name="TickSpacing">Positions start and end on multiples of this. 1 to 16383.</param>
public readonly record struct FeeTier(uint FeePips, int TickSpacing)
{
    /// <summary>0.01 %, spacing 1.</summary>
    public static FeeTier Pips100 => new(100, 1);

    /// <summary>0.05 %, spacing 10.</summary>
    public static FeeTier Pips500 => new(500, 10);

    /// <summary>0.30 %, spacing 60.</summary>
    public static FeeTier Pips3000 => new(3000, 60);

    /// <summary>1.00 %, spacing 200.</summary>
    public static FeeTier Pips10000 => new(10000, 200);

    /// <summary>The lowest tick a position may start at.</summary>
    public int MinUsableTick => TickMath.MinTick / TickSpacing * TickSpacing;

    /// <summary>The highest tick a position may end at.</summary>
    public int MaxUsableTick => TickMath.MaxTick / TickSpacing * TickSpacing;

    /// <summary>Gross liquidity a tick may carry, so that all ticks together stay below 2^128.</summary>
    /// <remarks>Tick.tickSpacingToMaxLiquidityPerTick.</remarks>
    public UInt128 MaxLiquidityPerTick => UInt128.MaxValue / (UInt128)((MaxUsableTick - MinUsableTick) / TickSpacing + 1);

    /// <summary>The tier that the factory enables for a fee.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No standard tier has this fee.</exception>
    public static FeeTier OfFee(uint feePips) => feePips switch
    {
        100 => Pips100,
        500 => Pips500,
        3000 => Pips3000,
        10000 => Pips10000,
        _ => throw new ArgumentOutOfRangeException(nameof(feePips), feePips, "Fees are 100, 500, 3000 or 10000 millionths."),
    };
}
