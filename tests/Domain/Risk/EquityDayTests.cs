using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Risk;

[Trait("Category", "unit")]
public sealed class EquityDayTests
{
    private const long DayNs = 86_400_000_000_000;

    private static readonly RiskLimits Limits = new()
    {
        Default = new() { MaxOrderLots = 1, MaxPositionLots = 1 }, MaxLossE8 = 1_000, MaxDrawdownE8 = 500,
    };

    [Fact]
    public void A_day_begins_with_its_first_equity_and_remembers_its_worst()
    {
        EquityDay day = Observe(EquityDay.None, 100, 150, 90, 160);

        Assert.Equal(new(20_000, StartE8: 100, PeakE8: 160, WorstLossE8: 10, WorstDrawdownE8: 60), day);
        Assert.Equal(new(NowE8: 155, StartE8: 100, PeakE8: 160) { WorstLossE8 = 10, WorstDrawdownE8 = 60, Version = 7 }, day.At(155, version: 7));
    }

    [Fact]
    public void Midnight_of_utc_forgets_it()
    {
        EquityDay day = Observe(EquityDay.None, 100, -900).Observe(-850, 20_001 * DayNs);

        Assert.Equal(new(20_001, -850, -850, 0, 0), day);
        Assert.Equal(day, day.Observe(-850, 20_000 * DayNs + 5));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void A_hundredth_of_the_loss_limit_is_worth_keeping(long lost, bool isNews)
    {
        EquityDay kept = Observe(EquityDay.None, 0);
        var onlyLoss = Limits with { MaxDrawdownE8 = long.MaxValue };
        Assert.Equal(isNews, kept.Observe(-lost, 20_000 * DayNs).IsNewsAfter(kept, onlyLoss));
    }

    [Fact]
    public void A_limit_that_is_reached_is_worth_keeping_by_a_hair()
    {
        EquityDay kept = Observe(EquityDay.None, 0, -999);
        Assert.True(kept.Observe(-1_000, 20_000 * DayNs).IsNewsAfter(kept, Limits with { MaxDrawdownE8 = long.MaxValue }));
    }

    [Fact]
    [Trait("Category", "property")]
    public void A_restart_forgets_no_reached_limit_and_less_than_a_hundredth_of_the_rest()
    {
        var random = new Random(8);
        for (int history = 0; history < 2_000; history++)
        {
            (EquityDay day, EquityDay kept, long now) = (EquityDay.None, EquityDay.None, 0);
            for (int step = 0; step < 100; step++)
            {
                now += random.Next(-40, 41);
                day = day.Observe(now, 20_000 * DayNs + step);
                if (day.IsNewsAfter(kept, Limits))
                    kept = day;
                Assert.Equal(LossLimit.Check(day.At(now, 0), Limits).IsAccepted, LossLimit.Check(kept.Observe(now, 20_000 * DayNs).At(now, 0), Limits).IsAccepted);
                Assert.True(day.PeakE8 - kept.PeakE8 < 5 && day.WorstLossE8 - kept.WorstLossE8 < 10 && day.WorstDrawdownE8 - kept.WorstDrawdownE8 < 5);
            }
        }
    }

    private static EquityDay Observe(EquityDay day, params long[] equities)
    {
        foreach (long equity in equities)
            day = day.Observe(equity, 20_000 * DayNs + 1);
        return day;
    }
}
