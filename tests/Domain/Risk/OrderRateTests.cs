using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Risk;

public sealed class OrderRateTests
{
    [Theory, InlineData(1), InlineData(2)]
    [Trait("Category", "property")]
    public void No_window_of_time_holds_more_than_burst_and_rate(int seed)
    {
        var random = new Random(seed);
        var rate = new OrderRate(perSecond: 7, burst: 4);
        var sent = new List<long>();
        long now = 5;

        for (int step = 0; step < 3_000; step++)
        {
            now += random.Next(200_000_000);
            if (rate.Check(now).IsAccepted)
            {
                rate.Take(now);
                sent.Add(now);
            }
        }

        for (int first = 0; first < sent.Count; first++)
        {
            for (int last = first; last < Math.Min(first + 60, sent.Count); last++)
                Assert.True(last - first + 1 <= 4 + (sent[last] - sent[first]) / 1e9 * 7 + 1e-6);
        }

        Assert.True(sent.Count > 1_000, "A bucket that refuses everything would pass too.");
    }

    [Fact]
    [Trait("Category", "unit")]
    public void Time_that_goes_back_earns_nothing()
    {
        var rate = new OrderRate(perSecond: 1, burst: 1);
        rate.Take(10_000_000_000);

        Assert.False(rate.Check(0).IsAccepted);
        Assert.False(rate.Check(10_999_999_999).IsAccepted);
        Assert.True(rate.Check(11_000_000_000).IsAccepted);
    }
}
