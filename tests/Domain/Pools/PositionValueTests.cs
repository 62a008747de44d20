using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Domain.Tests.Pools;

[Trait("Category", "property")]
public sealed class PositionValueTests
{
    private static readonly Address Owner = Address.FromWord(7UL);

    [Fact]
    public void The_value_told_is_what_leaving_pays()
    {
        Random random = new(17);
        for (int i = 0; i < 300; i++)
        {
            Pool pool = new(FeeTier.Pips500);
            pool.Initialize(UInt256.One << 96, 0);
            pool.Mint(Owner, -500, 500, (UInt128)random.NextInt64(1L << 40, long.MaxValue), 0);
            pool.Mint(Address.Zero, -20_000, 20_000, 1UL << 50, 0);
            for (int swap = 0; swap < 20; swap++)
                pool.Swap(random.Next(2) == 0, random.NextInt64(1, 1L << random.Next(20, 60)), Pool.NoLimit(false), 0);

            PositionKey key = new(Owner, -500, 500);
            PositionValue value = PositionValue.Of(pool, -500, 500, pool.PositionOf(key));
            Assert.Equal(value.Principal, pool.Burn(Owner, -500, 500, pool.PositionOf(key).Liquidity, 0).Value);
            TokenAmounts paid = pool.Collect(Owner, -500, 500, UInt128.MaxValue, UInt128.MaxValue).Value;

            Assert.Equal(new(value.Principal.Amount0 + value.Fees.Amount0, value.Principal.Amount1 + value.Fees.Amount1), paid);
            Assert.Equal(value.Delta0, paid.Amount0);
        }
    }

    [Fact]
    public void The_derivative_of_the_value_is_the_token0_held()
    {
        // V = xP + y over one tick: the exact integers agree with the closed form to parts per million.
        Pool pool = new(FeeTier.Pips500);
        pool.Initialize(TickMath.GetSqrtRatioAtTick(100), 0);
        UInt128 liquidity = (UInt128)UInt256.PowerOfTen(24);
        pool.Mint(Owner, -1000, 1000, liquidity, 0);
        double before = (double)PositionValue.Of(pool, -1000, 1000, new(liquidity, default, 0, 0)).InToken1(pool.SqrtPriceX96);
        double delta = (double)PositionValue.Of(pool, -1000, 1000, new(liquidity, default, 0, 0)).Principal.Amount0;
        double price = PoolPrice.ToDouble(pool.SqrtPriceX96, 18, 18);

        pool.Swap(false, Int256.MaxValue, TickMath.GetSqrtRatioAtTick(101), 0);
        double after = (double)PositionValue.Of(pool, -1000, 1000, new(liquidity, pool.FeeGrowthInside(-1000, 1000), 0, 0)).InToken1(pool.SqrtPriceX96);
        double moved = PoolPrice.ToDouble(pool.SqrtPriceX96, 18, 18) - price;

        Assert.Equal(1.0, (after - before) / (delta * moved), 0.001);
    }
}
