using Quern.Connectors.Binance;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed class RateBudgetTests
{
    private readonly ManualTime _time = new();
    private readonly BinanceClock _clock;
    private readonly RateBudget _budget;

    public RateBudgetTests()
    {
        _clock = new(_time, TimeSpan.Zero);
        _budget = new(_clock, share: 0.9);
    }

    private int Count(Func<bool> take)
    {
        int taken = 0;
        while (taken < 10_000 && take())
            taken++;
        return taken;
    }

    [Fact]
    public void Orders_are_held_back_before_the_venue_would_refuse_and_pass_again_in_the_next_window()
    {
        Assert.Equal(270, Count(_budget.TryTakeOrder));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(270, Count(_budget.TryTakeOrder));
    }

    [Fact]
    public void The_minute_limits_orders_too()
    {
        int taken = 0;
        for (int window = 0; window < 6; window++, _time.Advance(TimeSpan.FromSeconds(10)))
            taken += Count(_budget.TryTakeOrder);

        Assert.Equal(1080, taken);
    }

    [Fact]
    public void Cancels_keep_a_reserve_that_queries_cannot_use()
    {
        Assert.Equal(2160, Count(() => _budget.TryTakeQuery(1)));

        Assert.Equal(240, Count(_budget.TryTakeCancel));
    }

    [Fact]
    public void Cancels_do_not_count_as_orders_and_pass_when_the_orders_are_used_up()
    {
        Count(_budget.TryTakeOrder);

        Assert.True(_budget.TryTakeCancel());
    }

    [Fact]
    public void What_the_venue_counted_corrects_upwards_only()
    {
        _budget.Report(isOrders: true, 10_000, 250);
        Assert.Equal(20, Count(_budget.TryTakeOrder));

        _budget.Report(isOrders: true, 10_000, 3);
        Assert.False(_budget.TryTakeOrder());
    }

    [Fact]
    public void The_venues_limits_replace_the_assumed_ones()
    {
        _budget.SetLimit(isOrders: false, 60_000, 100);

        Assert.Equal(4, Count(() => _budget.TryTakeQuery(20)));
        Assert.Equal((80, 100), _budget.Weight);
    }

    [Fact]
    public void A_stop_lets_only_cancels_pass_and_a_ban_nothing()
    {
        _budget.Stop(TimeSpan.FromSeconds(30), isBan: false);
        Assert.Equal((false, false, true), (_budget.TryTakeOrder(), _budget.TryTakeQuery(1), _budget.TryTakeCancel()));

        _budget.Stop(TimeSpan.FromSeconds(30), isBan: true);
        Assert.False(_budget.TryTakeCancel());

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((true, true, true), (_budget.TryTakeOrder(), _budget.TryTakeQuery(1), _budget.TryTakeCancel()));
    }

    [Fact]
    public void The_clock_takes_the_middle_of_the_round_trip_and_ignores_steps_of_the_wall_clock()
    {
        var clock = new BinanceClock(_time, TimeSpan.FromMilliseconds(10));
        long sentNs = clock.NowNs;
        _time.Advance(TimeSpan.FromMilliseconds(80));

        clock.Measure(sentNs, clock.NowNs, serverMs: _time.NowMs + 460);
        Assert.Equal(_time.NowMs + 500 - 10, clock.TimestampMs);

        _time.WallStep = TimeSpan.FromMinutes(-3);
        Assert.Equal(_time.NowMs + 500 - 10, clock.TimestampMs);
    }
}
