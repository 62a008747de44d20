using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

/// <summary>Icebergs, stops, auctions, halts, bands and mass cancels by example, for every engine that promises them.</summary>
[Trait("Category", "unit")]
public abstract class RareOrderTests(IMatchingBook engine)
{
    private readonly DrawnBook _book = DrawnBook.Parse(engine, """
                    bid | price | ask
                        |   103 | 7 dave
                        |   101 | 5 alice, 3 bob
                4 carol |    99 |
         2 erin, 6 fred |    98 |
        """);

    [Fact]
    public void An_iceberg_shows_its_display_and_goes_to_the_end_each_time_it_is_used_up()
    {
        _book.Do(_book.Sell("ice", 9, 100) with { Display = 4 });
        _book.Do(_book.Sell("late", 1, 100));
        Assert.Equal("bid 99x4 98x8, ask 100x5 101x8 103x7", _book.ToString());

        string[] told = _book.Do(_book.Buy("tom", 8, 100));

        Assert.Equal(
            [
                "tom accepted 8", "tom takes 4 of ice at 100", "ice Refreshed 4 None", "tom takes 1 of late at 100", "tom takes 3 of ice at 100",
            ],
            told);
        Assert.Equal(["ask 100: 1"], _book.LevelChanges());
        Assert.Equal(new Quantity(2), _book.Engine.RemainingOf(_book.IdOf("ice")));
        Assert.Equal(["ice Cancelled 2 None"], _book.Do(_book.Cancel("ice")));
    }

    [Fact]
    public void A_smaller_iceberg_keeps_its_place_and_gives_up_what_is_hidden_first()
    {
        _book.Do(_book.Sell("ice", 9, 100) with { Display = 4 });
        _book.Do(_book.Sell("late", 1, 100));

        Assert.Equal(["ice replaced 5 of 5 at 100"], _book.Do(_book.Amend("ice", 5, 100)));
        Assert.Equal("tom takes 4 of ice at 100", _book.Do(_book.Buy("tom", 4, 100))[1]);
        Assert.Equal(new Quantity(1), _book.Engine.RemainingOf(_book.IdOf("ice")));
    }

    [Fact]
    public void Fill_or_kill_counts_what_is_hidden()
    {
        _book.Do(_book.Sell("ice", 9, 100) with { Display = 1 });

        Assert.DoesNotContain("Expired", string.Join(' ', _book.Do(_book.Buy("tom", 9, 100) with { TimeInForce = TimeInForce.FillOrKill })));
    }

    [Theory]
    [InlineData(1_000, 1, true)]
    [InlineData(1_001, 1, false)]
    [InlineData(long.MaxValue, 1L << 31, false)]
    public void An_iceberg_has_a_thousand_parts_at_most(long lots, long display, bool accepted)
    {
        string[] told = _book.Do(_book.Sell("ice", lots, 100) with { Display = display });

        Assert.Equal(accepted ? $"ice accepted {lots}" : $"ice Rejected {lots} FilterBroken", told.Single());
    }

    [Fact]
    public void A_stop_waits_unseen_for_its_price_and_then_takes_what_there_is()
    {
        Assert.Equal(["stop accepted 2"], _book.Do(_book.Stop("stop", Side.Buy, 2, 103)));
        Assert.Empty(_book.LevelChanges());

        string[] told = _book.Do(_book.Buy("tom", 9, 103));

        Assert.Equal(
            [
                "tom accepted 9", "tom takes 5 of alice at 101", "tom takes 3 of bob at 101", "tom takes 1 of dave at 103",
                "stop Triggered 2 None", "stop takes 2 of dave at 103",
            ],
            told);
        Assert.Equal(["ask 101: 0", "ask 103: 6", "ask 103: 4"], _book.LevelChanges());
    }

    [Fact]
    public void Stops_are_triggered_outward_from_the_market_and_queue_up()
    {
        _book.Do(_book.Buy("tom", 1, 101));
        _book.Do(_book.Stop("far", Side.Sell, 1, 98));
        _book.Do(_book.Stop("near", Side.Sell, 1, 99));
        _book.Do(_book.Stop("again", Side.Sell, 1, 98));

        string[] told = _book.Do(_book.Sell("sue", 4, 99));

        Assert.Equal(
            [
                "sue accepted 4", "sue takes 4 of carol at 99", "near Triggered 1 None", "near takes 1 of erin at 98",
                "far Triggered 1 None", "again Triggered 1 None", "far takes 1 of erin at 98", "again takes 1 of fred at 98",
            ],
            told);
    }

    [Fact]
    public void A_stop_beyond_its_price_on_arrival_is_triggered_at_once_and_a_stop_limit_rests()
    {
        _book.Do(_book.Buy("tom", 1, 101));

        string[] told = _book.Do(_book.Buy("stop", 2, 100) with { IsStop = true, StopPrice = 101 });

        Assert.Equal(["stop accepted 2", "stop Triggered 2 None"], told);
        Assert.Equal("bid 100x2 99x4 98x8, ask 101x7 103x7", _book.ToString());
    }

    [Fact]
    public void A_held_stop_is_cancelled_but_not_amended()
    {
        _book.Do(_book.Stop("stop", Side.Buy, 2, 103));

        Assert.Equal(["stop Rejected 3 OurBug"], _book.Do(_book.Amend("stop", 3, 103)));
        Assert.Equal(["stop Cancelled 2 None"], _book.Do(_book.Cancel("stop")));
        Assert.Empty(_book.LevelChanges());
    }

    [Fact]
    public void A_halted_market_takes_cancels_only()
    {
        Do(MatchCommand.SetPhase(TradingPhase.Halted));

        Assert.Equal(["tom Rejected 1 InstrumentClosed"], _book.Do(_book.Buy("tom", 1, 90)));
        Assert.Equal(["alice Rejected 4 InstrumentClosed"], _book.Do(_book.Amend("alice", 4, 101)));
        Assert.Equal(["alice Cancelled 5 None"], _book.Do(_book.Cancel("alice")));
        Assert.Equal(Reason.NoChange, Do(MatchCommand.SetPhase(TradingPhase.Halted))[0].Reason);
    }

    [Fact]
    public void An_auction_trades_the_most_lots_at_one_price()
    {
        Do(MatchCommand.SetPhase(TradingPhase.Auction));
        Assert.Equal(["tom accepted 9"], _book.Do(_book.Buy("tom", 9, 103)));
        Assert.Equal(["sue accepted 6"], _book.Do(_book.Sell("sue", 6, 98)));
        Assert.Equal(["now Rejected 1 InstrumentClosed"], _book.Do(_book.Market("now", Side.Buy, 1)));

        MatchEvent[] events = Do(MatchCommand.SetPhase(TradingPhase.Continuous, referencePrice: 102));

        // At 101 and 102 nine are willing to buy and fourteen to sell; 102 is the reference.
        Assert.Equal((MatchEventKind.Uncrossed, 102, 9, 5, Side.Sell), (events[1].Kind, events[1].Price, events[1].Quantity, events[1].Remaining, events[1].Side));
        Assert.Equal(
            [(_book.IdOf("sue"), 6), (_book.IdOf("alice"), 3)],
            events.Where(step => step.Kind is MatchEventKind.Traded).Select(step => (step.MakerOrderId, step.Quantity)));
        Assert.All(events.Where(step => step.Kind is MatchEventKind.Traded), step => Assert.Equal(102, step.Price));
        Assert.Equal("bid 99x4 98x8, ask 101x5 103x7", _book.ToString());
    }

    [Fact]
    public void A_band_refuses_prices_outside_and_ends_market_orders_at_its_edge()
    {
        Do(MatchCommand.SetBand(98, 102));

        Assert.Equal(["tom Rejected 1 FilterBroken"], _book.Do(_book.Buy("tom", 1, 97)));
        Assert.Equal(["carol Rejected 4 FilterBroken"], _book.Do(_book.Amend("carol", 4, 103)));
        Assert.Equal("tim Expired 2 TimeInForceEnded", _book.Do(_book.Market("tim", Side.Buy, 10))[^1]);
        Assert.Equal("bid 99x4 98x8, ask 103x7", _book.ToString());
        Assert.Equal(Reason.FilterBroken, Do(MatchCommand.SetBand(102, 98))[0].Reason);
    }

    [Fact]
    public void A_mass_cancel_takes_all_orders_of_an_owner_the_touch_first()
    {
        _book.Do(_book.Stop("bob'", Side.Buy, 1, 200));
        _book.Do(_book.Buy("bob''", 1, 97));

        MatchEvent[] events = Do(MatchCommand.MassCancel(DrawnBook.OwnerOf("bob")));

        Assert.Equal(
            [_book.IdOf("bob''"), _book.IdOf("bob"), _book.IdOf("bob'")],
            events.Where(step => step.Kind is MatchEventKind.Cancelled).Select(step => step.OrderId));
        Assert.Equal(3, events.Single(step => step.Kind is MatchEventKind.MassCancelled).Quantity);
        Assert.Equal("bid 99x4 98x8, ask 101x5 103x7", _book.ToString());
    }

    [Fact]
    public void A_mass_cancel_of_one_side_leaves_the_other()
    {
        Do(MatchCommand.MassCancel(Side.Sell));

        Assert.Equal("bid 99x4 98x8, ask -", _book.ToString());
        Assert.Equal(["bid 99: 0", "bid 98: 0"], LevelChanges(Do(MatchCommand.MassCancel())));
        Assert.Equal(0, _book.Engine.OrderCount);
    }

    [Fact]
    public void Sums_never_pass_64_bits()
    {
        const long Most = 1L << 62;

        Assert.Equal("a accepted", Said(_book.Buy("a", Most, 50)));
        Assert.Equal("b Rejected", Said(_book.Buy("b", Most, 50)));
        Assert.Equal("c accepted", Said(_book.Buy("c", int.MaxValue, 50)));
        Assert.Equal("d Rejected", Said(_book.Buy("d", long.MaxValue, 51)));
        Assert.Equal("e Rejected", Said(_book.Stop("e", Side.Buy, 1L << 31, 51)));
        Assert.Equal("carol Rejected", Said(_book.Amend("carol", 1L << 40, 50)));
        Assert.Equal(new Quantity(Most + int.MaxValue), _book.Engine.SizeAt(Side.Buy, new Price(50)));
        Assert.Equal("all accepted", Said(_book.Market("all", Side.Sell, long.MaxValue)));
    }

    [Fact]
    public void A_price_may_be_any_64_bit_number()
    {
        _book.Do(_book.Buy("low", 1, long.MinValue));
        _book.Do(_book.Sell("high", 1, long.MaxValue));

        Assert.Equal($"bid 99x4 98x8 {long.MinValue}x1, ask 101x8 103x7 {long.MaxValue}x1", _book.ToString());
        Assert.Equal($"tom takes 1 of high at {long.MaxValue}", _book.Do(_book.Buy("tom", 16, long.MaxValue))[^1]);
        Assert.Equal($"sue takes 1 of low at {long.MinValue}", _book.Do(_book.Sell("sue", 13, long.MinValue))[^1]);
    }

    private string Said(MatchCommand command) => string.Join(' ', _book.Do(command)[0].Split(' ')[..2]);

    private MatchEvent[] Do(MatchCommand command)
    {
        var events = new MatchEventBuffer();
        _book.Engine.Execute(in command, events);
        return events.Events.ToArray();
    }

    private static string[] LevelChanges(MatchEvent[] events) =>
    [
        .. events.Where(step => step.Kind is MatchEventKind.LevelChanged)
            .Select(step => $"{(step.Side is Side.Buy ? "bid" : "ask")} {step.Price}: {step.Quantity}"),
    ];
}

/// <summary>The specification.</summary>
public sealed class PlainRareOrderTests() : RareOrderTests(new PlainMatchingEngine());

/// <summary>The fast engine.</summary>
public sealed class FastRareOrderTests() : RareOrderTests(new MatchingEngine());
