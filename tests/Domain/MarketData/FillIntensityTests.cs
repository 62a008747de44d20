using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

public sealed class FillIntensityTests
{
    private const long Second = 1_000_000_000;
    private static readonly Touch Around1000 = Feed.Touch(999, 10, 1001, 10);

    [Theory, Trait("Category", "property")]
    [InlineData(1, 2.0, 0.15), InlineData(2, 0.9, 0.3), InlineData(3, 10, 0.05)]
    public void The_curve_that_made_the_orders_is_found_again(int seed, double rate, double decay)
    {
        var random = new Random(seed);
        var intensity = new FillIntensity(buckets: 40, halfLifeSeconds: 1e6, minCount: 30);
        double seconds = 0;
        for (int i = 0; i < 30_000; i++)
        {
            seconds += -Math.Log(1 - random.NextDouble()) / rate;
            double distance = -Math.Log(1 - random.NextDouble()) / decay;
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;

            // The market order reaches every price up to its distance: the farthest whole tick that it reaches.
            intensity.OnTrade(side, new Price(1000 + side.Sign() * (long)Math.Floor(distance)), Around1000, (long)(seconds * Second));
        }

        Assert.True(intensity.TryFit(out IntensityFit fit));
        Assert.InRange(fit.Decay / decay, 0.95, 1.05);
        Assert.InRange(fit.Rate / rate, 0.93, 1.07);
        Assert.False(fit.IsBounded);
        Assert.Equal(fit.Rate * Math.Exp(-fit.Decay * 2), fit.At(2), 12);
    }

    [Fact, Trait("Category", "unit")]
    public void Prints_of_one_market_order_count_once_at_its_farthest()
    {
        var walked = new FillIntensity(minCount: 1);
        var single = new FillIntensity(minCount: 1);
        for (int i = 1; i <= 20; i++)
        {
            for (int ticks = 1; ticks <= 5; ticks++)
                walked.OnTrade(Side.Buy, new Price(1000 + ticks), Around1000, i * Second);
            single.OnTrade(Side.Buy, new Price(1005), Around1000, i * Second);
        }

        Assert.True(walked.TryFit(out IntensityFit many));
        Assert.True(single.TryFit(out IntensityFit one));
        Assert.Equal(one, many);
    }

    [Fact, Trait("Category", "unit")]
    public void Too_little_is_not_fitted()
    {
        var intensity = new FillIntensity();
        Assert.False(intensity.TryFit(out _));

        intensity.OnTrade(Side.Buy, new Price(1001), Around1000, Second);
        intensity.OnTrade(Side.Buy, new Price(1002), default, 2 * Second);
        intensity.OnTime(100 * Second);

        Assert.False(intensity.TryFit(out IntensityFit fit));
        Assert.Equal(default, fit);
    }

    [Fact, Trait("Category", "unit")]
    public void A_flat_curve_is_moved_to_the_edge_of_what_is_sane()
    {
        var intensity = new FillIntensity(buckets: 5, minCount: 1) { DecayBounds = (0.01, 1), RateBounds = (0.001, 0.5) };
        for (int i = 1; i <= 100; i++)
            intensity.OnTrade(Side.Sell, new Price(900), Around1000, i * Second);

        Assert.True(intensity.TryFit(out IntensityFit fit));
        Assert.Equal((0.01, 0.5, true), (fit.Decay, fit.Rate, fit.IsBounded));
    }

    [Fact, Trait("Category", "unit")]
    public void Silence_lowers_the_rate()
    {
        var intensity = new FillIntensity(halfLifeSeconds: 10_000, minCount: 1);
        for (int i = 1; i <= 200; i++)
            intensity.OnTrade(Side.Buy, new Price(1000 + i % 6), Around1000, i * Second);
        Assert.True(intensity.TryFit(out IntensityFit busy));

        intensity.OnTime(2_000 * Second);

        Assert.True(intensity.TryFit(out IntensityFit quiet));
        Assert.True(quiet.Rate < busy.Rate / 5, $"{busy.Rate} then {quiet.Rate}");
        Assert.Equal(busy.Decay, quiet.Decay, 6);
    }

    [Fact, Trait("Category", "unit")]
    public void Years_of_silence_do_no_harm()
    {
        var intensity = new FillIntensity(halfLifeSeconds: 1, minCount: 1);
        for (int year = 0; year < 3; year++)
        {
            for (int i = 1; i <= 200; i++)
                intensity.OnTrade(Side.Buy, new Price(1000 + i % 6), Around1000, year * 31_536_000L * Second + i * (Second / 100));
        }

        Assert.True(intensity.TryFit(out IntensityFit fit));
        Assert.InRange(fit.Rate, 50, 200);
    }

    [Fact, Trait("Category", "unit")]
    public void Taking_trades_and_fitting_allocate_nothing()
    {
        var intensity = new FillIntensity();
        long timeNs = 0;

        Assert.Equal(0, SteadyState.AllocatedBytes(() =>
        {
            for (int i = 0; i < 1000; i++)
                intensity.OnTrade(Side.Buy, new Price(1000 + i % 6), Around1000, timeNs += Second);
            intensity.TryFit(out _);
        }));
    }
}
