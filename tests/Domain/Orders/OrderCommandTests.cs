using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class OrderCommandTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public void A_command_is_sent_once_however_often_it_comes()
    {
        SubmitResult first = _desk.Submit(42, Side.Buy, 5);
        SubmitResult again = _desk.Submit(42, Side.Buy, 5);

        Assert.Single(_desk.Placed);
        Assert.Equal(new SubmitResult(first.Id, Verdict.Accept, true), again);
    }

    [Fact]
    public void A_key_is_remembered_over_a_restart()
    {
        SubmitResult first = _desk.Submit(42, Side.Buy, 5);
        _desk.Trade(first.Id, 5, filled: 5);
        var successor = new OrderDesk(epoch: 8, restoreFrom: _desk.Journal);

        Assert.True(successor.Submit(42, Side.Buy, 5).IsRepeat);
        Assert.Empty(successor.Placed);
    }

    [Fact]
    public void A_denied_command_may_come_again_with_its_key()
    {
        Assert.Equal(new(DenyReason.OrderSize, 1_000, 1_001), _desk.Submit(42, Side.Buy, 1_001).Verdict);
        Assert.True(_desk.Submit(42, Side.Buy, 5).Verdict.IsAccepted);
    }

    [Fact]
    public void A_command_without_a_key_is_a_bug() => Assert.Throws<ArgumentException>(() => _desk.Submit(0, Side.Buy, 5));

    [Fact]
    public void The_kill_switch_cancels_everything_and_holds_over_restarts()
    {
        ClientOrderId quote = _desk.Quote(5, 9_990);
        _desk.Ack(quote);
        _desk.Manager.Kill("drill", _desk.Now);

        Assert.Equal(quote, Assert.Single(_desk.Cancels).Id);
        Assert.Equal(new(DenyReason.Killed, 0, 1), _desk.Submit(1, Side.Buy, 5).Verdict);
        _desk.Want((5, 9_990));
        Assert.Single(_desk.Placed);

        var successor = new OrderDesk(epoch: 8, restoreFrom: _desk.Journal, isReady: false);
        Assert.True(successor.Manager.IsKilled);
        Assert.Equal("drill", successor.Manager.KillReason);
        Assert.Equal(DenyReason.Killed, successor.Manager.Start(successor.Now).Reason);

        _desk.Manager.Arm("drill is over", _desk.Now);
        Assert.True(_desk.Submit(2, Side.Buy, 5).Verdict.IsAccepted);
    }

    [Fact]
    public void Stopped_means_withdrawn_and_nothing_new_until_started()
    {
        ClientOrderId quote = _desk.Quote(5, 9_990);
        _desk.Manager.Stop(_desk.Now);

        Assert.Equal(quote, Assert.Single(_desk.Cancels).Id);
        Assert.Equal(DenyReason.Stopped, _desk.Submit(1, Side.Buy, 5).Verdict.Reason);
        Assert.True(_desk.Manager.Start(_desk.Now).IsAccepted);
        Assert.True(_desk.Submit(2, Side.Buy, 5).Verdict.IsAccepted);
    }

    [Fact]
    public void A_stop_holds_for_the_next_owner_until_a_start_and_a_leaving_does_not()
    {
        _desk.Manager.Leave(_desk.Now);
        Assert.Equal(DenyReason.Stopped, _desk.Submit(1, Side.Buy, 5).Verdict.Reason);
        var next = new OrderDesk(epoch: 8, restoreFrom: _desk.Journal);
        Assert.False(next.Manager.IsStopped);

        next.Manager.Stop(next.Now);
        var third = new OrderDesk(epoch: 9, restoreFrom: next.Journal);
        Assert.True(third.Manager.IsStopped);
        Assert.Equal(DenyReason.Stopped, third.Submit(3, Side.Buy, 5).Verdict.Reason);

        Assert.True(third.Manager.Start(third.Now).IsAccepted);
        Assert.False(new OrderDesk(epoch: 10, restoreFrom: third.Journal).Manager.IsStopped);
    }

    [Fact]
    public void A_scope_takes_back_what_it_covers()
    {
        _desk.WantFor("maker", (5, 9_990));
        _desk.WantFor("other", (5, 9_980));

        Assert.Equal(1, _desk.Manager.CancelAll(new("other", null), _desk.Now));
        Assert.Equal(0, _desk.Manager.CancelAll(new(null, Contracts.Inverse.Id), _desk.Now));
        Assert.Equal("other", _desk[Assert.Single(_desk.Cancels).Id].Strategy);
    }

    [Fact]
    public void The_loss_limit_withdraws_everything_once()
    {
        var desk = new OrderDesk(settings => settings with { Limits = settings.Limits with { MaxLossE8 = 100 } });
        desk.Manager.SetEquity(new(NowE8: 901, StartE8: 1_000, PeakE8: 1_000), desk.Now);
        desk.Quote(5, 9_990);

        desk.Manager.SetEquity(new(NowE8: 900, StartE8: 1_000, PeakE8: 1_000), desk.Now);
        desk.Manager.SetEquity(new(NowE8: 890, StartE8: 1_000, PeakE8: 1_000), desk.Now);

        Assert.Single(desk.Cancels);
        Assert.Single(desk.Alerts, alert => alert.Kind is OrderAlertKind.LossLimit);
        Assert.Equal(new(DenyReason.Loss, 100, 110), desk.Submit(1, Side.Buy, 5).Verdict);
    }

    [Fact]
    public void A_limit_that_was_reached_holds_until_the_next_day_and_an_old_statement_says_nothing()
    {
        var desk = new OrderDesk(settings => settings with { Limits = settings.Limits with { MaxLossE8 = 100, MaxDrawdownE8 = 80 } });
        desk.Manager.SetEquity(new(1_000, 1_000, 1_000) { Version = 4, WorstDrawdownE8 = 80 }, desk.Now);
        Assert.Equal(new(DenyReason.Drawdown, 80, 80), desk.Submit(1, Side.Buy, 5).Verdict);

        desk.Manager.SetEquity(new(1_000, 1_000, 1_000) { Version = 3 }, desk.Now);
        Assert.Equal(DenyReason.Drawdown, desk.Submit(2, Side.Buy, 5).Verdict.Reason);
        desk.Manager.SetEquity(new(1_000, 1_000, 1_000) { Version = 5 }, desk.Now);
        Assert.True(desk.Submit(3, Side.Buy, 5).Verdict.IsAccepted);
    }

    [Fact]
    public void With_a_loss_limit_nothing_new_goes_out_before_the_accounts_money_is_known()
    {
        var desk = new OrderDesk(settings => settings with { Limits = settings.Limits with { MaxLossE8 = 100 } });
        Assert.Equal(DenyReason.EquityUnknown, desk.Submit(1, Side.Buy, 5).Verdict.Reason);

        desk.Manager.SetEquity(new(0, 0, 0) { Version = 1 }, desk.Now);
        Assert.True(desk.Submit(2, Side.Buy, 5).Verdict.IsAccepted);
        desk.Now += 10 * OrderDesk.Second + 1;
        Assert.Equal(new(DenyReason.EquityUnknown, 10 * OrderDesk.Second, 10 * OrderDesk.Second + 1), desk.Submit(3, Side.Buy, 5).Verdict);
    }

    [Fact]
    public void A_fenced_owner_sends_nothing_ever_again()
    {
        ClientOrderId quote = _desk.Quote(5, 9_990);
        _desk.IsFenced = true;
        Assert.False(_desk.Submit(1, Side.Buy, 5).Verdict.IsAccepted);
        _desk.IsFenced = false;
        _desk.Manager.Cancel(quote, _desk.Now);

        Assert.True(_desk.Manager.IsFenced);
        Assert.Single(_desk.Placed);
        Assert.Empty(_desk.Cancels);
        Assert.False(_desk.Manager.BeginReconcile(_desk.Now));
    }

    [Fact]
    public void Denials_are_journaled_when_asked_for()
    {
        var desk = new OrderDesk(settings => settings with { JournalDenials = true });
        desk.Submit(42, Side.Buy, 1_001);

        Assert.Equal(new(DenyReason.OrderSize, 1_000, 1_001), desk.Journal[^1].Verdict);
    }
}
