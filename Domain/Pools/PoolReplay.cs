using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>The pool that we follow and the chain no longer agree: an event was missed, or the endpoint lies.</summary>
/// <param name="message">What the event says and what our pool gives.</param>
public sealed class PoolDivergedException(string message) : Exception(message);

/// <summary>
/// Follows a pool on chain by its events, and proves each one: our pool must give the very result that the event states.
/// </summary>
public static class PoolReplay
{
    /// <summary>Plays one event.</summary>
    /// <param name="pool">The follower.</param>
    /// <param name="happened">In the chain's order.</param>
    /// <param name="blockTime">Of its block, Unix seconds.</param>
    /// <exception cref="PoolDivergedException">Our pool gives something else. Its state is then not to be trusted.</exception>
    public static void Apply(Pool pool, PoolEvent happened, uint blockTime)
    {
        switch (happened)
        {
            case PoolSwapped swap:
                ApplySwap(pool, swap, blockTime);
                break;
            case LiquidityMinted mint:
                Same(happened, mint.Amounts, pool.Mint(mint.Key.Owner, mint.Key.TickLower, mint.Key.TickUpper, mint.Liquidity, blockTime));
                break;
            case LiquidityBurned burn:
                Same(happened, burn.Amounts, pool.Burn(burn.Key.Owner, burn.Key.TickLower, burn.Key.TickUpper, burn.Liquidity, blockTime));
                break;
            case FeesCollected collect:
                Same(happened, collect.Amounts, pool.Collect(
                    collect.Key.Owner, collect.Key.TickLower, collect.Key.TickUpper,
                    collect.Amounts.Amount0.Low128, collect.Amounts.Amount1.Low128));
                break;
            case PoolFlashed flash:
                Same(happened, flash.Paid, pool.Flash(
                    flash.Lent.Amount0, flash.Lent.Amount1, flash.Paid.Amount0, flash.Paid.Amount1));
                break;
            case ProtocolFeesCollected collected:
                Same(happened, collected.Amounts, pool.CollectProtocol(
                    collected.Amounts.Amount0.Low128, collected.Amounts.Amount1.Low128));
                break;
            case PoolInitialized first:
                Same(happened, first.Tick, pool.Initialize(first.SqrtPriceX96, blockTime));
                break;
            case FeeProtocolChanged changed:
                Same(
                    happened,
                    (byte)(changed.FeeProtocol0 + (changed.FeeProtocol1 << 4)),
                    pool.SetFeeProtocol(changed.FeeProtocol0, changed.FeeProtocol1));
                break;
            case ObservationRoomGrown grown:
                Same(happened, grown.CardinalityNext, pool.IncreaseObservationCardinalityNext(grown.CardinalityNext));
                break;
            default:
                throw new ArgumentException($"No replay for {happened}.", nameof(happened));
        }
    }

    // The event states neither what was asked for nor the price limit. Three requests cover all swaps: the input given and no limit,
    // the output given and no limit, and a limit at the final price. Where two of them match they leave the same state.
    private static void ApplySwap(Pool pool, PoolSwapped swap, uint blockTime)
    {
        bool zeroForOne = swap.Amount0 > Int256.Zero || swap.Amount1 < Int256.Zero
            || (swap.Amount0.IsZero && swap.Amount1.IsZero && swap.SqrtPriceX96 < pool.SqrtPriceX96);
        Int256 input = zeroForOne ? swap.Amount0 : swap.Amount1;
        Int256 output = zeroForOne ? swap.Amount1 : swap.Amount0;
        bool isPlayed = Try(pool, swap, zeroForOne, input, Pool.NoLimit(zeroForOne), blockTime)
            || Try(pool, swap, zeroForOne, output, Pool.NoLimit(zeroForOne), blockTime)
            || Try(pool, swap, zeroForOne, Int256.MaxValue, swap.SqrtPriceX96, blockTime);
        if (!isPlayed)
            throw new PoolDivergedException($"No swap from tick {pool.Tick}, liquidity {pool.Liquidity} gives {swap}.");
    }

    private static bool Try(Pool pool, PoolSwapped swap, bool zeroForOne, Int256 specified, in UInt256 limit, uint blockTime)
    {
        Outcome<SwapResult> quote = pool.Quote(zeroForOne, specified, limit);
        SwapResult given = quote.Value;
        if (!quote.IsAccepted
            || given.Amount0 != swap.Amount0
            || given.Amount1 != swap.Amount1
            || given.SqrtPriceX96 != swap.SqrtPriceX96
            || given.Tick != swap.Tick
            || given.Liquidity != swap.Liquidity)
            return false;
        pool.Swap(zeroForOne, specified, limit, blockTime);
        return true;
    }

    private static void Same<T>(PoolEvent happened, T stated, Outcome<T> ours)
        where T : struct
    {
        if (!ours.IsAccepted)
            throw new PoolDivergedException($"{happened} was refused by our pool: {ours.Reason}.");
        if (!EqualityComparer<T>.Default.Equals(stated, ours.Value))
            throw new PoolDivergedException($"{happened} gave {ours.Value} in our pool.");
    }
}
