using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

public sealed class MidVolatilityTests
{
    private const long Second = 1_000_000_000;

    [Fact, Trait("Category", "unit")]
    public void A_mid_that_moves_two_ticks_each_second_has_a_volatility_of_two()
    {
        var volatility = new MidVolatility();

        for (int i = 0; i < 50; i++)
            volatility.OnMid(100 + i % 2 * 2, i * Second);

        Assert.Equal(2.0, volatility.TicksPerRootSecond, 9);
        Assert.Equal(49, volatility.Samples);
    }

    [Fact, Trait("Category", "unit")]
    public void Time_counts_by_its_square_root()
    {
        var volatility = new MidVolatility();

        for (int i = 0; i < 50; i++)
            volatility.OnMid(100 + i % 2 * 2, i * 4 * Second);

        Assert.Equal(1.0, volatility.TicksPerRootSecond, 9);
    }

    [Fact, Trait("Category", "unit")]
    public void The_bounce_between_samples_is_not_volatility()
    {
        var volatility = new MidVolatility(sampleIntervalNs: Second);

        for (int i = 0; i < 5_000; i++)
            volatility.OnMid(100 + i % 2, i * (Second / 100));

        Assert.Equal(0, volatility.TicksPerRootSecond);
    }

    [Fact, Trait("Category", "unit")]
    public void Old_moves_fade_with_the_half_life()
    {
        var volatility = new MidVolatility(halfLifeSeconds: 10);
        volatility.OnMid(100, 0);
        volatility.OnMid(108, Second);

        double before = volatility.TicksPerRootSecond;
        for (int i = 2; i <= 200; i++)
            volatility.OnMid(108, i * Second);

        Assert.Equal(8.0, before, 9);
        Assert.InRange(volatility.TicksPerRootSecond, 0, 0.01);
    }

    [Fact, Trait("Category", "unit")]
    public void Nothing_is_counted_across_a_hole_or_backwards()
    {
        var volatility = new MidVolatility();
        volatility.OnMid(100, 10 * Second);
        volatility.OnMid(double.NaN, 12 * Second);
        volatility.OnMid(500, 9 * Second);
        volatility.Interrupt();
        volatility.OnMid(200, 20 * Second);

        Assert.Equal((0L, 0.0), (volatility.Samples, volatility.TicksPerRootSecond));

        volatility.OnMid(201, 21 * Second);
        Assert.Equal(1.0, volatility.TicksPerRootSecond, 9);
    }

    [Theory, Trait("Category", "property")]
    [InlineData(1), InlineData(2)]
    public void A_random_walk_sampled_at_random_times_is_measured_within_five_percent(int seed)
    {
        var random = new Random(seed);
        var volatility = new MidVolatility(halfLifeSeconds: 20_000);
        double mid = 1000;
        long timeNs = 0;
        for (int i = 0; i < 20_000; i++)
        {
            double seconds = 1 + random.NextDouble() * 3;
            mid += 3 * Math.Sqrt(seconds) * Normal(random);
            timeNs += (long)(seconds * Second);
            volatility.OnMid(mid, timeNs);
        }

        Assert.InRange(volatility.TicksPerRootSecond, 2.85, 3.15);
    }

    [Fact, Trait("Category", "unit")]
    public void Taking_a_mid_allocates_nothing()
    {
        var volatility = new MidVolatility();
        long timeNs = 0;

        Assert.Equal(0, SteadyState.AllocatedBytes(() =>
        {
            for (int i = 0; i < 1000; i++)
                volatility.OnMid(i % 7, timeNs += Second);
        }));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
