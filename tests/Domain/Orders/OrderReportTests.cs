using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class OrderReportTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public void A_fill_before_the_ack_counts_and_the_ack_changes_nothing()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Trade(id, 2, filled: 2);
        _desk.Ack(id);

        Assert.Equal(OrderState.PartiallyFilled, _desk[id].State);
        Assert.Equal(3, _desk.Exposure.WorkingBuyLots);
        Assert.Equal(2, _desk.Exposure.PositionLots);
    }

    [Fact]
    public void A_trade_id_counts_once()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Trade(id, 2, filled: 2, tradeId: 77);
        _desk.Trade(id, 2, filled: 2, tradeId: 77);

        Assert.Equal(2, _desk[id].Filled.Lots);
        Assert.Single(_desk.Fills);
        Assert.Equal(1, _desk.Manager.Statistics.Fills);
    }

    [Fact]
    public void An_order_that_lacks_trades_is_not_forgotten_before_they_come()
    {
        var desk = new OrderDesk(settings => settings with { EndedOrdersKept = 4 });
        ClientOrderId owed = desk.Quote(5, 9_990);
        desk.Ack(owed);
        desk.Hear(ReportKind.Cancelled, owed, filled: 3, isFinal: true);
        for (int other = 0; other < 10; other++)
        {
            ClientOrderId id = desk.Quote(1, 9_980);
            desk.Ack(id);
            desk.Hear(ReportKind.Cancelled, id, isFinal: true);
        }

        desk.Trade(owed, 3, filled: 3);

        Assert.Equal(3, desk.Exposure.PositionLots);
        Assert.Equal((3, 3), (desk[owed].Filled.Lots, desk[owed].Traded.Lots));
        Assert.Equal(7, desk.Manager.Orders.Evicted);
    }

    [Fact]
    public void When_all_ended_orders_lack_trades_the_oldest_is_forgotten()
    {
        var desk = new OrderDesk(settings => settings with { EndedOrdersKept = 4 });
        var ids = new List<ClientOrderId>();
        for (int order = 0; order < 6; order++)
        {
            ids.Add(desk.Quote(2, 9_990));
            desk.Ack(ids[^1]);
            desk.Hear(ReportKind.Cancelled, ids[^1], filled: 1, isFinal: true);
        }

        Assert.Equal([false, false, true, true, true, true], ids.Select(id => desk.Manager.Orders.TryGet(id, out _)));
    }

    [Fact]
    public void Reordered_trades_end_with_the_same_lots()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Trade(id, 3, filled: 5, tradeId: 2);
        _desk.Trade(id, 2, filled: 2, tradeId: 1);

        Assert.Equal(OrderState.Filled, _desk[id].State);
        Assert.Equal((5, 5), (_desk[id].Filled.Lots, _desk[id].Traded.Lots));
        Assert.Equal(5, _desk.Exposure.PositionLots);
    }

    [Fact]
    public void A_late_fill_after_the_cancel_still_counts_its_lots()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Ack(id);
        _desk.Hear(ReportKind.Cancelled, id, isFinal: true);
        _desk.Trade(id, 4, filled: 4);

        Assert.Equal(OrderState.Cancelled, _desk[id].State);
        Assert.Equal(4, _desk[id].Filled.Lots);
        Assert.Equal(4, _desk.Exposure.PositionLots);
        Assert.Equal(4, _desk.Fills[0].Quantity.Lots);
    }

    [Fact]
    public void Cumulative_lots_never_fall()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Hear(ReportKind.Acknowledged, id, filled: 4);
        _desk.Hear(ReportKind.Acknowledged, id, filled: 1);

        Assert.Equal(4, _desk[id].Filled.Lots);
    }

    [Fact]
    public void Lots_without_their_trades_count_in_the_position_and_are_asked_for()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Hear(ReportKind.Cancelled, id, filled: 3, isFinal: true);
        Assert.Equal(3, _desk.Exposure.PositionLots);
        Assert.Empty(_desk.Fills);

        _desk.Pass(OrderDesk.Second);
        Assert.Equal((id, OrderQuery.Fills), _desk.Queries[^1]);

        // A fills query names the order by the venue's id only.
        _desk.Manager.OnReport(
            _desk.Report(ReportKind.Traded, id) with { Id = default, LastQuantity = new(3), LastPrice = new(9_990), TradeId = 5 }, _desk.Now);
        int asked = _desk.Queries.Count;
        _desk.Pass(OrderDesk.Second);

        Assert.Equal(3, _desk.Exposure.PositionLots);
        Assert.Equal(id, Assert.Single(_desk.Fills).Id);
        Assert.Equal(asked, _desk.Queries.Count);
    }

    [Fact]
    public void A_trade_that_comes_before_we_know_the_venues_name_is_not_counted_twice()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Manager.OnReport(
            _desk.Report(ReportKind.Traded, id) with { Id = default, LastQuantity = new(3), LastPrice = new(9_990), TradeId = 5 }, _desk.Now);
        Assert.Equal(3, _desk.Exposure.PositionLots);

        _desk.Hear(ReportKind.Acknowledged, id, filled: 3);

        Assert.Equal(3, _desk.Exposure.PositionLots);
        Assert.Equal((3, 3), (_desk[id].Filled.Lots, _desk[id].Traded.Lots));
        Assert.Equal(OrderState.PartiallyFilled, _desk[id].State);
    }

    [Fact]
    public void A_hand_made_trade_moves_the_position_and_is_told()
    {
        _desk.Manager.OnReport(
            new()
            {
                Kind = ReportKind.Traded, Id = default, Instrument = Contracts.Linear.Id, ForeignClientId = "web_1", VenueOrderId = "x",
                Side = Side.Sell, LastQuantity = new(9), LastPrice = new(10_000), TradeId = 3,
            },
            _desk.Now);

        Assert.Equal(-9, _desk.Exposure.PositionLots);
        Assert.Equal("", Assert.Single(_desk.Fills).Strategy);
        Assert.Equal(OrderAlertKind.ForeignTrade, _desk.Alerts[^1].Kind);
    }

    [Fact]
    public void A_trade_under_the_venues_name_alone_waits_while_an_order_of_ours_has_no_name_yet()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        ExecutionReport listed = Listed(Side.Buy, "v1");

        Assert.True(_desk.Manager.MayBeOurs(listed));
        Assert.False(_desk.Manager.MayBeOurs(Listed(Side.Sell, "v1")));
        Assert.False(_desk.Manager.MayBeOurs(listed with { ForeignClientId = "web_1" }));
        Assert.False(_desk.Manager.MayBeOurs(listed with { Id = id }));

        _desk.Ack(id);
        Assert.False(_desk.Manager.MayBeOurs(Listed(Side.Buy, "x")));
        _desk.Manager.OnReport(listed, _desk.Now);
        Assert.Equal((id, OrderDesk.Strategy), (Assert.Single(_desk.Fills).Id, _desk.Fills[0].Strategy));
    }

    [Fact]
    public void An_order_that_the_venue_does_not_find_lets_no_trade_wait()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Manager.OnStreamLost(_desk.Now);
        long lateEnough = _desk[id].RequestExpiresNs + _desk.Settings.ClockErrorNs + _desk.Settings.QueryLagNs + 1;
        _desk.Manager.OnOrderStatus(_desk.Report(ReportKind.NotFound, id) with { VenueTimeNs = lateEnough - 1 }, _desk.Now);
        Assert.True(_desk.Manager.MayBeOurs(Listed(Side.Buy, "x")));

        _desk.Manager.OnOrderStatus(_desk.Report(ReportKind.NotFound, id) with { VenueTimeNs = lateEnough }, _desk.Now);

        Assert.False(_desk.Manager.MayBeOurs(Listed(Side.Buy, "x")));
    }

    [Fact]
    public void Trades_that_the_venue_never_lists_are_given_up_in_the_journal()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Hear(ReportKind.Traded, id, filled: 5, isFinal: true);
        _desk.Manager.ForgoFills(_desk.Now + _desk.Settings.QueryLagNs);
        Assert.True(_desk.Manager.AwaitsFills);

        _desk.Manager.ForgoFills(_desk.Now + _desk.Settings.QueryLagNs + 1);

        Assert.False(_desk.Manager.AwaitsFills);
        Assert.Equal((JournalKind.PositionAdjusted, id, 0), (_desk.Journal[^1].Kind, _desk.Journal[^1].Id, _desk.Journal[^1].Lots));
        Assert.Equal(OrderAlertKind.PositionAdjusted, _desk.Alerts[^1].Kind);
        Assert.Equal(5, _desk.Exposure.PositionLots);
        var after = new OrderDesk(epoch: 8, restoreFrom: _desk.Journal);
        Assert.False(after.Manager.AwaitsFills);
    }

    [Fact]
    public void A_hand_made_trade_past_the_limit_takes_back_what_would_lead_further()
    {
        _desk.Want((400, 9_990), (300, 9_985), (-200, 10_010));
        foreach (ClientOrderId placed in _desk.Placed.Select(order => order.Id))
            _desk.Ack(placed);

        _desk.Manager.OnReport(
            new()
            {
                Kind = ReportKind.Traded, Id = default, Instrument = Contracts.Linear.Id, ForeignClientId = "web_1", VenueOrderId = "x",
                Side = Side.Buy, LastQuantity = new(500), LastPrice = new(10_000), TradeId = 3,
            },
            _desk.Now);

        // 500 held and 400 open are within 1,000; the 300 placed last are not.
        Assert.Equal(_desk.Placed[1].Id, Assert.Single(_desk.Cancels).Id);
    }

    [Fact]
    public void An_unanswered_placement_comes_into_doubt_and_is_asked_for()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);

        _desk.Pass(OrderDesk.Second - 1);
        Assert.Equal(OrderState.Sent, _desk[id].State);
        _desk.Pass(1);

        Assert.Equal(OrderState.Unknown, _desk[id].State);
        Assert.Equal(5, _desk.Exposure.UnknownBuyLots);
        Assert.Equal(0, _desk.Exposure.WorkingBuyLots);
        Assert.Equal([(id, OrderQuery.Status)], _desk.Queries);
        _desk.Pass(OrderDesk.Second);
        Assert.Equal(2, _desk.Queries.Count);
    }

    [Fact]
    public void Absence_is_proven_by_expiry_then_query_then_fills_and_by_nothing_less()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Pass(OrderDesk.Second);
        ExecutionReport notFound = _desk.Report(ReportKind.NotFound, id);
        long late = _desk[id].RequestExpiresNs + _desk.Settings.ClockErrorNs + _desk.Settings.QueryLagNs + 1;

        _desk.Manager.OnNoFills(id, late, _desk.Now);
        _desk.Manager.OnOrderStatus(notFound with { VenueTimeNs = late - 1 }, _desk.Now);
        _desk.Manager.OnNoFills(id, late, _desk.Now);
        Assert.Equal(OrderState.Unknown, _desk[id].State);

        _desk.Manager.OnOrderStatus(notFound with { VenueTimeNs = late }, _desk.Now);
        Assert.Equal(OrderState.Unknown, _desk[id].State);
        _desk.Manager.OnNoFills(id, late, _desk.Now);

        Assert.Equal(OrderState.Rejected, _desk[id].State);
        Assert.Equal(Reason.RequestExpired, _desk[id].EndReason);
        Assert.Equal(JournalKind.AbsenceProven, _desk.Journal[^1].Kind);
        Assert.Equal(0, _desk.Exposure.UnknownBuyLots);
    }

    [Fact]
    public void Where_the_venue_needs_it_the_open_orders_are_part_of_the_proof()
    {
        var desk = new OrderDesk(settings => settings with { ProofNeedsOpenOrders = true });
        ClientOrderId id = desk.Quote(5, 9_990);
        desk.Pass(OrderDesk.Second);
        long late = desk.Now + 60 * OrderDesk.Second;

        desk.Manager.OnOrderStatus(desk.Report(ReportKind.NotFound, id) with { VenueTimeNs = late }, desk.Now);
        desk.Manager.OnNoFills(id, late, desk.Now);
        Assert.Equal(OrderState.Unknown, desk[id].State);

        desk.Manager.OnNotListed(id, late, desk.Now);
        Assert.Equal(OrderState.Rejected, desk[id].State);
    }

    [Fact]
    public void A_cancel_that_finds_nothing_says_nothing_until_a_query_does()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Manager.Cancel(id, _desk.Now);
        _desk.Hear(ReportKind.CancelRejected, id, reason: Reason.UnknownOrder);
        Assert.Equal(OrderState.Unknown, _desk[id].State);

        // The cancel had overtaken the order: it rests after all, and is still not wanted.
        _desk.Ack(id);

        Assert.Equal(OrderState.PendingCancel, _desk[id].State);
        Assert.Equal(2, _desk.Cancels.Count);
    }

    [Fact]
    public void A_refused_cancel_is_repeated_but_not_at_once()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Ack(id);
        _desk.Manager.Cancel(id, _desk.Now);
        _desk.Hear(ReportKind.CancelRejected, id, reason: Reason.RateLimited);

        Assert.Equal(OrderState.Acknowledged, _desk[id].State);
        Assert.Single(_desk.Cancels);
        _desk.Pass(OrderDesk.Second);
        Assert.Equal(2, _desk.Cancels.Count);
    }

    [Fact]
    public void A_cancel_that_the_connection_refuses_is_sent_again_soon()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Ack(id);
        _desk.Outcome = GatewayOutcome.Throttled;
        _desk.Manager.Cancel(id, _desk.Now);
        Assert.Empty(_desk.Cancels);

        _desk.Outcome = GatewayOutcome.Sent;
        _desk.Pass(OrderDesk.Second / 20);

        Assert.Single(_desk.Cancels);
        Assert.Equal(OrderState.PendingCancel, _desk[id].State);
    }

    [Fact]
    public void A_replace_in_doubt_counts_at_its_larger_size()
    {
        var desk = new OrderDesk(settings => settings with { MoveByReplace = true });
        ClientOrderId id = desk.Quote(5, 9_990);
        desk.Ack(id);
        desk.Want((50, 9_985));
        desk.Pass(OrderDesk.Second);

        Assert.Equal(OrderState.Unknown, desk[id].State);
        Assert.Equal(50, desk.Exposure.UnknownBuyLots);

        // The old terms before the request's expiry prove nothing, after it they prove that the replace never came.
        ExecutionReport asItWas = desk.Report(ReportKind.Acknowledged, id) with { Price = new(9_990), Quantity = new(5) };
        desk.Manager.OnOrderStatus(asItWas, desk.Now);
        Assert.Equal(OrderState.Unknown, desk[id].State);
        desk.Manager.OnOrderStatus(asItWas with { VenueTimeNs = desk[id].RequestExpiresNs + 1 }, desk.Now);

        Assert.Equal(OrderState.Acknowledged, desk[id].State);
        Assert.Equal(5, desk.Exposure.WorkingBuyLots);
    }

    [Fact]
    public void A_repeated_refusal_of_an_earlier_move_says_nothing_about_the_one_in_flight()
    {
        var desk = new OrderDesk(settings => settings with { MoveByReplace = true });
        ClientOrderId id = desk.Quote(5, 9_990);
        desk.Ack(id);
        desk.Want((50, 9_985));
        ExecutionReport refusal = desk.Report(ReportKind.ReplaceRejected, id) with { Reason = Reason.FilterBroken, VenueTimeNs = desk.Now + 2 };
        desk.Manager.OnReport(refusal, desk.Now);
        Assert.Equal((OrderState.Acknowledged, 5L), (desk[id].State, desk.Exposure.WorkingBuyLots));
        desk.Want((70, 9_985));

        desk.Manager.OnReport(refusal, desk.Now);
        Assert.Equal((OrderState.PendingReplace, 70L), (desk[id].State, desk.Exposure.WorkingBuyLots));

        desk.Manager.OnReport(refusal with { VenueTimeNs = desk.Now + 3 }, desk.Now);
        Assert.Equal((OrderState.Acknowledged, 5L), (desk[id].State, desk.Exposure.WorkingBuyLots));
    }

    [Fact]
    public void The_remainder_of_an_immediate_order_expires()
    {
        SubmitResult result = _desk.Submit(1, Side.Buy, 5);
        _desk.Trade(result.Id, 2, filled: 2);
        _desk.Hear(ReportKind.Expired, result.Id, filled: 2, Reason.TimeInForceEnded, isFinal: true);

        Assert.Equal(OrderState.Expired, _desk[result.Id].State);
        Assert.Equal(Reason.TimeInForceEnded, _desk[result.Id].EndReason);
        Assert.Equal(2, _desk.Exposure.PositionLots);
    }

    [Fact]
    public void What_contradicts_an_end_is_told_and_its_lots_count()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Hear(ReportKind.Rejected, id, reason: Reason.PostOnlyWouldCross, isFinal: true);
        _desk.Trade(id, 5, filled: 5);

        Assert.Equal(OrderState.Rejected, _desk[id].State);
        Assert.Equal(5, _desk.Exposure.PositionLots);
        Assert.Contains(_desk.Alerts, alert => alert.Kind is OrderAlertKind.Contradiction);
    }

    [Fact]
    public void Poison_is_dropped_and_counted()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        ExecutionReport sound = _desk.Report(ReportKind.Traded, id) with { LastQuantity = new(1), TradeId = 1, LastPrice = new(9_990) };

        _desk.Manager.OnReport(sound with { LastQuantity = new(-1) }, _desk.Now);
        _desk.Manager.OnReport(sound with { LastQuantity = new(0) }, _desk.Now);
        _desk.Manager.OnReport(sound with { Filled = new(long.MaxValue) }, _desk.Now);
        _desk.Manager.OnReport(sound with { Kind = (ReportKind)99 }, _desk.Now);
        _desk.Manager.OnReport(sound with { Side = (Side)9 }, _desk.Now);
        _desk.Manager.OnReport(sound with { LastPrice = new(long.MinValue) }, _desk.Now);
        _desk.Manager.OnReport(sound with { Instrument = new("nowhere", "X") }, _desk.Now);
        _desk.Manager.OnReport(sound with { Instrument = Contracts.Inverse.Id }, _desk.Now);

        Assert.Equal(8, _desk.Manager.Statistics.Malformed);
        Assert.Equal(0, _desk.Exposure.PositionLots);
        Assert.Equal(OrderState.Sent, _desk[id].State);
    }

    [Fact]
    public void A_late_word_does_not_bring_a_forgotten_order_back_and_the_venues_list_does()
    {
        var ids = new List<ClientOrderId>();
        for (int number = 0; number <= _desk.Settings.EndedOrdersKept; number++)
        {
            ids.Add(_desk.Quote(5, 9_900 + number));
            _desk.Ack(ids[^1]);
            _desk.Trade(ids[^1], 5, filled: 5);
        }

        (ClientOrderId forgotten, long held) = (ids[0], _desk.Exposure.PositionLots);
        Assert.False(_desk.Manager.Orders.TryGet(forgotten, out _));
        ExecutionReport late = _desk.Report(ReportKind.Acknowledged, forgotten) with { Quantity = new(5), Price = new(9_900) };
        _desk.Manager.OnReport(late, _desk.Now);
        Assert.False(_desk.Manager.Orders.TryGet(forgotten, out _));
        Assert.Equal(held, _desk.Exposure.PositionLots);

        _desk.Manager.OnOpenOrder(late, _desk.Now);
        Assert.Equal(OrderState.PendingCancel, _desk[forgotten].State);
    }

    // As Binance lists trades: without a client's id.
    private static ExecutionReport Listed(Side side, string venueOrderId) => new()
    {
        Kind = ReportKind.Traded, Id = default, Instrument = Contracts.Linear.Id, VenueOrderId = venueOrderId, Side = side, LastQuantity = new(2),
        LastPrice = new(9_990), TradeId = 9,
    };
}
