using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

[Trait("Category", "unit")]
public sealed class MarkoutKeeperTests
{
    private const long Second = 1_000_000_000;
    private readonly MarkoutKeeper _markouts = new(
        new() { Account = "test-venue:main", MarkoutsWaiting = 3 }, [Contracts.Linear, Contracts.Inverse]);

    [Fact]
    public void A_buy_is_good_when_the_mid_rises_and_a_sell_when_it_falls()
    {
        Fill(Contracts.Linear, Side.Buy, 2, 10_000, at: 0);
        Fill(Contracts.Linear, Side.Sell, 4, 10_010, at: 0);

        _markouts.Measure(Contracts.Linear.Id, 20_005, 1 * Second);
        _markouts.Measure(Contracts.Linear.Id, 20_041, 10 * Second);

        // After 1 s: +2.5 ticks on 2 lots, +7.5 ticks on 4. After 10 s: +20.5 on 2, −10.5 on 4.
        IReadOnlyList<Markout> of = _markouts.Of("maker", Contracts.Linear.Id);
        Assert.Equal(new Markout(1 * Second, 2, 0, 6, 2 * 5 + 4 * 15, 350_000), of[0]);
        Assert.Equal(new Markout(10 * Second, 2, 0, 6, 2 * 41 - 4 * 21, -10_000), of[1]);
        Assert.Equal(35.0 / 6, of[0].MeanTicks, 9);
        Assert.Equal((0, 2), (of[2].Fills, _markouts.Waiting));
    }

    [Fact]
    public void Nothing_is_measured_before_its_time()
    {
        Fill(Contracts.Linear, Side.Buy, 2, 10_000, at: 5 * Second);
        Assert.False(_markouts.IsDue(Contracts.Linear.Id, 6 * Second - 1));

        _markouts.Measure(Contracts.Linear.Id, 20_005, 6 * Second - 1);
        Assert.Equal(3, _markouts.Waiting);
        Assert.True(_markouts.IsDue(Contracts.Linear.Id, 6 * Second));
    }

    [Fact]
    public void A_mid_that_is_not_known_is_waited_for_and_then_missed()
    {
        Fill(Contracts.Linear, Side.Buy, 2, 10_000, at: 0);

        _markouts.Measure(Contracts.Linear.Id, null, 2 * Second);
        Assert.Equal(3, _markouts.Waiting);
        _markouts.Measure(Contracts.Linear.Id, 20_005, 2 * Second + 1);

        Assert.Equal((0, 1), (Of(0).Fills, Of(0).Missed));
        Assert.Equal(0, Of(0).Lots);
    }

    [Fact]
    public void Too_many_that_wait_count_as_missed_oldest_first()
    {
        for (int fill = 0; fill < 5; fill++)
            Fill(Contracts.Linear, Side.Buy, 1, 10_000 + fill, at: fill);
        _markouts.Measure(Contracts.Linear.Id, 20_000, Second + 5);

        Assert.Equal((3, 2), (Of(0).Fills, Of(0).Missed));
        Assert.Equal(-2 * (2 + 3 + 4), Of(0).HalfTickLots);
    }

    [Fact]
    public void Strategies_are_told_apart_and_an_inverse_contract_is_measured_in_its_base_asset()
    {
        Fill(Contracts.Inverse, Side.Buy, 10_000, 500_000, at: 0, strategy: "hedger");
        _markouts.Measure(Contracts.Inverse.Id, 1_250_000, Second);

        Assert.Equal(4_000_000, _markouts.Of("hedger", Contracts.Inverse.Id)[0].Money);
        Assert.Equal(0, _markouts.Of("maker", Contracts.Inverse.Id)[0].Fills);
    }

    private Markout Of(int horizon) => _markouts.Of("maker", Contracts.Linear.Id)[horizon];

    private void Fill(Instrument instrument, Side side, long lots, long ticks, long at, string strategy = "maker") =>
        _markouts.Add(new(instrument.Id, default, strategy, side, new(ticks), new(lots), 1, true, 0, null, 0, at));
}
