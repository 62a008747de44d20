namespace Quern.Domain.Pools;

/// <summary>Liquidity plus a signed change.</summary>
/// <remarks>v3-core LiquidityMath.</remarks>
public static class LiquidityMath
{
    /// <summary>Adds the change.</summary>
    /// <exception cref="RevertException">LS below zero, LA above 2^128 − 1.</exception>
    public static UInt128 AddDelta(UInt128 liquidity, Int128 delta)
    {
        RevertReason reason = TryAddDelta(liquidity, delta, out UInt128 sum);
        RevertException.Require(reason is RevertReason.None, reason);
        return sum;
    }

    /// <summary>Adds the change if the result fits.</summary>
    /// <returns>None, LS below zero, or LA above 2^128 − 1.</returns>
    public static RevertReason TryAddDelta(UInt128 liquidity, Int128 delta, out UInt128 sum)
    {
        unchecked
        {
            sum = liquidity + (UInt128)delta;
            if (delta < 0)
                return sum < liquidity ? RevertReason.None : RevertReason.LS;
            return sum >= liquidity ? RevertReason.None : RevertReason.LA;
        }
    }
}
