using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class TargetDiffTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public void Missing_levels_are_placed_and_journaled_first()
    {
        _desk.Want((5, 9_990), (-5, 10_010));

        Assert.Equal([9_990, 10_010], _desk.Placed.Select(order => order.Price.Ticks));
        Assert.All(_desk.Placed, order => Assert.True(order.PostOnly));
        Assert.Equal(
            [JournalKind.EpochOpened, JournalKind.OrderIntended, JournalKind.OrderIntended], _desk.Journal.Select(entry => entry.Kind));
        Assert.Equal(new Exposure(0, 5, 5, 0, 0), _desk.Exposure);
    }

    [Fact]
    public void Equal_levels_stay_and_the_rest_is_cancelled()
    {
        _desk.Want((5, 9_990), (5, 9_980));

        _desk.Want((5, 9_990), (7, 9_970));

        Assert.Equal([9_980], _desk.Cancels.Select(cancel => _desk[cancel.Id].Price.Ticks));
        Assert.Equal([9_990, 9_980, 9_970], _desk.Placed.Select(order => order.Price.Ticks));
    }

    [Fact]
    public void A_repeated_or_older_version_changes_nothing()
    {
        var targets = new Targets
        {
            Strategy = OrderDesk.Strategy, Instrument = Contracts.Linear.Id, Version = 5, TimeToLiveNs = 1, Levels = [], Count = 0,
        };
        _desk.Manager.SetTargets(targets, _desk.Now);
        targets.Version = 4;
        targets.Levels = [new(Side.Buy, new(9_990), new(5))];
        targets.Count = 1;

        _desk.Manager.SetTargets(targets, _desk.Now);

        Assert.Empty(_desk.Placed);
        Assert.Equal(1, _desk.Manager.Statistics.OldTargets);
    }

    [Fact]
    public void Targets_that_are_not_renewed_lapse_to_nothing()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Ack(id);

        _desk.Pass(3_599 * OrderDesk.Second);
        Assert.Empty(_desk.Cancels);
        _desk.Pass(OrderDesk.Second);

        Assert.Equal(id, Assert.Single(_desk.Cancels).Id);
        Assert.Equal(OrderAlertKind.TargetsLapsed, _desk.Alerts[^1].Kind);
    }

    [Fact]
    public void An_order_that_traded_in_part_keeps_its_place()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Ack(id);
        _desk.Trade(id, 2, filled: 2);

        _desk.Want((5, 9_990));
        _desk.Want((3, 9_990));

        Assert.Empty(_desk.Cancels);
        Assert.Single(_desk.Placed);
    }

    [Fact]
    public void A_filled_level_comes_back_only_with_new_targets()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Trade(id, 5, filled: 5);
        _desk.Pass(OrderDesk.Second / 10);
        Assert.Single(_desk.Placed);

        _desk.Want((5, 9_990));

        Assert.Equal(2, _desk.Placed.Count);
    }

    [Fact]
    public void A_level_waits_for_the_order_that_still_blocks_its_position()
    {
        ClientOrderId first = _desk.Quote(800, 9_990);
        _desk.Ack(first);
        _desk.Want((800, 9_980));
        Assert.Single(_desk.Placed);
        Assert.Empty(_desk.Denials);

        _desk.Hear(ReportKind.Cancelled, first, isFinal: true);

        Assert.Equal(9_980, _desk.Placed[^1].Price.Ticks);
        Assert.Equal(2, _desk.Placed.Count);
    }

    [Fact]
    public void What_filled_during_the_cancel_is_not_bought_again()
    {
        ClientOrderId first = _desk.Quote(800, 9_990);
        _desk.Ack(first);
        _desk.Want((800, 9_980));

        _desk.Trade(first, 800, filled: 800);

        Assert.Single(_desk.Placed);
        Assert.Equal(new(DenyReason.PositionLimit, 1_000, 1_600), Assert.Single(_desk.Denials).Verdict);
        Assert.Equal(800, _desk.Exposure.PositionLots);
    }

    [Fact]
    public void A_level_that_fits_is_placed_while_the_old_one_goes()
    {
        ClientOrderId first = _desk.Quote(5, 9_990);
        _desk.Ack(first);

        _desk.Want((5, 9_980));

        Assert.Equal(2, _desk.Placed.Count);
        Assert.Equal(10, _desk.Exposure.WorkingBuyLots);
    }

    [Fact]
    public void An_order_in_doubt_stands_for_its_level()
    {
        ClientOrderId id = _desk.Quote(5, 9_990);
        _desk.Pass(OrderDesk.Second);
        Assert.Equal(OrderState.Unknown, _desk[id].State);

        _desk.Want((5, 9_990));

        Assert.Single(_desk.Placed);
        Assert.Empty(_desk.Cancels);
    }

    [Fact]
    public void A_strategy_never_touches_anothers_orders()
    {
        _desk.WantFor("maker", (5, 9_990));
        _desk.WantFor("other", (5, 9_990));
        _desk.WantFor("other");

        Assert.Equal("other", _desk[Assert.Single(_desk.Cancels).Id].Strategy);
    }

    [Fact]
    public void Two_strategies_of_one_account_never_trade_with_each_other()
    {
        _desk.WantFor("maker", (-5, 9_995));
        _desk.WantFor("other", (5, 9_995));

        Assert.Single(_desk.Placed);
        Assert.Equal(new(DenyReason.SelfTrade, 9_995, 9_995), Assert.Single(_desk.Denials).Verdict);
    }

    [Fact]
    public void Quotes_move_by_replace_when_asked_to()
    {
        var desk = new OrderDesk(settings => settings with { MoveByReplace = true });
        ClientOrderId id = desk.Quote(5, 9_990);
        desk.Ack(id);
        desk.Trade(id, 2, filled: 2);

        desk.Want((4, 9_985));

        ReplaceRequest replace = Assert.Single(desk.Replaces);
        Assert.Equal((9_985, 6), (replace.Price.Ticks, replace.Quantity.Lots));
        Assert.Equal(OrderState.PendingReplace, desk[id].State);
        Assert.Equal(4, desk.Exposure.WorkingBuyLots);

        desk.Manager.OnReport(desk.Report(ReportKind.Replaced, id) with { Price = new(9_985), Quantity = new(6), Filled = new(2) }, desk.Now);

        Assert.Equal(OrderState.PartiallyFilled, desk[id].State);
        Assert.Equal(9_985, desk[id].Price.Ticks);
        Assert.Single(desk.Placed);
        Assert.Empty(desk.Cancels);
    }

    [Fact]
    public void An_order_that_was_never_sent_ends_at_once()
    {
        _desk.Outcome = GatewayOutcome.NotSent;
        _desk.Want((5, 9_990));

        Assert.Equal(0, _desk.Manager.Orders.LiveCount);
        Assert.Equal(DenyReason.NotSent, Assert.Single(_desk.Denials).Verdict.Reason);
        Assert.Equal(OrderState.Denied, _desk.Events[^1].After);
        Assert.Equal([JournalKind.OrderIntended, JournalKind.ReportReceived], _desk.Journal.Skip(1).Select(entry => entry.Kind));
    }

    [Fact]
    public void More_levels_than_allowed_are_a_bug_of_the_strategy() =>
        Assert.Contains("MaxLevels", Assert.Throws<ArgumentException>(
            () => _desk.Want([.. Enumerable.Range(0, 17).Select(step => (1L, 9_000L + step))])).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_sent_on_a_stale_book()
    {
        _desk.Manager.SetTargets(
            new()
            {
                Strategy = OrderDesk.Strategy, Instrument = Contracts.Linear.Id, Version = 1, TimeToLiveNs = OrderDesk.Second, Count = 1,
                Levels = [new(Side.Buy, new(9_990), new(5))], BookTimeNs = _desk.Now,
                Reference = new(new(new(9_990), new(1)), new(new(10_010), new(1))),
            },
            _desk.Now + 3_601 * OrderDesk.Second);

        Assert.Equal(DenyReason.StaleBook, Assert.Single(_desk.Denials).Verdict.Reason);
    }

    [Fact]
    public void Requests_expire_no_later_than_the_lease()
    {
        _desk.Manager.ExtendLease(_desk.Now + OrderDesk.Second);
        _desk.Want((5, 9_990));
        Assert.Equal(_desk.Now + OrderDesk.Second, Assert.Single(_desk.Expiries));

        _desk.Now += OrderDesk.Second;
        _desk.Want((5, 9_990), (5, 9_980));

        Assert.Equal(DenyReason.LeaseLapsed, Assert.Single(_desk.Denials).Verdict.Reason);
    }

    [Fact]
    public void Nothing_new_is_sent_while_the_journal_lags()
    {
        _desk.AcceptsIntents = false;
        _desk.Want((5, 9_990));

        Assert.Empty(_desk.Placed);
        Assert.Equal(DenyReason.JournalBehind, Assert.Single(_desk.Denials).Verdict.Reason);
    }
}
