using System.Text;
using Quern.Domain.Orders;
using Quern.Tests;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class OrderStateMachineTests(ITestOutputHelper output)
{
    private static readonly OrderState[] States = Enum.GetValues<OrderState>();
    private static readonly OrderEvent[] Events = Enum.GetValues<OrderEvent>();

    private static readonly OrderEvent[] EndingWords =
        [OrderEvent.FullyFilled, OrderEvent.Cancelled, OrderEvent.Rejected, OrderEvent.Expired, OrderEvent.NotSent, OrderEvent.Denied];

    [Fact]
    public void The_page_on_orders_draws_this_table()
    {
        string page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "orders.md"));

        output.WriteLine(Diagram());
        output.WriteLine(Markdown());
        Assert.Contains(Diagram(), page, StringComparison.Ordinal);
        Assert.Contains(Markdown(), page, StringComparison.Ordinal);
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

    /// <summary>Every move as an edge, in Mermaid's words. Ends that every living state has alike are drawn once.</summary>
    private static string Diagram()
    {
        OrderState[] living = [.. States.Where(state => !state.IsTerminal() && state is not OrderState.Intended)];
        OrderState[] alike = [.. States.Where(next => next.IsTerminal() && living.Select(state => Label(state, next)).Distinct().Count() == 1)];
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> Intended\n");
        AddEdges(text, "    ", [OrderState.Intended], States);
        text.Append("    state Living {\n");
        AddEdges(text, "        ", living, [.. States.Except(alike).Where(next => !next.IsTerminal())]);
        text.Append("    }\n");
        AddEdges(text, "    ", living, [.. States.Except(alike).Where(next => next.IsTerminal())]);
        foreach (OrderState next in alike)
            text.Append("    Living --> ").Append(next).Append(": ").Append(Label(living[0], next)).Append('\n');
        return text.ToString();
    }

    private static void AddEdges(StringBuilder text, string indent, OrderState[] from, OrderState[] to)
    {
        foreach (OrderState state in from)
        {
            foreach (OrderState next in to)
            {
                if (Label(state, next) is { Length: > 0 } label)
                    text.Append(indent).Append(state).Append(" --> ").Append(next).Append(": ").Append(label).Append('\n');
            }
        }
    }

    private static string Label(OrderState state, OrderState next) => string.Join(", ", Events.Where(happened => Moves(state, happened).Contains(next)));

    /// <summary>A row per event, a column per state; where traded lots decide, without and with them.</summary>
    private static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("| event |").AppendJoin(" |", States.Select(state => $" {state}")).Append(" |\n|---|");
        text.Insert(text.Length, "---|", States.Length).Append('\n');
        foreach (OrderEvent happened in Events)
        {
            text.Append("| ").Append(happened).Append(" |");
            foreach (OrderState state in States)
                text.Append(' ').AppendJoin(" / ", new[] { Cell(state, happened, false), Cell(state, happened, true) }.Distinct()).Append(" |");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(OrderState state, OrderEvent happened, bool anyFilled) => OrderStateMachine.Next(state, happened, anyFilled) switch
    {
        { Kind: TransitionKind.Refused } => "refused",
        { Kind: TransitionKind.Absorbed } => "·",
        var next => $"{next.State}",
    };

    private static IEnumerable<OrderState> Moves(OrderState state, OrderEvent happened) => new[] { false, true }
        .Select(anyFilled => OrderStateMachine.Next(state, happened, anyFilled))
        .Where(next => next.Kind is TransitionKind.Moved).Select(next => next.State);
}
