using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class ReconciliationTests
{
    [Fact]
    public void Not_ready_means_no_sends()
    {
        var desk = new OrderDesk(isReady: false);
        desk.Want((5, 9_990));

        Assert.Empty(desk.Placed);
        Assert.Equal(DenyReason.NotReady, Assert.Single(desk.Denials).Verdict.Reason);

        // The wish is kept: it is placed as soon as the account is ready.
        desk.Manager.BeginReconcile(desk.Now);
        Assert.True(desk.Manager.EndReconcile(desk.Now));
        Assert.Single(desk.Placed);
    }

    [Fact]
    public void Orders_of_an_older_epoch_are_heard_then_cancelled()
    {
        var before = new OrderDesk();
        ClientOrderId known = before.Quote(5, 9_990);
        before.Ack(known);
        var after = new OrderDesk(epoch: 8, restoreFrom: before.Journal, isReady: false);
        var lost = ClientOrderId.Create(12, 7, 900);

        after.Manager.BeginReconcile(after.Now);
        after.Manager.OnOpenOrder(Open(after, known, filled: 2), after.Now);
        after.Manager.OnOpenOrder(Open(after, lost, filled: 1) with { Kind = ReportKind.Traded }, after.Now);
        Assert.True(after.Manager.EndReconcile(after.Now));

        Assert.Equal([lost, known], after.Cancels.Select(cancel => cancel.Id));
        Assert.Equal(3, after.Exposure.PositionLots);
        Assert.Equal(3 + 4, after.Exposure.WorkingBuyLots);
        Assert.Contains(after.Alerts, alert => alert.Kind is OrderAlertKind.OrphanFound && alert.Id == lost);
        Assert.Empty(after.Placed);
    }

    [Fact]
    public void Foreign_orders_are_told_and_left_alone()
    {
        var desk = new OrderDesk(isReady: false);
        desk.Manager.BeginReconcile(desk.Now);
        desk.Manager.OnOpenOrder(Open(desk, default, 0) with { ForeignClientId = "web_7" }, desk.Now);
        desk.Manager.OnOpenOrder(Open(desk, ClientOrderId.Create(13, 7, 1), 0), desk.Now);

        Assert.True(desk.Manager.EndReconcile(desk.Now));
        Assert.Equal(2, desk.Alerts.Count(alert => alert.Kind is OrderAlertKind.ForeignOrder));
        Assert.Empty(desk.Cancels);
        Assert.Equal(0, desk.Manager.Orders.LiveCount);
    }

    [Fact]
    public void An_order_that_the_venue_does_not_list_holds_up_readiness_until_it_is_proven()
    {
        var before = new OrderDesk();
        ClientOrderId id = before.Quote(5, 9_990);
        var after = new OrderDesk(epoch: 8, restoreFrom: before.Journal, isReady: false);

        after.Manager.BeginReconcile(after.Now);
        Assert.False(after.Manager.EndReconcile(after.Now));
        Assert.Equal((id, OrderQuery.Status), after.Queries[^1]);
        Assert.Equal(5, after.Exposure.UnknownBuyLots);

        long late = after.Now + 60 * OrderDesk.Second;
        after.Manager.OnOrderStatus(after.Report(ReportKind.NotFound, id) with { VenueTimeNs = late }, after.Now);
        Assert.False(after.Manager.EndReconcile(after.Now));
        after.Manager.OnNoFills(id, late, after.Now);

        Assert.True(after.Manager.EndReconcile(after.Now));
        Assert.Equal(0, after.Manager.Orders.LiveCount);
    }

    [Fact]
    public void A_lost_stream_puts_everything_in_flight_in_doubt()
    {
        var desk = new OrderDesk();
        ClientOrderId sent = desk.Quote(5, 9_990);
        desk.Manager.OnStreamLost(desk.Now);

        Assert.False(desk.Manager.IsReady);
        Assert.Equal(OrderState.Unknown, desk[sent].State);
        Assert.Equal(DenyReason.NotReady, desk.Submit(1, Side.Buy, 5).Verdict.Reason);

        desk.Manager.BeginReconcile(desk.Now);
        desk.Manager.OnOpenOrder(Open(desk, sent, filled: 0), desk.Now);
        Assert.True(desk.Manager.EndReconcile(desk.Now));
        Assert.Equal(OrderState.Acknowledged, desk[sent].State);
        Assert.Empty(desk.Cancels);
    }

    [Fact]
    public void A_position_that_differs_is_booked_with_its_cause()
    {
        var desk = new OrderDesk(isReady: false);
        desk.Manager.BeginReconcile(desk.Now);
        desk.Manager.OnPosition(new(Contracts.Linear.Id, -40, 0, desk.Now, desk.Now), desk.Now);
        desk.Manager.EndReconcile(desk.Now);
        desk.Manager.OnPosition(new(Contracts.Linear.Id, 99, 0, desk.Now, desk.Now), desk.Now);

        Assert.Equal(-40, desk.Exposure.PositionLots);
        JournalEntry booked = Assert.Single(desk.Journal, entry => entry.Kind is JournalKind.PositionAdjusted);
        Assert.Equal((-40, "the venue's statement at reconciliation"), (booked.Lots, booked.Text));
        Assert.Equal((0, -40), (desk.Alerts[^1].Expected, desk.Alerts[^1].Actual));
    }

    [Fact]
    public void An_order_that_we_held_for_dead_is_cancelled_when_it_shows_up()
    {
        var desk = new OrderDesk();
        ClientOrderId id = desk.Quote(5, 9_990);
        desk.Hear(ReportKind.Rejected, id, isFinal: true);

        desk.Manager.BeginReconcile(desk.Now);
        desk.Manager.OnOpenOrder(Open(desk, id, filled: 0), desk.Now);

        Assert.Equal(id, Assert.Single(desk.Cancels).Id);
        Assert.Equal(OrderState.Rejected, desk[id].State);
    }

    [Fact]
    public void An_order_of_a_newer_epoch_means_that_we_are_not_the_owner()
    {
        var desk = new OrderDesk();
        desk.Hear(ReportKind.Acknowledged, ClientOrderId.Create(12, 8, 1));

        Assert.True(desk.Manager.IsFenced);
        Assert.False(desk.Submit(1, Side.Buy, 5).Verdict.IsAccepted);
        Assert.Empty(desk.Placed);
    }

    [Fact]
    public void A_successor_needs_a_higher_epoch()
    {
        var before = new OrderDesk();
        Assert.Throws<ArgumentException>(() => new OrderDesk(epoch: 7, restoreFrom: before.Journal));
    }

    private static ExecutionReport Open(OrderDesk desk, ClientOrderId id, long filled) => desk.Report(ReportKind.Acknowledged, id) with
    {
        Price = new(9_990), Quantity = new(5), Filled = new(filled), VenueOrderId = $"open-{id.Value}",
    };
}
