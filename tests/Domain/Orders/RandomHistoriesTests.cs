using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Positions;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// 10,000 histories of partial fills, cancels, replaces, losses, repeats and reorderings: order manager, books and the plain venue agree
/// in the end, and on the way nothing is held for ended that lives, and no exposure is missed (I3, I4, I5, I7; X04, X10).
/// </summary>
[Trait("Category", "property")]
public sealed class RandomHistoriesTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Order_manager_books_and_venue_agree(int block)
    {
        int trades = 0, replaces = 0, unknown = 0, expired = 0;
        for (int history = 0; history < 2_000; history++)
        {
            int seed = block * 1_000_000 + history;
            OrderDesk desk = Live(seed);
            trades += desk.Fills.Count;
            replaces += desk.Replaces.Count;
            unknown += desk.Events.Count(happened => happened.After is OrderState.Unknown);
            expired += desk.Journal.Count(entry => entry.Kind is JournalKind.AbsenceProven);
        }

        // The accidents that the property is about did happen.
        Assert.True(trades > 5_000 && replaces > 400 && unknown > 1_000 && expired > 100, $"{trades} {replaces} {unknown} {expired}");
    }

    private static OrderDesk Live(int seed)
    {
        var random = new Random(seed);
        var desk = new OrderDesk(settings => settings with { MoveByReplace = random.Next(2) == 0 });
        var venue = new PlainVenue(desk, random);
        UInt128 key = 0;

        for (int step = 0; step < 60; step++)
        {
            if (step % 6 == 0 && random.Next(2) == 0)
                desk.Want([.. Enumerable.Range(0, random.Next(3)).Select(_ => Level(random))]);
            if (random.Next(20) == 0)
                desk.Submit(++key, (Side)random.Next(2), random.Next(1, 30));
            if (random.Next(8) == 0)
                desk.Pass(random.Next(400_000_000));
            venue.Collect();
            venue.Step();
            CheckOnTheWay(desk, venue, seed);
        }

        desk.Want();
        venue.Settle();
        CheckTheEnd(desk, venue, seed);
        return desk;
    }

    private static (long Lots, long Ticks) Level(Random random) => random.Next(2) == 0
        ? (random.Next(1, 40), 9_990 - random.Next(3))
        : (-random.Next(1, 40), 10_010 + random.Next(3));

    private static void CheckOnTheWay(OrderDesk desk, PlainVenue venue, int seed)
    {
        foreach (OrderRequest placed in desk.Placed)
        {
            Order ours = desk[placed.Id];
            bool isAlive = venue.Orders.TryGetValue(placed.Id, out VenueOrder? truth) && truth.IsOpen;
            Assert.False(isAlive && ours.State.IsTerminal(), $"seed {seed}: {placed.Id} is held for {ours.State} and lives");
            Assert.True(ours.Filled.Lots <= (truth?.Filled ?? 0), $"seed {seed}: {placed.Id} has more lots than traded");
        }

        Assert.True(desk.Exposure.WorstLongLots >= venue.WorstLots(Side.Buy), $"seed {seed}: buys are missed");
        Assert.True(desk.Exposure.WorstShortLots >= venue.WorstLots(Side.Sell), $"seed {seed}: sells are missed");
    }

    private static void CheckTheEnd(OrderDesk desk, PlainVenue venue, int seed)
    {
        Assert.True(desk.Manager.Orders.LiveCount == 0, $"seed {seed}: {desk.Manager.Orders.LiveCount} orders never ended");
        foreach (OrderRequest placed in desk.Placed)
        {
            Order ours = desk[placed.Id];
            VenueOrder? truth = venue.Orders.GetValueOrDefault(placed.Id);
            Assert.True((truth?.EndedAs ?? OrderState.Rejected) == ours.State, $"seed {seed}: {placed.Id} is {ours.State}, truly {truth?.EndedAs}");
            Assert.True((truth?.Filled ?? 0) == ours.Filled.Lots && ours.Traded == ours.Filled, $"seed {seed}: {placed.Id} lots");
        }

        Assert.True(venue.PositionLots == desk.Exposure.PositionLots, $"seed {seed}: position");
        Assert.Equal(venue.Trades.Select(trade => trade.TradeId), desk.Fills.Select(fill => fill.TradeId).Order());
        Assert.DoesNotContain(desk.Alerts, alert => alert.Kind is OrderAlertKind.Contradiction or OrderAlertKind.Overfilled);
        CheckBooks(desk, venue, seed);
    }

    private static void CheckBooks(OrderDesk desk, PlainVenue venue, int seed)
    {
        var books = new PositionKeeper(new() { Account = "test-venue:main", IdsKept = 256 }, [Contracts.Linear]);
        var twin = new PlainBooks(Contracts.Linear, settlementScale: 8);
        foreach (OwnFill fill in desk.Fills)
            Assert.True(books.Apply(fill, 20_000));
        foreach (ExecutionReport trade in venue.Trades)
            twin.Trade(trade.Side.Sign() * trade.LastQuantity.Lots, 2 * trade.LastPrice.Ticks, 20_000);

        ProfitAndLoss profit = books.Profit("USDT");
        Assert.True(venue.PositionLots == books.Position(Contracts.Linear.Id).Lots, $"seed {seed}: books");
        Assert.Equal(twin.Total(20_000).Floor(), (System.Numerics.BigInteger)(profit.Spread + profit.Inventory));
        Assert.Equal(venue.Trades.Aggregate((Int128)0, (sum, trade) => sum - trade.FeeE8), profit.Fees + profit.Rebates);
        Assert.Equal(profit.Total, books.Equity("USDT"));
    }
}
