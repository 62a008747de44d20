using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Domain.Tests.Pools;

[Trait("Category", "unit")]
public sealed class SingleSidedRangeTests
{
    private static readonly Address Owner = Address.FromWord(7UL);

    [Theory, InlineData(-197003), InlineData(-61), InlineData(-60), InlineData(-1), InlineData(0), InlineData(59), InlineData(60)]
    public void A_range_beside_the_price_takes_only_its_own_token(int tick)
    {
        Pool pool = new(FeeTier.Pips3000);
        pool.Initialize(TickMath.GetSqrtRatioAtTick(tick), 0);
        SingleSidedRange asks = SingleSidedRange.Above(pool.Tier, pool.Tick, 100);
        SingleSidedRange bids = SingleSidedRange.Below(pool.Tier, pool.Tick, 100);

        TokenAmounts above = pool.Mint(Owner, asks.TickLower, asks.TickUpper, asks.LiquidityFor(1_000_000_000UL), 0).Value;
        TokenAmounts below = pool.Mint(Owner, bids.TickLower, bids.TickUpper, bids.LiquidityFor(1_000_000_000UL), 0).Value;

        Assert.Equal((120, 120), (asks.TickUpper - asks.TickLower, bids.TickUpper - bids.TickLower));
        Assert.True(asks.TickLower > tick && asks.TickLower - tick <= 60);
        Assert.True(bids.TickUpper <= tick && tick - bids.TickUpper < 60);
        Assert.True(above.Amount1.IsZero && below.Amount0.IsZero);
        Assert.True(above.Amount0 <= 1_000_000_000UL && above.Amount0 > 999_000_000UL, $"{above}");
        Assert.True(below.Amount1 <= 1_000_000_000UL && below.Amount1 > 999_000_000UL, $"{below}");
    }

    [Fact]
    public void A_price_that_walks_through_the_asks_leaves_only_the_other_token()
    {
        Pool pool = new(FeeTier.Pips500);
        pool.Initialize(UInt256.One << 96, 0);
        SingleSidedRange asks = SingleSidedRange.Above(pool.Tier, pool.Tick, 50);
        UInt128 liquidity = asks.LiquidityFor(UInt256.PowerOfTen(18));
        pool.Mint(Owner, asks.TickLower, asks.TickUpper, liquidity, 0);
        Assert.False(asks.IsFilledAt(pool.SqrtPriceX96));

        pool.Swap(zeroForOne: false, Int256.Positive(UInt256.PowerOfTen(30)), Pool.NoLimit(false), 0);

        TokenAmounts holdings = asks.HoldingsAt(pool.SqrtPriceX96, liquidity);
        Assert.True(asks.IsFilledAt(pool.SqrtPriceX96));
        Assert.True(holdings.Amount0.IsZero);
        Assert.Equal(holdings, pool.Burn(Owner, asks.TickLower, asks.TickUpper, liquidity, 0).Value);
        Assert.True(pool.PositionOf(new(Owner, asks.TickLower, asks.TickUpper)).TokensOwed1 > holdings.Amount1.Low128, "No fee was earned.");
    }

    [Fact]
    public void No_range_fits_beyond_the_last_usable_tick()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SingleSidedRange.Above(FeeTier.Pips3000, 887219, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => SingleSidedRange.Below(FeeTier.Pips3000, -887220, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => SingleSidedRange.Above(FeeTier.Pips3000, 0, 0));
    }

    [Fact]
    public void Widths_come_from_relative_moves()
    {
        Assert.Equal(199, SingleSidedRange.TicksOf(0.02));
        Assert.Equal(203, SingleSidedRange.TicksOf(-0.02));
    }
}
