using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Whose liquidity, and where: the pool's key of a position.</summary>
/// <param name="Owner">Who minted it; for position tokens the position manager.</param>
/// <param name="TickLower">First tick in range.</param>
/// <param name="TickUpper">First tick out of range again.</param>
public readonly record struct PositionKey(Address Owner, int TickLower, int TickUpper) : IComparable<PositionKey>
{
    /// <summary>By owner, then lower tick, then upper tick.</summary>
    public int CompareTo(PositionKey other)
    {
        int order = Owner.CompareTo(other.Owner);
        if (order == 0)
            order = TickLower.CompareTo(other.TickLower);
        return order != 0 ? order : TickUpper.CompareTo(other.TickUpper);
    }

    /// <summary>Sorted before.</summary>
    public static bool operator <(PositionKey left, PositionKey right) => left.CompareTo(right) < 0;

    /// <summary>Sorted after.</summary>
    public static bool operator >(PositionKey left, PositionKey right) => left.CompareTo(right) > 0;

    /// <summary>Not sorted after.</summary>
    public static bool operator <=(PositionKey left, PositionKey right) => left.CompareTo(right) <= 0;

    /// <summary>Not sorted before.</summary>
    public static bool operator >=(PositionKey left, PositionKey right) => left.CompareTo(right) >= 0;
}

/// <summary>What a pool owes one position.</summary>
/// <param name="Liquidity">Lent to the pool.</param>
/// <param name="FeeGrowthInsideLast">Growth inside the range when fees were last booked.</param>
/// <param name="TokensOwed0">Burned principal and booked fees in raw token0, modulo 2^128: collect before it wraps.</param>
/// <param name="TokensOwed1">The same in raw token1.</param>
/// <remarks>v3-core Position.Info; whitepaper §6.4.</remarks>
public readonly record struct PoolPosition(UInt128 Liquidity, FeeGrowth FeeGrowthInsideLast, UInt128 TokensOwed0, UInt128 TokensOwed1)
{
    private static readonly UInt256 Q128 = new(0, 0, 1);

    /// <summary>Fees earned since they were last booked, per token, truncated to 128 bits as the contract does.</summary>
    /// <param name="inside">Growth inside the range now.</param>
    public (UInt128 Fees0, UInt128 Fees1) FeesSince(in FeeGrowth inside)
    {
        FeeGrowth earned = inside - FeeGrowthInsideLast;
        return (Share(earned.Growth0X128), Share(earned.Growth1X128));
    }

    /// <summary>The position with fees booked and liquidity changed.</summary>
    internal PoolPosition Updated(Int128 liquidityDelta, in FeeGrowth inside)
    {
        (UInt128 fees0, UInt128 fees1) = FeesSince(inside);
        return new(LiquidityMath.AddDelta(Liquidity, liquidityDelta), inside, Wrap(TokensOwed0, fees0), Wrap(TokensOwed1, fees1));
    }

    internal PoolPosition Owing(in UInt256 amount0, in UInt256 amount1) => this with
    {
        TokensOwed0 = Wrap(TokensOwed0, amount0.Low128),
        TokensOwed1 = Wrap(TokensOwed1, amount1.Low128),
    };

    // The product of a 256-bit growth and 128-bit liquidity over 2^128 always fits 256 bits.
    private UInt128 Share(in UInt256 growth) => FullMath.MulDiv(growth, Liquidity, Q128).Low128;

    private static UInt128 Wrap(UInt128 left, UInt128 right) => unchecked(left + right);
}
