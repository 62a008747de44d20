using Quern.Connectors.Simulated.Replay;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;
using static Quern.Connectors.Tests.Replay.RecordedBook;

namespace Quern.Connectors.Tests.Replay;

[Trait("Category", "unit")]
public sealed class ShadowQueueTests
{
    private readonly RecordedBook _market = new RecordedBook().Diff(Bid(99, 20), Bid(98, 5), Ask(101, 10), Ask(102, 7));

    [Fact]
    public void A_print_uses_up_the_queue_ahead_before_it_reaches_us()
    {
        _market.Limit(1, Side.Buy, 99, 8);

        Assert.Equal("", Fills(_market.Print(Side.Sell, 99, 12)));
        Assert.Equal(new Quantity(8), _market.Queue.AheadOf(1));
        Assert.Equal("1: 3 at 99", Fills(_market.Print(Side.Sell, 99, 11)));
        Assert.Equal("1: 5 at 99", Fills(_market.Print(Side.Sell, 99, 50)));
        Assert.Equal("", Fills(_market.Print(Side.Sell, 99, 50)));
    }

    [Fact]
    public void A_print_through_our_price_fills_at_ours_whatever_was_ahead()
    {
        _market.Limit(1, Side.Buy, 99, 8);

        Assert.Equal("1: 6 at 99", Fills(_market.Print(Side.Sell, 98, 6)));
        Assert.Equal(Quantity.Zero, _market.Queue.AheadOf(1));
    }

    [Fact]
    public void A_buyer_far_below_our_bid_shows_a_seller_who_would_have_met_us()
    {
        _market.Limit(1, Side.Buy, 99, 8);

        Assert.Equal("", Fills(_market.Print(Side.Buy, 99, 50)));
        Assert.Equal("1: 8 at 99", Fills(_market.Print(Side.Buy, 98, 50)));
    }

    [Fact]
    public void All_our_orders_share_what_is_printed_best_price_first_then_the_oldest()
    {
        _market.Limit(1, Side.Buy, 98, 4);
        _market.Limit(2, Side.Buy, 100, 3);
        _market.Limit(3, Side.Buy, 100, 3);

        // 98 has 5 ahead: of 13 lots 6 go to 100, 5 to the recorded, 2 to us.
        Assert.Equal("2: 3 at 100, 3: 3 at 100, 1: 2 at 98", Fills(_market.Print(Side.Sell, 98, 13)));
    }

    [Fact]
    public void Cancels_move_a_pessimistic_order_only_as_far_as_the_level_shows()
    {
        _market.Limit(1, Side.Buy, 99, 8);
        _market.Diff(Bid(99, 15));
        _market.Diff(Bid(99, 40));

        Assert.Equal(new Quantity(15), _market.Queue.AheadOf(1));
        _market.Diff(Bid(99, 0));
        Assert.Equal(Quantity.Zero, _market.Queue.AheadOf(1));
    }

    [Fact]
    public void Every_cancel_moves_an_optimistic_order()
    {
        var market = new RecordedBook(QueueModel.Optimistic).Diff(Bid(99, 20));
        market.Limit(1, Side.Buy, 99, 8);
        market.Diff(Bid(99, 30));
        market.Diff(Bid(99, 26));

        Assert.Equal(new Quantity(16), market.Queue.AheadOf(1));
    }

    [Fact]
    public void A_reduction_that_was_printed_is_no_cancel()
    {
        var market = new RecordedBook(QueueModel.Optimistic).Diff(Bid(99, 20));
        market.Limit(1, Side.Buy, 99, 8);
        market.Print(Side.Sell, 99, 5);
        market.Diff(Bid(99, 13));

        Assert.Equal(new Quantity(13), market.Queue.AheadOf(1));
    }

    [Theory, InlineData(101), InlineData(105)]
    public void A_post_only_order_that_would_cross_the_recorded_touch_is_refused(long price)
    {
        MatchEvent answer = Assert.Single(_market.Limit(1, Side.Buy, price, 8, postOnly: true));

        Assert.Equal((MatchEventKind.Rejected, Reason.PostOnlyWouldCross), (answer.Kind, answer.Reason));
        Assert.Equal(0, _market.Queue.OrderCount);
    }

    [Fact]
    public void A_marketable_order_takes_recorded_depth_and_rests_with_the_remainder()
    {
        Assert.Equal("1: 10 at 101", Fills(_market.Limit(1, Side.Buy, 101, 15)));
        Assert.Equal(new Quantity(5), _market.Queue.RemainingOf(1));
        Assert.Equal(Quantity.Zero, _market.Queue.AheadOf(1));
        Assert.Equal(new Quantity(10), _market.Book.SizeAt(Side.Sell, new(101)));
    }

    [Fact]
    public void What_was_taken_is_there_again_only_when_the_recording_says_so()
    {
        _market.Limit(1, Side.Buy, 101, 6, force: TimeInForce.ImmediateOrCancel);

        Assert.Equal("2: 4 at 101", Fills(_market.Limit(2, Side.Buy, 101, 9, force: TimeInForce.ImmediateOrCancel)));
        _market.Diff(Ask(103, 4));
        Assert.Equal("", Fills(_market.Limit(3, Side.Buy, 101, 9, force: TimeInForce.ImmediateOrCancel)));
        _market.Diff(Ask(101, 3));
        Assert.Equal("4: 3 at 101", Fills(_market.Limit(4, Side.Buy, 101, 9, force: TimeInForce.ImmediateOrCancel)));
    }

    [Fact]
    public void A_market_order_takes_all_that_is_shown_and_ends()
    {
        MatchEvent[] events = _market.Send(MatchCommand.Market(1, Side.Buy, 30, 1));

        Assert.Equal("1: 10 at 101, 1: 7 at 102", Fills(events));
        Assert.Equal((MatchEventKind.Expired, 13), (events[^1].Kind, events[^1].Quantity));
    }

    [Theory, InlineData(17, "1: 10 at 101, 1: 7 at 102"), InlineData(18, "")]
    public void Fill_or_kill_takes_all_or_nothing(long lots, string fills) =>
        Assert.Equal(fills, Fills(_market.Limit(1, Side.Buy, 102, lots, force: TimeInForce.FillOrKill)));

    [Fact]
    public void An_amended_order_goes_to_the_end_of_its_queue()
    {
        _market.Limit(1, Side.Buy, 99, 8);
        _market.Print(Side.Sell, 99, 12);
        _market.Send(MatchCommand.Amend(1, 99, 5));

        Assert.Equal(new Quantity(20), _market.Queue.AheadOf(1));
        Assert.Equal("1: 5 at 99", Fills(_market.Print(Side.Sell, 99, 60)));
    }

    [Fact]
    public void An_order_meets_its_owners_own_before_worse_recorded_prices()
    {
        _market.Limit(1, Side.Sell, 100, 3, owner: 7);
        _market.Limit(2, Side.Sell, 101, 3, owner: 7);
        _market.Limit(3, Side.Sell, 100, 3, owner: 8);

        MatchEvent[] events = _market.Limit(4, Side.Buy, 101, 4, owner: 7);

        Assert.Equal((MatchEventKind.Expired, 1, Reason.SelfTradePrevented), (events[1].Kind, events[1].OrderId, events[1].Reason));
        Assert.Equal("4: 4 at 101", Fills(events));
        Assert.Equal(2, _market.Queue.OrderCount);
    }

    [Fact]
    public void While_the_book_is_unproven_nothing_is_taken_and_arrivals_wait_for_the_next_snapshot()
    {
        _market.Break();
        MatchEvent[] events = _market.Limit(1, Side.Buy, 101, 5);

        Assert.Equal("", Fills(events));
        Assert.Equal("", Fills(_market.Print(Side.Sell, 101, 1_000)));
        _market.Snapshot(Bid(101, 6), Ask(102, 5));
        Assert.Equal(new Quantity(6), _market.Queue.AheadOf(1));
    }

    [Fact]
    public void Commands_about_unknown_orders_are_refused()
    {
        Assert.Equal(Reason.UnknownOrder, Assert.Single(_market.Send(MatchCommand.Cancel(9))).Reason);
        Assert.Equal(Reason.UnknownOrder, Assert.Single(_market.Send(MatchCommand.Amend(9, 99, 1))).Reason);
        Assert.Equal(Reason.OurBug, Assert.Single(_market.Send(new MatchCommand { Kind = MatchCommandKind.None, OrderId = 9 })).Reason);
    }
}
