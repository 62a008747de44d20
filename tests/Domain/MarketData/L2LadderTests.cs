using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

public sealed class L2LadderTests
{
    private static readonly int Steps = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    [Theory, Trait("Category", "property")]
    [InlineData(1, 50, 1, 0), InlineData(2, 5_000, 1, 0), InlineData(3, 50, 1_000_000, 0), InlineData(4, 5_000, 1_000_000, 7)]
    [InlineData(5, 1_000_000_000, 1, 0), InlineData(6, 400, 1L << 50, 0), InlineData(7, 300, 3, -1), InlineData(8, 2_000, 25, 11)]
    public void The_ladder_agrees_with_sorted_dictionaries(int seed, int width, long increment, long oddOneOut)
    {
        var random = new Random(seed);
        var plain = new PlainLadder();
        var ladder = new L2Ladder(capacity: 4);
        long mid = 0;

        for (int step = 0; step < Steps; step++)
        {
            var side = (Side)random.Next(2);
            (mid, long price) = NextPrice(random, mid, side, width, increment, oddOneOut);
            long lots = random.Next(5) < 2 ? 0 : random.NextInt64(1, 1 + (1L << random.Next(62)));
            plain.Set(side, price, lots);
            ladder.Set(side, price, lots);

            Assert.Equal(plain.Depth(side).FirstOrDefault(), ladder.BestOf(side));
            Assert.Equal(lots, ladder.SizeAt(side, new(price)).Lots);
            if (random.Next(300) == 0)
                AssertSame(plain, ladder, random);
            if (random.Next(2_000) == 0)
            {
                int kept = random.Next(40);
                Assert.Equal(plain.KeepBest(side, kept), ladder.KeepBest(side, kept));
            }

            if (random.Next(5_000) == 0)
            {
                plain.Clear();
                ladder.Clear();
            }
        }

        AssertSame(plain, ladder, random);
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue + 1)]
    [InlineData(long.MaxValue - 1, long.MaxValue)]
    [InlineData(-1, 0)]
    public void The_ends_of_64_bits_are_prices_like_others(long low, long high)
    {
        var ladder = new L2Ladder();
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            ladder.Set(side, low, 1);
            ladder.Set(side, high, 2);
        }

        Assert.Equal((high, low), (ladder.Touch.Bid.Price.Ticks, ladder.Touch.Ask.Price.Ticks));

        ladder.Set(Side.Buy, high, 0);
        ladder.Set(Side.Sell, low, 0);
        Assert.Equal((low, high), (ladder.Touch.Bid.Price.Ticks, ladder.Touch.Ask.Price.Ticks));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(1), InlineData(1_000_000), InlineData(2_500_000_000_000)]
    public void Coarse_prices_take_no_more_memory_than_fine_ones(long increment)
    {
        var ladder = new L2Ladder(capacity: 16);
        ladder.Set(Side.Buy, 5 * increment, 1);
        ladder.Set(Side.Buy, 4 * increment, 1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int level = 0; level < 10_000; level++)
            ladder.Set(Side.Buy, level * increment, 1);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 500_000);
        Assert.Equal(10_000, ladder.CountOf(Side.Buy));
    }

    [Fact, Trait("Category", "unit")]
    public void One_odd_price_does_not_make_the_ladder_fine_for_ever()
    {
        var ladder = new PriceLadder(Side.Buy, 4);
        for (int level = 1; level <= 100; level++)
            ladder.Set(level * 1_000_000L, 1);
        Assert.Equal(1_000_000UL, ladder.Increment);

        ladder.Set(33_333_333, 1);
        Assert.Equal(1UL, ladder.Increment);
        ladder.Set(33_333_333, 0);

        for (int level = 101; level <= 3_000; level++)
        {
            ladder.Set(level * 1_000_000L, 1);
            ladder.Set((level - 100) * 1_000_000L, 0);
        }

        Assert.Equal(1_000_000UL, ladder.Increment);
        Assert.Equal((3_000_000_000, 2_901_000_000L, 100), (ladder.Best.Price, ladder.WorstPrice, ladder.Count));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(1UL), InlineData(3UL), InlineData(1_000_000UL), InlineData(1UL << 63), InlineData((1UL << 62) + 1)]
    public void A_grid_numbers_its_multiples_in_order_and_nothing_else(ulong increment)
    {
        var grid = new PriceGrid(increment);
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            long ticks = random.NextInt64(long.MinValue, long.MaxValue);
            Int128 multiple = Int128.DivRem(ticks, (Int128)increment).Quotient * (Int128)increment;
            Assert.True(grid.TryNumber((long)multiple, out ulong number));
            Assert.Equal((long)multiple, grid.TicksOf(number));
            Assert.Equal(ticks == multiple, grid.TryNumber(ticks, out _));

            bool hasNext = multiple + (Int128)increment <= long.MaxValue;
            Assert.Equal(hasNext, hasNext && grid.TryNumber((long)(multiple + (Int128)increment), out ulong next) && next == number + 1);
        }

        Assert.Equal(increment == 1 || PriceGrid.MagnitudeOf(long.MaxValue) % increment == 0, grid.TryNumber(long.MaxValue, out _));
        Assert.Equal((1UL << 63) % increment == 0, grid.TryNumber(long.MinValue, out _));
    }

    [Fact, Trait("Category", "unit")]
    public void Far_jumps_of_the_price_allocate_nothing_once_warm()
    {
        var ladder = new L2Ladder();
        var depth = new Level[10];

        long bytes = SteadyState.AllocatedBytes(() =>
        {
            for (long jump = 1; jump < 3_000; jump++)
            {
                long mid = jump * (jump % 2 == 0 ? 1_000_003 : -77_777);
                for (int level = 0; level < 10; level++)
                    ladder.Set(Side.Sell, mid + level, jump);
                ladder.CopyDepth(Side.Sell, depth);
                ladder.SweepOf(Side.Buy, new(50));
                for (int level = 0; level < 10; level++)
                    ladder.Set(Side.Sell, mid + level, 0);
            }
        });

        Assert.Equal((0, 0), (bytes, ladder.CountOf(Side.Sell)));
    }

    private static (long Mid, long Price) NextPrice(Random random, long mid, Side side, int width, long increment, long oddOneOut)
    {
        if (random.Next(1_000) == 0)
            mid = random.NextInt64(-1L << 61, 1L << 61) / increment * increment;
        long price = unchecked(mid - side.Sign() * (long)(random.NextDouble() * random.NextDouble() * width) * increment);
        return (mid, random.Next(400) switch
        {
            0 when oddOneOut != 0 => price + oddOneOut,
            1 when oddOneOut < 0 => long.MinValue + random.Next(2),
            2 when oddOneOut < 0 => long.MaxValue - random.Next(2),
            _ => price,
        });
    }

    private static void AssertSame(PlainLadder plain, L2Ladder ladder, Random random)
    {
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            Level[] expected = [.. plain.Depth(side)];
            var actual = new Level[expected.Length + 1];
            Assert.Equal(expected, actual[..ladder.CopyDepth(side, actual)]);
            Assert.Equal(expected.Length, ladder.CountOf(side));

            int levels = random.Next(1, 30);
            double total = 0;
            foreach (Level level in expected.Take(levels))
                total += level.Quantity.Lots;
            Assert.Equal(total, ladder.TotalLots(side, levels));

            var quantity = new Quantity(random.NextInt64(1L << random.Next(62)));
            Assert.Equal(plain.SweepOf(side, quantity), ladder.SweepOf(side, quantity));
        }
    }
}
