using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

[Trait("Category", "property")]
public sealed class SlippageTests
{
    private static readonly Address User = Address.FromWord(5UL);

    [Fact]
    public void A_mint_passes_inside_the_tolerated_prices_and_may_fail_only_outside()
    {
        Random random = new(11);
        int refusedOutside = 0;
        for (int i = 0; i < 500; i++)
        {
            int tick = random.Next(-2_000, 2_000);
            int lower = (tick / 60 - random.Next(1, 6)) * 60;
            int upper = (tick / 60 + random.Next(1, 6)) * 60;
            TokenAmounts desired = new((ulong)random.NextInt64(1_000_000_000, 1L << 60), (ulong)random.NextInt64(1_000_000_000, 1L << 60));
            AmountsWanted wanted = Slippage.ForMint(TickMath.GetSqrtRatioAtTick(tick), lower, upper, desired, toleranceBps: 50, 100UL);

            // One tick is one hundredth of a percent: ±49 is inside, +300 far outside.
            foreach (int moved in (int[])[-49, -20, 0, 20, 49])
                Assert.Equal(RevertReason.None, Mint(tick + moved, lower, upper, wanted));
            refusedOutside += Mint(tick + 300, lower, upper, wanted) is RevertReason.PriceSlippageCheck ? 1 : 0;
        }

        Assert.True(refusedOutside > 250, $"Only {refusedOutside} of 500 mints far outside were refused.");
    }

    [Fact]
    public void Taking_out_passes_inside_the_tolerated_prices()
    {
        TokenAmounts minimum = Slippage.ForBurn(TickMath.GetSqrtRatioAtTick(30), 0, 60, 1_000_000_000_000, toleranceBps: 10);
        foreach (int tick in (int[])[21, 25, 30, 35, 39])
        {
            TokenAmounts given = LiquidityAmounts.GetAmountsForLiquidity(
                TickMath.GetSqrtRatioAtTick(tick), TickMath.GetSqrtRatioAtTick(0), TickMath.GetSqrtRatioAtTick(60), 1_000_000_000_000);
            Assert.True(given.Amount0 >= minimum.Amount0 && given.Amount1 >= minimum.Amount1);
        }

        Assert.False(minimum.Amount0.IsZero || minimum.Amount1.IsZero);
        Assert.Throws<ArgumentOutOfRangeException>(() => Slippage.ForSwap(1_000UL, 0));
        Assert.Equal((UInt256)995UL, Slippage.ForSwap(1_000UL, 50));
    }

    private static RevertReason Mint(int tick, int lower, int upper, AmountsWanted wanted)
    {
        Pool pool = new(FeeTier.Pips3000);
        pool.Initialize(TickMath.GetSqrtRatioAtTick(tick), 0);
        return new PositionManager(pool, User).Mint(User, lower, upper, wanted, 1).Reason;
    }
}
