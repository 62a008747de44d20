using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Domain.Tests.Pools;

[Trait("Category", "property")]
public sealed class PoolReplayTests
{
    private static readonly Address Owner = Address.FromWord(9UL);

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_follower_of_swap_events_reaches_the_same_state_without_knowing_what_was_asked(int seed)
    {
        Random random = new(seed);
        Pool pool = NewPool(random);
        Pool follower = Pool.Restore(pool.Snapshot());

        for (uint time = 1; time <= 1_500; time++)
        {
            bool down = random.Next(2) == 0;
            Int256 amount = random.NextInt64(1, 1L << random.Next(1, 62)) * (random.Next(2) == 0 ? 1 : -1);
            UInt256 limit = random.Next(3) != 0
                ? Pool.NoLimit(down)
                : TickMath.GetSqrtRatioAtTick(Math.Clamp(pool.Tick + (down ? -1 : 1) * random.Next(2, 200), TickMath.MinTick + 1, TickMath.MaxTick - 1));
            Outcome<SwapResult> swap = pool.Swap(down, amount, limit, time);
            if (!swap.IsAccepted)
                continue;
            SwapResult happened = swap.Value;
            PoolReplay.Apply(
                follower, new PoolSwapped(happened.Amount0, happened.Amount1, happened.SqrtPriceX96, happened.Liquidity, happened.Tick), time);
            Assert.Equal(pool.State, follower.State);
        }

        Assert.Equal(pool.Snapshot().Ticks.AsEnumerable(), follower.Snapshot().Ticks);
    }

    [Fact]
    public void An_event_that_cannot_be_true_is_called_out()
    {
        Pool pool = NewPool(new Random(4));
        SwapResult quote = pool.Quote(true, 1_000_000_000L, Pool.NoLimit(true)).Value;
        PoolSwapped lie = new(quote.Amount0, quote.Amount1 - Int256.Positive(1UL), quote.SqrtPriceX96, quote.Liquidity, quote.Tick);

        Assert.Throws<PoolDivergedException>(() => PoolReplay.Apply(pool, lie, 1));
        Assert.Throws<PoolDivergedException>(() => PoolReplay.Apply(
            pool, new LiquidityMinted(new(Owner, -60, 60), 1_000_000, new(1UL, 1UL)), 1));
        Assert.Throws<PoolDivergedException>(() => PoolReplay.Apply(
            pool, new LiquidityBurned(new(Owner, -120, 60), 1_000_000, default), 1));
    }

    private static Pool NewPool(Random random)
    {
        Pool pool = new(FeeTier.Pips3000);
        pool.Initialize(UInt256.One << 96, 0);
        pool.IncreaseObservationCardinalityNext(8);
        pool.SetFeeProtocol(5, 0);
        for (int i = 1; i <= 15; i++)
            pool.Mint(Owner, -60 * i * i, 60 * random.Next(1, 300), (UInt128)random.NextInt64(1, long.MaxValue), 0);
        return pool;
    }
}
