using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Flow;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>The crowd moves like a market and leaves a small quoter something to do.</summary>
[Trait("Category", "simulation")]
public class FlowTests
{
    private static readonly (string Symbol, long Increment, int Scale, string Size)[] Quoted =
        [("BTCUSDT", 10, 2, "0.033"), ("ETHUSDT", 1, 2, "0.666"), ("SOLUSDT", 100, 4, "13.30")];

    [Theory, InlineData(1), InlineData(2)]
    public void A_small_quoter_near_the_touch_is_filled_on_both_sides_but_is_never_the_market(int seed)
    {
        using var floor = new Floor(Venues.Busy(seed));
        const int minutes = 10;
        for (int step = 0; step < minutes * 120; step++)
        {
            foreach ((string symbol, long increment, int scale, string size) in Quoted)
                Quote(floor, symbol, increment, scale, size);
            floor.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        foreach ((string symbol, _, _, _) in Quoted)
        {
            IReadOnlyList<TrueFill> fills = floor.Venue.Truth.Fills("demo", symbol);
            Assert.InRange(fills.Count / (double)minutes, 3, 80);
            Assert.InRange(fills.Count(fill => fill.Side is Side.Buy) / (double)fills.Count, 0.25, 0.75);
            Assert.All(fills, fill => Assert.True(fill.IsMaker));
        }

        Assert.True(floor.Venue.Truth.Wallet("demo").TradedE8 < floor.Venue.Truth.Wallet("crowd").TradedE8 / 5);
    }

    [Theory, InlineData(3), InlineData(4)]
    public void The_book_is_deep_from_the_start_and_never_empty_or_crossed(int seed)
    {
        using var floor = new Floor(Venues.Busy(seed));
        for (int step = 0; step < 3000; step++)
        {
            foreach ((string symbol, _, _, _) in Quoted)
            {
                Touch touch = floor.Venue.Truth.Touch(symbol);
                Assert.True(touch.IsTwoSided && !touch.IsCrossed, $"{symbol} {touch}");
                Assert.True(floor.Venue.Truth.Depth(symbol, Side.Buy, 10).Count >= 5);
                Assert.True(floor.Venue.Truth.Depth(symbol, Side.Sell, 10).Count >= 5);
            }

            floor.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public void Instruments_move_together_arrivals_cluster_and_volatility_does_too()
    {
        using var floor = new Floor(Venues.Busy(9));
        var bitcoin = new List<double>();
        var ether = new List<double>();
        var events = new List<double>();
        long before = 0;
        for (int second = 0; second < 1800; second++)
        {
            floor.Time.Advance(TimeSpan.FromSeconds(1));
            bitcoin.Add(Math.Log(floor.Venue.Truth.Touch("BTCUSDT").MidHalfTicks));
            ether.Add(Math.Log(floor.Venue.Truth.Touch("ETHUSDT").MidHalfTicks));
            long now = floor.Venue.Flow[0].Events;
            events.Add(now - before);
            before = now;
        }

        double[] btc = Returns(bitcoin, 5);
        double[] eth = Returns(ether, 5);
        Assert.InRange(Correlation(btc, eth), 0.4, 0.95);

        // Poisson arrivals would have a variance equal to their mean.
        double mean = events.Average();
        Assert.InRange(mean, 15, 50);
        Assert.True(events.Sum(count => (count - mean) * (count - mean)) / events.Count > 1.5 * mean);

        double[] size = [.. btc.Select(Math.Abs)];
        Assert.True(Kurtosis(btc) > 3.5, $"kurtosis {Kurtosis(btc)}");
        Assert.True(Correlation(size[1..], size[..^1]) > 0, "large moves follow large moves");
    }

    [Fact]
    public void An_hour_of_two_instruments_takes_seconds()
    {
        VenueOptions options = Venues.Busy(11, eventsPerSecond: 10);
        using var floor = new Floor(options with { Instruments = [.. options.Instruments.Take(2)] });

        floor.Time.Advance(TimeSpan.FromHours(1));

        Assert.All(floor.Venue.Flow, crowd => Assert.InRange(crowd.Events, 20_000, 80_000));
        Assert.All(floor.Venue.Flow, crowd => Assert.True(crowd is { Taken: > 500, Placed: > 5_000, Cancelled: > 5_000, Revisions: > 500 }));
    }

    [Fact]
    public void A_venue_that_slept_does_not_trade_its_past_in_one_go()
    {
        var time = new SleepyTime();
        using var venue = new SimulatedVenue(Venues.Busy(12), time);

        time.Sleep(TimeSpan.FromHours(8));

        Assert.True(venue.Flow[0].Events < 50);
    }

    [Theory, InlineData(5, 0.5, 3), InlineData(30, 0.0, 3)]
    public void The_mean_rate_is_the_one_asked_for(double rate, double branching, double decay)
    {
        var options = new FlowOptions { EventsPerSecond = rate, SelfExcitation = branching, ExcitementDecay = decay };
        using var floor = new Floor(Venues.Busy(13) with { Flow = options });

        floor.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.InRange(floor.Venue.Flow[0].Events / 1200.0, 0.75 * rate, 1.35 * rate);
    }

    private static void Quote(Floor floor, string symbol, long increment, int scale, string size)
    {
        floor.Demo.AskSigned("DELETE", "/fapi/v1/allOpenOrders", $"symbol={symbol}");
        long mid = floor.Venue.Truth.Touch(symbol).MidHalfTicks / 2;
        long bid = (mid - 2 * increment) / increment * increment;
        floor.Demo.PlaceLimit("BUY", Decimals.Format(bid, scale), size, "GTX", symbol: symbol);
        floor.Demo.PlaceLimit("SELL", Decimals.Format(bid + 4 * increment, scale), size, "GTX", symbol: symbol);
    }

    private static double[] Returns(List<double> logs, int step) =>
        [.. Enumerable.Range(1, logs.Count / step - 1).Select(at => logs[at * step] - logs[(at - 1) * step])];

    private static double Correlation(double[] left, double[] right)
    {
        double meanLeft = left.Average();
        double meanRight = right.Average();
        double cross = left.Zip(right).Sum(pair => (pair.First - meanLeft) * (pair.Second - meanRight));
        return cross / Math.Sqrt(left.Sum(x => (x - meanLeft) * (x - meanLeft)) * right.Sum(x => (x - meanRight) * (x - meanRight)));
    }

    private static double Kurtosis(double[] values)
    {
        double mean = values.Average();
        double variance = values.Average(x => (x - mean) * (x - mean));
        return values.Average(x => Math.Pow(x - mean, 4)) / (variance * variance);
    }

    /// <summary>A clock that jumps, then fires one timer, as after a laptop's lid was closed.</summary>
    private sealed class SleepyTime : TimeProvider
    {
        private readonly List<SleepyTimer> _timers = [];
        private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_767_614_400);

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new SleepyTimer(() => callback(state)) { IsArmed = dueTime != Timeout.InfiniteTimeSpan };
            _timers.Add(timer);
            return timer;
        }

        public void Sleep(TimeSpan span)
        {
            _now += span;
            foreach (SleepyTimer timer in _timers.Where(timer => timer.IsArmed).ToArray())
                timer.Fire();
        }

        private sealed class SleepyTimer(Action work) : ITimer
        {
            public bool IsArmed { get; set; }

            public void Fire() => work();

            public bool Change(TimeSpan dueTime, TimeSpan period) => IsArmed = dueTime != Timeout.InfiniteTimeSpan;

            public void Dispose() => IsArmed = false;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
