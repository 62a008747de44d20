using System.Text.Json;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Played = (Quern.Domain.Pools.RevertReason Reason, object[] Result);

namespace Quern.Domain.Tests.Pools;

/// <summary>One recorded action played into our pool. Results are listed in the alphabetical order of their recorded names.</summary>
internal static class Actions
{
    public static Played Play(Pool pool, PositionManager manager, Func<string, Address> account, JsonElement action, uint time)
    {
        JsonElement args = action.GetProperty("args");
        return action.Text("action") switch
        {
            "mint" => Liquidity(
                pool.Mint(Owner(), Lower(), Upper(), args.U128("liquidity"), time, Callback(pool, args, time)), args.U128("liquidity")),
            "burn" => Liquidity(pool.Burn(Owner(), Lower(), Upper(), args.U128("liquidity"), time), args.U128("liquidity")),
            "collect" => Pair(pool.Collect(
                Owner(), Lower(), Upper(), args.U128("amount0Requested"), args.U128("amount1Requested"))),
            "swap" => Swapped(pool.Swap(
                args.Flag("zeroForOne"), args.I256("amountSpecified"), args.U256("sqrtPriceLimitX96"), time, Callback(pool, args, time))),
            "routerExactInputSingle" => Swapped(SwapRouter.ExactInputSingle(
                pool, args.Flag("zeroForOne"), args.U256("amountIn"), args.U256("amountOutMinimum"), args.U256("sqrtPriceLimitX96"), args.U256("deadline"), time)),
            "routerExactOutputSingle" => Swapped(SwapRouter.ExactOutputSingle(
                pool, args.Flag("zeroForOne"), args.U256("amountOut"), args.U256("amountInMaximum"), args.U256("sqrtPriceLimitX96"), args.U256("deadline"), time)),
            "quoteExactInputSingle" => Quoted(Quoter.QuoteExactInputSingle(
                pool, args.Flag("zeroForOne"), args.U256("amount"), args.U256("sqrtPriceLimitX96"))),
            "quoteExactOutputSingle" => Quoted(Quoter.QuoteExactOutputSingle(
                pool, args.Flag("zeroForOne"), args.U256("amount"), args.U256("sqrtPriceLimitX96"))),
            "npmMint" => Added(manager.Mint(User(), Lower(), Upper(), Wanted(), time)),
            "npmIncrease" => Added(manager.IncreaseLiquidity(TokenId(), Wanted(), time)),
            "npmDecrease" => Liquidity(
                manager.DecreaseLiquidity(User(), TokenId(), args.U128("liquidity"), args.U256("amount0Min"), args.U256("amount1Min"), args.U256("deadline"), time),
                args.U128("liquidity")),
            "npmCollect" => Poked(manager.Collect(User(), TokenId(), args.U128("amount0Max"), args.U128("amount1Max"), time), HasPrincipal()),
            "npmBurn" => (manager.Burn(User(), TokenId()), []),
            "npmExit" => Exited(manager.Exit(User(), TokenId(), default, UInt256.MaxValue, time), args, HasPrincipal()),
            "flash" => Pair(pool.Flash(args.U256("amount0"), args.U256("amount1"), args.U256("pay0"), args.U256("pay1"))),
            "setFeeProtocol" => (pool.SetFeeProtocol(args.I32("feeProtocol0"), args.I32("feeProtocol1")).Reason, []),
            "collectProtocol" => Pair(pool.CollectProtocol(args.U128("amount0Requested"), args.U128("amount1Requested"))),
            "growObservations" => (pool.IncreaseObservationCardinalityNext((ushort)args.I32("cardinalityNext")).Reason, []),
            "observe" => Observed(pool, args, time),
            "snapshotCumulativesInside" => Inside(pool.SnapshotCumulativesInside(Lower(), Upper(), time)),
            "initialize" => (pool.Initialize(args.U256("sqrtPriceX96"), time).Reason, []),
            string unknown => throw new NotSupportedException($"The recording has {unknown}, which these tests do not know."),
        };

        // A position without liquidity is not poked or decreased, and the recording then lists only what was collected.
        bool HasPrincipal() => action.TryGetProperty("result", out JsonElement result) && result.TryGetProperty("amount0", out _);
        Address Owner() => account(args.Text("owner"));
        Address User() => account(args.Text("user"));
        int Lower() => args.I32("tickLower");
        int Upper() => args.I32("tickUpper");
        ulong TokenId() => (ulong)args.I64("tokenId");
        AmountsWanted Wanted() => new(
            args.U256("amount0Desired"), args.U256("amount1Desired"), args.U256("amount0Min"), args.U256("amount1Min"), args.U256("deadline"));
    }

    private static Played Pair(Outcome<TokenAmounts> outcome) => (outcome.Reason, [outcome.Value.Amount0, outcome.Value.Amount1]);

    private static Played Liquidity(Outcome<TokenAmounts> outcome, UInt128 liquidity) =>
        (outcome.Reason, [outcome.Value.Amount0, outcome.Value.Amount1, liquidity]);

    private static Played Swapped(Outcome<SwapResult> outcome) => (outcome.Reason, [outcome.Value.Amount0, outcome.Value.Amount1]);

    private static Played Quoted(Outcome<PoolQuote> outcome) =>
        (outcome.Reason, [outcome.Value.Amount, outcome.Value.InitializedTicksCrossed, outcome.Value.SqrtPriceX96After]);

    private static Played Added(Outcome<LiquidityAdded> outcome) => (
        outcome.Reason,
        [outcome.Value.Amounts.Amount0, outcome.Value.Amounts.Amount1, outcome.Value.Liquidity, outcome.Value.TokenId]);

    private static Played Poked(Outcome<TokenAmounts> outcome, bool hasPrincipal)
    {
        object[] collected = [outcome.Value.Amount0, outcome.Value.Amount1];
        return (outcome.Reason, hasPrincipal ? [0, 0, .. collected, 0] : collected);
    }

    private static Played Exited(Outcome<PositionExit> outcome, JsonElement args, bool hasPrincipal)
    {
        object[] collected = [outcome.Value.Collected.Amount0, outcome.Value.Collected.Amount1];
        TokenAmounts principal = outcome.Value.Principal;
        return (outcome.Reason, hasPrincipal ? [principal.Amount0, principal.Amount1, .. collected, args.U128("liquidity")] : collected);
    }

    private static Played Observed(Pool pool, JsonElement args, uint time)
    {
        List<object> spl = [];
        List<object> ticks = [];
        foreach (JsonElement ago in args.GetProperty("secondsAgos").EnumerateArray())
        {
            Outcome<Cumulatives> seen = pool.Observe(ago.GetUInt32(), time);
            if (!seen.IsAccepted)
                return (seen.Reason, []);
            spl.Add(seen.Value.SecondsPerLiquidityCumulativeX128);
            ticks.Add(seen.Value.TickCumulative);
        }

        return (RevertReason.None, [.. spl, .. ticks]);
    }

    private static Played Inside(Outcome<CumulativesInside> outcome) => (
        outcome.Reason,
        [outcome.Value.SecondsInside, outcome.Value.SecondsPerLiquidityInsideX128, outcome.Value.TickCumulativeInside]);

    private static IPoolPayer? Callback(Pool pool, JsonElement args, uint time) =>
        !args.TryGetProperty("callback", out JsonElement kind) ? null
        : kind.GetString() == "reenter" ? new ReenteringPayer(pool, time)
        : new UnderpayingPayer();

    private sealed class UnderpayingPayer : IPoolPayer
    {
        public PoolPayment Pay(Int256 amount0, Int256 amount1)
        {
            PoolPayment full = PoolPayment.InFull(amount0, amount1);
            return new(RevertReason.None, Less(full.Paid0), Less(full.Paid1));
        }

        private static UInt256 Less(UInt256 amount) => amount.IsZero ? amount : amount - UInt256.One;
    }

    private sealed class ReenteringPayer(Pool pool, uint time) : IPoolPayer
    {
        public PoolPayment Pay(Int256 amount0, Int256 amount1) =>
            PoolPayment.Refused(pool.Swap(true, Int256.Positive(1UL), Pool.NoLimit(true), time).Reason);
    }
}
