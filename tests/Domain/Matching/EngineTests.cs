using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

/// <summary>The rules by example, for every engine that promises them.</summary>
[Trait("Category", "unit")]
public abstract class EngineTests(IMatchingBook engine)
{
    private readonly DrawnBook _book = DrawnBook.Parse(engine, """
                    bid | price | ask
                        |   103 | 7 dave
                        |   101 | 5 alice, 3 bob
                4 carol |    99 |
         2 erin, 6 fred |    98 |
        """);

    [Fact]
    public void A_buy_takes_the_oldest_ask_first()
    {
        string[] told = _book.Do(_book.Buy("tom", 6, 101));

        Assert.Equal(["tom accepted 6", "tom takes 5 of alice at 101", "tom takes 1 of bob at 101"], told);
        Assert.Equal("bid 99x4 98x8, ask 101x2 103x7", _book.ToString());
        Assert.Equal(["ask 101: 2"], _book.LevelChanges());
    }

    [Fact]
    public void A_sell_takes_the_highest_bid_first_and_rests_with_what_is_left()
    {
        string[] told = _book.Do(_book.Sell("tom", 9, 99));

        Assert.Equal(["tom accepted 9", "tom takes 4 of carol at 99"], told);
        Assert.Equal("bid 98x8, ask 99x5 101x8 103x7", _book.ToString());
        Assert.Equal(["bid 99: 0", "ask 99: 5"], _book.LevelChanges());
        Assert.Equal(new Quantity(5), _book.Engine.RemainingOf(_book.IdOf("tom")));
        Assert.Equal((new Price(98), new Price(99)), (_book.Engine.Touch.Bid.Price, _book.Engine.Touch.Ask.Price));
    }

    [Fact]
    public void A_trade_is_at_the_price_that_rested()
    {
        string[] told = _book.Do(_book.Buy("tom", 10, 200));

        Assert.Equal("tom takes 2 of dave at 103", told[^1]);
        Assert.Equal(["ask 101: 0", "ask 103: 5"], _book.LevelChanges());
    }

    [Fact]
    public void A_market_order_walks_the_book_and_what_is_left_expires()
    {
        string[] told = _book.Do(_book.Market("tom", Side.Sell, 20));

        Assert.Equal(
            [
                "tom accepted 20", "tom takes 4 of carol at 99", "tom takes 2 of erin at 98", "tom takes 6 of fred at 98",
                "tom Expired 8 TimeInForceEnded",
            ],
            told);
        Assert.Equal("bid -, ask 101x8 103x7", _book.ToString());
    }

    [Fact]
    public void What_an_immediate_order_cannot_trade_expires()
    {
        string[] told = _book.Do(_book.Buy("tom", 9, 101) with { TimeInForce = TimeInForce.ImmediateOrCancel });

        Assert.Equal("tom Expired 1 TimeInForceEnded", told[^1]);
        Assert.Equal("bid 99x4 98x8, ask 103x7", _book.ToString());
    }

    [Theory]
    [InlineData(8, "bid 99x4 98x8, ask 103x7")]
    [InlineData(9, "bid 99x4 98x8, ask 101x8 103x7")]
    public void A_fill_or_kill_order_trades_whole_or_not_at_all(long lots, string after)
    {
        string[] told = _book.Do(_book.Buy("tom", lots, 101) with { TimeInForce = TimeInForce.FillOrKill });

        Assert.Equal(after, _book.ToString());
        Assert.Equal(lots == 9, told.Contains("tom Expired 9 TimeInForceEnded"));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_post_only_order_never_takes(long price, bool rests)
    {
        string[] told = _book.Do(_book.Buy("tom", 2, price) with { PostOnly = true });

        Assert.Equal(rests ? "tom accepted 2" : "tom Rejected 2 PostOnlyWouldCross", told.Single());
        Assert.Equal(rests ? "bid 100x2 99x4 98x8, ask 101x8 103x7" : "bid 99x4 98x8, ask 101x8 103x7", _book.ToString());
    }

    [Fact]
    public void A_cancelled_order_is_gone_and_a_second_cancel_finds_nothing()
    {
        Assert.Equal(["alice Cancelled 5 None"], _book.Do(_book.Cancel("alice")));
        Assert.Equal("bid 99x4 98x8, ask 101x3 103x7", _book.ToString());

        Assert.Equal(["alice Rejected 0 UnknownOrder"], _book.Do(_book.Cancel("alice")));
        Assert.Empty(_book.LevelChanges());
    }

    [Fact]
    public void Cancel_after_fill_changes_nothing()
    {
        _book.Do(_book.Buy("tom", 5, 101));
        string before = _book.ToString();

        Assert.Equal(["alice Rejected 0 UnknownOrder"], _book.Do(_book.Cancel("alice")));
        Assert.Equal(before, _book.ToString());
    }

    [Fact]
    public void A_smaller_size_keeps_the_place_in_the_queue()
    {
        Assert.Equal(["alice replaced 4 of 4 at 101"], _book.Do(_book.Amend("alice", 4, 101)));
        Assert.Equal(["ask 101: 7"], _book.LevelChanges());

        Assert.Equal("tom takes 1 of alice at 101", _book.Do(_book.Buy("tom", 1, 101))[^1]);
    }

    [Fact]
    public void A_larger_size_goes_to_the_end_of_the_queue()
    {
        _book.Do(_book.Amend("alice", 6, 101));

        Assert.Equal("tom takes 1 of bob at 101", _book.Do(_book.Buy("tom", 1, 101))[^1]);
        Assert.Equal("bid 99x4 98x8, ask 101x8 103x7", _book.ToString());
    }

    [Fact]
    public void A_new_price_goes_to_the_end_of_its_queue()
    {
        _book.Do(_book.Amend("dave", 7, 101));

        Assert.Equal("bid 99x4 98x8, ask 101x15", _book.ToString());
        Assert.Equal("tom takes 7 of dave at 101", _book.Do(_book.Buy("tom", 15, 101))[^1]);
    }

    [Fact]
    public void A_new_price_may_trade_at_once()
    {
        string[] told = _book.Do(_book.Amend("dave", 7, 99));

        Assert.Equal(["dave replaced 7 of 7 at 99", "dave takes 4 of carol at 99"], told);
        Assert.Equal("bid 98x8, ask 99x3 101x8", _book.ToString());
    }

    [Fact]
    public void An_amended_total_counts_what_is_filled()
    {
        _book.Do(_book.Buy("tom", 2, 101));

        Assert.Equal(["alice replaced 2 of 4 at 101"], _book.Do(_book.Amend("alice", 4, 101)));
        Assert.Equal(["alice Cancelled 2 None"], _book.Do(_book.Amend("alice", 2, 101)));
    }

    [Fact]
    public void A_post_only_order_that_is_amended_across_ends()
    {
        _book.Do(_book.Buy("tom", 2, 100) with { PostOnly = true });

        Assert.Equal(["tom Cancelled 2 PostOnlyWouldCross"], _book.Do(_book.Amend("tom", 2, 101)));
        Assert.Equal("bid 99x4 98x8, ask 101x8 103x7", _book.ToString());
    }

    [Theory]
    [InlineData("alice", 5, 101, Reason.NoChange)]
    [InlineData("alice", 0, 101, Reason.FilterBroken)]
    [InlineData("nobody", 5, 101, Reason.UnknownOrder)]
    public void An_amend_that_makes_no_sense_is_refused(string name, long lots, long price, Reason reason)
    {
        Assert.Equal([$"{name} Rejected {lots} {reason}"], _book.Do(_book.Amend(name, lots, price)));
        Assert.Equal("bid 99x4 98x8, ask 101x8 103x7", _book.ToString());
    }

    [Theory]
    [InlineData("alice", 5, Reason.DuplicateOrder)]
    [InlineData("tom", 0, Reason.FilterBroken)]
    [InlineData("tom", -1, Reason.FilterBroken)]
    public void A_new_order_that_makes_no_sense_is_refused(string name, long lots, Reason reason) =>
        Assert.Equal([$"{name} Rejected {lots} {reason}"], _book.Do(_book.Buy(name, lots, 50)));

    [Fact]
    public void By_default_the_resting_order_of_the_same_owner_expires()
    {
        string[] told = _book.Do(_book.Buy("alice'", 6, 101));

        Assert.Equal(["alice' accepted 6", "alice Expired 5 SelfTradePrevented", "alice' takes 3 of bob at 101"], told);
        Assert.Equal("bid 101x3 99x4 98x8, ask 103x7", _book.ToString());
    }

    [Fact]
    public void The_incoming_order_may_expire_instead()
    {
        string[] told = _book.Do(_book.Buy("bob'", 6, 101) with { SelfTrade = SelfTradePrevention.ExpireTaker });

        Assert.Equal(["bob' accepted 6", "bob' takes 5 of alice at 101", "bob' Expired 1 SelfTradePrevented"], told);
        Assert.Equal("bid 99x4 98x8, ask 101x3 103x7", _book.ToString());
    }

    [Fact]
    public void Or_both()
    {
        string[] told = _book.Do(_book.Buy("bob'", 6, 101) with { SelfTrade = SelfTradePrevention.ExpireBoth });

        Assert.Equal(["bob Expired 3 SelfTradePrevented", "bob' Expired 1 SelfTradePrevented"], told[^2..]);
        Assert.Equal("bid 99x4 98x8, ask 103x7", _book.ToString());
    }

    [Fact]
    public void Or_none()
    {
        string[] told = _book.Do(_book.Buy("alice'", 5, 101) with { SelfTrade = SelfTradePrevention.None });

        Assert.Equal("alice' takes 5 of alice at 101", told[^1]);
    }

    [Fact]
    public void Nobody_in_particular_is_not_one_owner()
    {
        _book.Do(MatchCommand.Limit(_book.IdOf("x"), Side.Sell, 100, 1));

        Assert.Equal("y takes 1 of x at 100", _book.Do(MatchCommand.Limit(_book.IdOf("y"), Side.Buy, 100, 1))[^1]);
    }

    [Theory]
    [InlineData(SelfTradePrevention.ExpireMaker, 4, "alice' Expired 4 TimeInForceEnded")]
    [InlineData(SelfTradePrevention.ExpireMaker, 3, "alice' takes 3 of bob at 101")]
    [InlineData(SelfTradePrevention.ExpireTaker, 1, "alice' Expired 1 TimeInForceEnded")]
    public void Fill_or_kill_does_not_count_on_its_owners_orders(SelfTradePrevention selfTrade, long lots, string last)
    {
        string[] told = _book.Do(_book.Buy("alice'", lots, 101) with { TimeInForce = TimeInForce.FillOrKill, SelfTrade = selfTrade });

        Assert.Equal(last, told[^1]);
    }

    [Fact]
    public void A_command_of_no_kind_is_our_own_mistake() =>
        Assert.Equal(["z Rejected 0 OurBug"], _book.Do(default(MatchCommand) with { OrderId = _book.IdOf("z") }));
}

/// <summary>The specification.</summary>
public sealed class PlainMatchingEngineTests() : EngineTests(new PlainMatchingEngine());

/// <summary>The fast engine.</summary>
public sealed class MatchingEngineTests() : EngineTests(new MatchingEngine());
