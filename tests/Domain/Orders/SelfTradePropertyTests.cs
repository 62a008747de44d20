using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// X38: two strategies of one account quote into each other and send commands across each other; requests and reports are lost, late and
/// reordered; orders rest, move, are in doubt. A matching engine without self-trade prevention is the judge.
/// </summary>
[Trait("Category", "property")]
public sealed class SelfTradePropertyTests(ITestOutputHelper output)
{
    private const int OrdersPerHistory = 1_000;
    private static readonly int Orders = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    [Fact]
    public void No_order_of_ours_ever_trades_with_another()
    {
        long wanted = 0, sent = 0, denied = 0, trades = 0, selfTrades = 0, moved = 0, doubted = 0;
        for (int seed = 1; wanted < Orders; seed++)
        {
            var random = new Random(seed);
            var desk = new OrderDesk(settings => settings with { MoveByReplace = random.Next(2) == 0, QuotesArePostOnly = random.Next(2) == 0 });
            var venue = new CrossingVenue(desk, random);
            wanted += Live(desk, venue, random);
            Assert.True(venue.SelfTrades == 0, $"seed {seed}: {venue.SelfTrades} self-trades");

            sent += desk.Placed.Count;
            moved += desk.Replaces.Count;
            denied += desk.Denials.Count(denial => denial.Verdict.Reason is DenyReason.SelfTrade);
            doubted += desk.Events.Count(happened => happened.After is OrderState.Unknown);
            trades += venue.Trades;
            selfTrades += venue.SelfTrades;
        }

        output.WriteLine($"{wanted} orders wanted, {sent} sent, {moved} moved, {doubted} in doubt, {denied} denied as self-trades, {trades} trades, {selfTrades} with ourselves");
        Assert.True(sent > wanted / 20 && denied > wanted / 50 && trades > wanted / 50 && moved > 0 && doubted > wanted / 100, $"{wanted} {sent} {denied} {trades} {moved} {doubted}");
    }

    private static int Live(OrderDesk desk, CrossingVenue venue, Random random)
    {
        int wanted = 0;
        for (UInt128 key = 1; wanted < OrdersPerHistory; key++)
        {
            string strategy = random.Next(2) == 0 ? "left" : "right";
            if (random.Next(3) != 0)
            {
                (long Lots, long Ticks)[] levels = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (Sign(random) * random.Next(1, 20), 10_000L + random.Next(-10, 11)))];
                desk.WantFor(strategy, levels);
                wanted += levels.Length;
            }
            else
            {
                OrderType type = random.Next(4) == 0 ? OrderType.Market : OrderType.Limit;
                TimeInForce life = type is OrderType.Limit && random.Next(2) == 0 ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel;
                Price price = type is OrderType.Limit ? new(10_000 + random.Next(-10, 11)) : default;
                desk.Manager.Submit(new(key, strategy, Contracts.Linear.Id, (Side)random.Next(2), type, life, price, new(random.Next(1, 20))), desk.Now);
                wanted++;
            }

            if (random.Next(4) == 0)
                desk.Pass(random.Next(400_000_000));
            for (int step = random.Next(8); step > 0; step--)
            {
                venue.Collect();
                venue.Step();
            }

            venue.Collect();
        }

        return wanted;
    }

    private static long Sign(Random random) => random.Next(2) == 0 ? 1 : -1;
}
