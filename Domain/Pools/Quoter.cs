using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>What the quoter contract answers.</summary>
/// <param name="Amount">Out for an exact input, in for an exact output.</param>
/// <param name="SqrtPriceX96After">Q64.96.</param>
/// <param name="InitializedTicksCrossed">The quoter's own bitmap count: off by one in places, a hint for gas only.</param>
public readonly record struct PoolQuote(UInt256 Amount, UInt256 SqrtPriceX96After, int InitializedTicksCrossed);

/// <summary>Quotes as the QuoterV2 contract gives them, its oddities included.</summary>
/// <remarks>v3-periphery QuoterV2 and PoolTicksCounter. For our own use <see cref="Pool.Quote"/> says more.</remarks>
public static class Quoter
{
    /// <summary>What an exact input gives.</summary>
    /// <param name="pool">Where.</param>
    /// <param name="zeroForOne">Whether token0 is paid.</param>
    /// <param name="amountIn">Fee included.</param>
    /// <param name="sqrtPriceLimitX96">Q64.96; zero for none.</param>
    public static Outcome<PoolQuote> QuoteExactInputSingle(Pool pool, bool zeroForOne, in UInt256 amountIn, in UInt256 sqrtPriceLimitX96)
    {
        if (!amountIn.FitsBits(255))
            return new(RevertReason.Bare, default);
        return Quote(pool, zeroForOne, Int256.Positive(amountIn), sqrtPriceLimitX96);
    }

    /// <summary>What an exact output costs.</summary>
    /// <param name="pool">Where.</param>
    /// <param name="zeroForOne">Whether token0 is paid.</param>
    /// <param name="amountOut">What must come out.</param>
    /// <param name="sqrtPriceLimitX96">Q64.96; zero for none, and then the whole output is required.</param>
    public static Outcome<PoolQuote> QuoteExactOutputSingle(Pool pool, bool zeroForOne, in UInt256 amountOut, in UInt256 sqrtPriceLimitX96)
    {
        if (!amountOut.FitsBits(255))
            return new(RevertReason.Bare, default);
        return Quote(pool, zeroForOne, Int256.Negative(amountOut), sqrtPriceLimitX96);
    }

    private static Outcome<PoolQuote> Quote(Pool pool, bool zeroForOne, Int256 specified, in UInt256 limit)
    {
        Outcome<SwapResult> outcome = pool.Quote(zeroForOne, specified, limit.IsZero ? Pool.NoLimit(zeroForOne) : limit);
        if (!outcome.IsAccepted)
            return new(outcome.Reason is RevertReason.Bare ? RevertReason.UnexpectedError : outcome.Reason, default);
        SwapResult swap = outcome.Value;
        UInt256 paid = (zeroForOne ? swap.Amount0 : swap.Amount1).Bits;
        UInt256 received = (zeroForOne ? swap.Amount1 : swap.Amount0).Magnitude;
        bool isShort = specified.IsNegative && limit.IsZero && received != specified.Magnitude;
        if (paid.IsZero || isShort)
            return new(RevertReason.UnexpectedError, default);
        int crossed = pool.CountTicksAsQuoter(pool.Tick, swap.Tick);
        return new(RevertReason.None, new(specified.IsNegative ? paid : received, swap.SqrtPriceX96, crossed));
    }
}

public sealed partial class Pool
{
    /// <summary>
    /// The quoter's count between two ticks. It compresses toward zero, not downward: that is its oddity with negative ticks.
    /// </summary>
    internal int CountTicksAsQuoter(int before, int after)
    {
        int from = before / Tier.TickSpacing;
        int to = after / Tier.TickSpacing;
        int count = _bitmap.Count(Math.Min(from, to), Math.Max(from, to));
        if (before > after && after % Tier.TickSpacing == 0 && _bitmap.IsSet(to))
            count--;
        if (before < after && before % Tier.TickSpacing == 0 && _bitmap.IsSet(from))
            count--;
        return count;
    }
}
