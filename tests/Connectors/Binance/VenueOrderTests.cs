using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Faults;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Binance;

/// <summary>Orders at the simulated venue, round trip, with its truth beside them.</summary>
[Trait("Category", "simulation")]
public sealed class VenueOrderTests
{
    private static VenueWorld World(int seed = 1, double eventsPerSecond = 30)
    {
        var world = new VenueWorld(Venues.Busy(seed, eventsPerSecond));
        world.ConnectOrders();
        return world;
    }

    private static OrderRequest Limit(
        VenueWorld world, Side side, long ticksFromTouch, bool postOnly = true, TimeInForce timeInForce = TimeInForce.GoodTillCanceled, long lots = 10)
    {
        Touch touch = world.Venue.Truth.Touch("BTCUSDT");
        Price price = side is Side.Buy ? touch.Bid.Price - ticksFromTouch : touch.Ask.Price + ticksFromTouch;
        return new(world.NextId(), world.Bitcoin, side, OrderType.Limit, timeInForce, postOnly, false, price, new(lots));
    }

    private static ExecutionReport Last(VenueWorld world, ClientOrderId id, ReportKind kind)
    {
        world.Until(() => world.Reports.Exists(r => r.Id == id && r.Kind == kind), 10);
        return world.Reports.Last(r => r.Id == id && r.Kind == kind);
    }

    [Fact]
    public void An_order_rests_moves_and_goes()
    {
        using VenueWorld world = World();
        OrderRequest order = Limit(world, Side.Buy, 5000);

        Assert.Equal(SendOutcome.Sent, world.Exchange.Oms.PlaceLimitOrder(order));
        string? venueId = Last(world, order.Id, ReportKind.Acknowledged).VenueOrderId;
        Assert.Equal(venueId, Assert.Single(world.Venue.Truth.OpenOrders("demo")).OrderId.ToString());

        world.Exchange.Oms.ReplaceOrder(new(order.Id, world.Bitcoin, Side.Buy, order.Price - 1000, new(20)));
        ExecutionReport moved = Last(world, order.Id, ReportKind.Replaced);
        Assert.Equal((order.Price.Ticks - 1000, 20L), (moved.Price.Ticks, moved.Quantity.Lots));
        Assert.Equal(order.Price.Ticks - 1000, world.Venue.Truth.OpenOrders("demo")[0].Price);

        world.Exchange.Oms.CancelOrder(new(order.Id, world.Bitcoin, venueId));
        Assert.True(Last(world, order.Id, ReportKind.Cancelled).IsFinal);
        Assert.Empty(world.Venue.Truth.OpenOrders("demo"));

        world.Exchange.Oms.CancelOrder(new(order.Id, world.Bitcoin, venueId));
        Assert.Equal(Reason.UnknownOrder, Last(world, order.Id, ReportKind.CancelRejected).Reason);
    }

    [Fact]
    public void A_post_only_order_that_would_cross_is_refused_or_expires_by_name()
    {
        using VenueWorld world = World();
        OrderRequest order = Limit(world, Side.Buy, -5000);

        world.Exchange.Oms.PlaceLimitOrder(order);
        world.Until(() => world.Reports.Exists(r => r.Id == order.Id && r.IsFinal), 5);

        Assert.Equal(Reason.PostOnlyWouldCross, world.Reports.Single(r => r.Id == order.Id && r.IsFinal).Reason);
    }

    [Fact]
    public void Fills_positions_and_balance_are_the_venues_to_the_last_lot()
    {
        using VenueWorld world = World(2);
        for (int round = 0; round < 40; round++)
        {
            Side side = round % 3 == 0 ? Side.Sell : Side.Buy;
            if (round % 4 == 0)
                world.Exchange.Oms.PlaceMarketOrder(Limit(world, side, 0, postOnly: false, lots: 1 + round));
            else if (round % 4 == 1)
                world.Exchange.Oms.PlaceLimitOrder(Limit(world, side, -500, postOnly: false, TimeInForce.ImmediateOrCancel, lots: 2 + round));
            else
                world.Exchange.Oms.PlaceLimitOrder(Limit(world, side, 0, lots: 3 + round));
            world.Time.Advance(TimeSpan.FromMilliseconds(700));
        }

        world.Time.Await(CancelAll(world));
        world.Time.Advance(TimeSpan.FromSeconds(2));

        IReadOnlyList<TrueFill> truth = world.Venue.Truth.Fills("demo", "BTCUSDT");
        ExecutionReport[] fills = [.. world.Reports.Where(r => r.Kind is ReportKind.Traded)];
        Assert.True(truth.Count > 20);
        Assert.Equal(
            truth.Select(f => (f.TradeId, f.Side, f.Price, f.Lots, f.IsMaker, f.FeeE8)),
            fills.Select(f => (f.TradeId, f.Side, f.LastPrice.Ticks, f.LastQuantity.Lots, f.IsMaker, f.FeeE8)));
        Assert.Equal(world.Venue.Truth.Positions("demo")[0].SignedLots, world.Positions[world.Bitcoin.Id].SignedLots);
        Assert.Equal(world.Venue.Truth.Wallet("demo").WalletE8, world.Balance!.Value.WalletE8);
        Assert.Equal(0, world.Exchange.Oms.InFlight);

        IReadOnlyList<ExecutionReport> asked = world.Time.Await(world.Exchange.DataFetcher.GetFills(world.Bitcoin, 0, default));
        Assert.Equal(truth.Select(f => (f.TradeId, f.Lots)), asked.Select(f => (f.TradeId, f.LastQuantity.Lots)));
        VenuePosition position = Assert.Single(world.Time.Await(world.Exchange.DataFetcher.GetPositions(world.Instruments, default)));
        Assert.Equal(world.Positions[world.Bitcoin.Id].SignedLots, position.SignedLots);
        Assert.Equal(world.Balance!.Value.WalletE8, Assert.Single(world.Time.Await(world.Exchange.DataFetcher.GetBalances(default))).WalletE8);
    }

    [Fact]
    public void A_lost_answer_leaves_the_order_in_doubt_until_a_query_or_the_stream_tells()
    {
        using VenueWorld world = World(3);
        world.Venue.Faults.LoseNextAnswers(1, "/fapi/v1/order");
        OrderRequest order = Limit(world, Side.Buy, 5000);

        world.Exchange.Oms.PlaceLimitOrder(order);
        Assert.False(Last(world, order.Id, ReportKind.OutcomeUnknown).IsFinal);

        Assert.Equal(ReportKind.Acknowledged, world.Time.Await(world.Exchange.DataFetcher.GetOrder(order.Id, world.Bitcoin, default)).Kind);
        Assert.Contains(world.Time.Await(world.Exchange.DataFetcher.GetOpenOrders(world.Instruments, default)), r => r.Id == order.Id);
        Assert.Equal(ReportKind.NotFound, world.Time.Await(world.Exchange.DataFetcher.GetOrder(world.NextId(), world.Bitcoin, default)).Kind);
    }

    [Fact]
    public void A_lost_order_socket_leaves_by_rest_and_comes_back()
    {
        using VenueWorld world = World(4);
        world.Venue.Faults.Disconnect(SocketKind.Orders);
        world.Until(() => world.Exchange.Oms.State is ConnectionState.Connecting, 2);

        OrderRequest order = Limit(world, Side.Sell, 5000);
        Assert.Equal(SendOutcome.Sent, world.Exchange.Oms.PlaceLimitOrder(order));
        Last(world, order.Id, ReportKind.Acknowledged);

        world.Until(() => world.Exchange.Oms.State is ConnectionState.Ready, 5);
        world.Exchange.Oms.CancelOrder(new(order.Id, world.Bitcoin, null));
        Last(world, order.Id, ReportKind.Cancelled);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_lost_user_stream_or_listen_key_is_told_and_comes_back_within_five_seconds(bool keyExpires)
    {
        using VenueWorld world = World(5);
        world.OrderStream.Clear();

        if (keyExpires)
            world.Venue.Faults.ExpireListenKeys();
        else
            world.Venue.Faults.Disconnect(SocketKind.User);

        world.Until(() => world.OrderStream.Contains(ConnectionState.Connecting), 2);
        world.Until(() => world.Exchange.Oms.State is ConnectionState.Ready, 5);
        OrderRequest order = Limit(world, Side.Buy, 0, postOnly: false);
        world.Exchange.Oms.PlaceMarketOrder(order);
        Assert.True(Last(world, order.Id, ReportKind.Traded).LastQuantity.Lots > 0);
    }

    [Fact]
    public void Events_that_come_twice_are_the_same_word_twice()
    {
        using VenueWorld world = World(6);
        world.Venue.Faults.RepeatUserEvents(1);
        OrderRequest order = Limit(world, Side.Buy, 0, postOnly: false, lots: 1);

        world.Exchange.Oms.PlaceMarketOrder(order);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        ExecutionReport[] fills = [.. world.Reports.Where(r => r.Kind is ReportKind.Traded)];
        Assert.Equal(2 * fills.Select(f => f.TradeId).Distinct().Count(), fills.Length);
    }

    [Fact]
    public void What_each_fill_realised_is_told_as_the_venue_booked_it()
    {
        using VenueWorld world = World(9);
        OrderRequest buy = Limit(world, Side.Buy, 0, postOnly: false);
        world.Exchange.Oms.PlaceMarketOrder(buy);
        Last(world, buy.Id, ReportKind.Traded);
        world.Time.Advance(TimeSpan.FromSeconds(20));
        OrderRequest sell = Limit(world, Side.Sell, 0, postOnly: false);
        world.Exchange.Oms.PlaceMarketOrder(sell);
        Last(world, sell.Id, ReportKind.Traded);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            world.Venue.Truth.Fills("demo", "BTCUSDT").Select(fill => new VenueRealised(world.Bitcoin.Id, fill.Side, fill.TradeId, fill.RealisedE8)),
            world.Realised);
        Assert.Contains(world.Realised, one => one.RealisedE8 != 0);
    }

    [Fact]
    public void Funding_is_read_from_the_history_by_instrument_and_time()
    {
        using var world = new VenueWorld(Venues.Busy(10, 30) with { FundingInterval = TimeSpan.FromMinutes(1) });
        world.ConnectOrders();
        OrderRequest buy = Limit(world, Side.Buy, 0, postOnly: false);
        world.Exchange.Oms.PlaceMarketOrder(buy);
        Last(world, buy.Id, ReportKind.Traded);
        world.Time.Advance(TimeSpan.FromMinutes(5));

        var history = (IFundingHistory)world.Exchange.DataFetcher;
        IReadOnlyList<VenueFunding> all = world.Time.Await(history.GetFunding(world.Instruments, 0, default));
        IReadOnlyList<VenueFunding> later = world.Time.Await(history.GetFunding(world.Instruments, all[2].TimeNs, default));

        Assert.Equal(world.Venue.Truth.Wallet("demo").FundingE8, all.Aggregate((Int128)0, (sum, one) => sum + one.AmountE8));
        Assert.All(all, one => Assert.Equal(world.Bitcoin.Id, one.Instrument));
        Assert.Equal(all.Skip(2), later);
        Assert.Empty(world.Time.Await(history.GetFunding([world.Instruments.Single(one => one.Id.Symbol == "ETHUSDT")], 0, default)));
    }

    [Fact]
    public void A_dead_man_cancels_when_we_fall_silent()
    {
        using VenueWorld world = World(7);
        OrderRequest order = Limit(world, Side.Buy, 5000);
        world.Exchange.Oms.PlaceLimitOrder(order);
        world.Exchange.DeadMan.Arm(world.Bitcoin);
        world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(world.Venue.Truth.OpenOrders("demo"));

        world.Network.CutAll();
        world.Time.Advance(world.Exchange.DeadMan.CountDown + TimeSpan.FromSeconds(1));

        Assert.Empty(world.Venue.Truth.OpenOrders("demo"));
        Assert.Equal(1, world.Venue.Truth.CountdownsFired);
    }

    [Fact]
    public void Maintenance_is_waited_for_without_a_ban()
    {
        using VenueWorld world = World(8);
        world.Venue.Faults.IsInMaintenance = true;
        world.Venue.Faults.Disconnect();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        world.Venue.Faults.IsInMaintenance = false;

        world.Until(() => world.Exchange.Oms.State is ConnectionState.Ready, 20);
        Assert.DoesNotContain(world.Log.Lines, line => line.Contains("HTTP 418", StringComparison.Ordinal));
    }

    [Fact]
    public void A_revoked_key_ends_in_a_named_failure()
    {
        using VenueWorld world = World(9);
        world.Venue.Faults.RevokeKey("demo");
        world.Venue.Faults.Disconnect(SocketKind.User);

        world.Until(() => world.Exchange.Oms.State is ConnectionState.Failed, 10);
    }

    private static async Task<bool> CancelAll(VenueWorld world)
    {
        await world.Exchange.Oms.CancelAll(world.Bitcoin, default);
        return true;
    }
}
