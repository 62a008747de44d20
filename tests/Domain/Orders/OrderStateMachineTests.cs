using System.Text;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class OrderStateMachineTests(ITestOutputHelper output)
{
    private static readonly OrderState[] States = Enum.GetValues<OrderState>();
    private static readonly OrderEvent[] Events = Enum.GetValues<OrderEvent>();

    private static readonly OrderEvent[] EndingWords =
        [OrderEvent.FullyFilled, OrderEvent.Cancelled, OrderEvent.Rejected, OrderEvent.Expired, OrderEvent.NotSent, OrderEvent.Denied];

    [Fact]
    public void The_table_reads_as_Markdown()
    {
        string markdown = Markdown(anyFilled: false);

        output.WriteLine(markdown);
        string[] lines = markdown.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(States.Length + 2, lines.Length);
        Assert.StartsWith("| Sent | refused | refused | Denied | Acknowledged | PartiallyFilled | Filled | PendingCancel |", lines[4], StringComparison.Ordinal);
        Assert.EndsWith("| Unknown | · | Cancelled | Rejected | Expired |", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_state_has_a_row_and_every_event_a_column()
    {
        Assert.Equal(OrderStates.Count, States.Length);
        Assert.Equal(OrderStateMachine.EventCount, Events.Length);
        foreach (OrderState state in States)
        {
            foreach (OrderEvent happened in Events)
                Assert.Contains(OrderStateMachine.Next(state, happened, anyFilled: true).State, States);
        }
    }

    [Fact]
    public void An_end_is_never_left()
    {
        foreach (OrderState state in States.Where(state => state.IsTerminal()))
        {
            foreach (OrderEvent happened in Events)
            {
                Assert.Equal(state, OrderStateMachine.Next(state, happened, anyFilled: false).State);
                Assert.Equal(state, OrderStateMachine.Next(state, happened, anyFilled: true).State);
            }
        }
    }

    [Fact]
    public void Only_a_statement_ends_an_order()
    {
        foreach (OrderState state in States.Where(state => !state.IsTerminal()))
        {
            foreach (OrderEvent happened in Events.Except(EndingWords))
                Assert.False(OrderStateMachine.Next(state, happened, anyFilled: true).State.IsTerminal(), $"{state} × {happened}");
        }
    }

    [Theory]
    [InlineData(OrderState.Sent)]
    [InlineData(OrderState.Acknowledged)]
    [InlineData(OrderState.PendingCancel)]
    [InlineData(OrderState.PendingReplace)]
    [InlineData(OrderState.Unknown)]
    public void Not_found_alone_says_nothing(OrderState state) =>
        Assert.Equal(new Transition(TransitionKind.Absorbed, state), OrderStateMachine.Next(state, OrderEvent.NotFound, anyFilled: false));

    [Fact]
    public void Not_sent_is_proof_only_while_the_venue_never_spoke()
    {
        Assert.Equal(OrderState.Denied, OrderStateMachine.Next(OrderState.Unknown, OrderEvent.NotSent, anyFilled: false).State);

        Assert.Equal(
            new Transition(TransitionKind.Refused, OrderState.Acknowledged),
            OrderStateMachine.Next(OrderState.Acknowledged, OrderEvent.NotSent, anyFilled: false));
    }

    [Fact]
    public void A_new_after_the_fill_is_dropped() =>
        Assert.Equal(
            new Transition(TransitionKind.Absorbed, OrderState.Filled),
            OrderStateMachine.Next(OrderState.Filled, OrderEvent.Acknowledged, anyFilled: true));

    [Fact]
    public void A_refused_cancel_leaves_the_order_as_its_lots_say()
    {
        Assert.Equal(OrderState.Acknowledged, OrderStateMachine.Next(OrderState.PendingCancel, OrderEvent.CancelRefused, anyFilled: false).State);
        Assert.Equal(OrderState.PartiallyFilled, OrderStateMachine.Next(OrderState.PendingCancel, OrderEvent.CancelRefused, anyFilled: true).State);
    }

    [Fact]
    public void What_has_traded_cannot_be_rejected_any_more() =>
        Assert.Equal(OrderState.Cancelled, OrderStateMachine.Next(OrderState.PartiallyFilled, OrderEvent.Rejected, anyFilled: true).State);

    [Theory]
    [InlineData(OrderState.Intended, PlainOrderState.New)]
    [InlineData(OrderState.Sent, PlainOrderState.Sent)]
    [InlineData(OrderState.Unknown, PlainOrderState.Sent)]
    [InlineData(OrderState.Acknowledged, PlainOrderState.Ack)]
    [InlineData(OrderState.PartiallyFilled, PlainOrderState.Ack)]
    [InlineData(OrderState.PendingCancel, PlainOrderState.Ack)]
    [InlineData(OrderState.PendingReplace, PlainOrderState.Ack)]
    [InlineData(OrderState.Filled, PlainOrderState.Filled)]
    [InlineData(OrderState.Cancelled, PlainOrderState.Cancelled)]
    [InlineData(OrderState.Expired, PlainOrderState.Cancelled)]
    [InlineData(OrderState.Rejected, PlainOrderState.Rejected)]
    [InlineData(OrderState.Denied, PlainOrderState.Rejected)]
    public void The_short_names_are_a_projection(OrderState state, PlainOrderState expected) => Assert.Equal(expected, state.ToPlain());

    private static string Markdown(bool anyFilled)
    {
        var text = new StringBuilder();
        text.Append("| state |").AppendJoin(" |", Events.Select(happened => $" {happened}")).Append(" |\n|---|");
        text.Insert(text.Length, "---|", Events.Length).Append('\n');
        foreach (OrderState state in States)
        {
            text.Append("| ").Append(state).Append(" |");
            foreach (OrderEvent happened in Events)
            {
                Transition next = OrderStateMachine.Next(state, happened, anyFilled);
                string cell = next.Kind switch { TransitionKind.Refused => "refused", TransitionKind.Absorbed => "·", _ => next.State.ToString() };
                text.Append(' ').Append(cell).Append(" |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
