using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

internal sealed partial class AccountState
{
    private Effect Intend(in JournalEntry entry)
    {
        TradedInstrument traded = Require(entry.Instrument);
        Order order = Open(traded, entry.Id, entry.Side, entry.Price, entry.Quantity, entry.TimeNs);
        order.Strategy = entry.Strategy ?? "";
        order.TradesBefore = traded.NewestTradeId;
        order.Type = entry.Type;
        order.TimeInForce = entry.TimeInForce;
        order.PostOnly = entry.PostOnly;
        order.ReduceOnly = entry.ReduceOnly;
        order.IsQuote = entry.IsQuote;
        order.CommandKey = entry.CommandKey;
        order.RequestExpiresNs = entry.ExpiresNs;
        order.Requests = 1;
        if (entry.CommandKey != 0)
            _commands.Add(order.Strategy, entry.CommandKey, entry.Id);

        // From here on it may be on its way, whatever the connection answers: a replay cannot know better.
        return Start(traded, order, OrderStateMachine.Next(OrderState.Intended, OrderEvent.Sent, anyFilled: false).State);
    }

    private Effect Adopt(in ExecutionReport report, long nowNs)
    {
        TradedInstrument traded = Require(report.Instrument);
        Quantity whole = new(Math.Max(report.Quantity.Lots, report.Filled.Lots));
        Order order = Open(traded, report.Id, report.Side, report.Price, whole, nowNs);
        order.WasAcknowledged = true;
        order.AcknowledgedNs = nowNs;
        order.PriceStatedNs = order.HeardStampNs = report.VenueTimeNs;

        // This journal never counted these lots, but for trades that came under the venue's name alone.
        Link(traded, order, report.VenueOrderId);
        long unseen = Math.Max(0, report.Filled.Lots - order.Filled.Lots);
        order.Filled += new Quantity(unseen);
        traded.PositionLots += order.Side.Sign() * unseen;
        return Start(traded, order, order.Filled.IsZero ? OrderState.Acknowledged : OrderState.PartiallyFilled);
    }

    private Order Open(TradedInstrument traded, ClientOrderId id, Side side, Price price, Quantity quantity, long nowNs)
    {
        Order order = Orders.Open(id);
        order.Instrument = traded.Definition;
        order.Side = side;
        order.Price = price;
        order.Quantity = quantity;
        order.IntendedNs = order.RequestedNs = nowNs;
        if (id.Epoch == Epoch)
            Sequence = Math.Max(Sequence, id.Sequence);
        return order;
    }

    private static Effect Start(TradedInstrument traded, Order order, OrderState state)
    {
        order.State = state;
        traded.Add(order);
        return new(order, OrderState.Intended, TransitionKind.Moved, 0, false, true);
    }

    private Effect Request(in JournalEntry entry)
    {
        Order order = Require(entry.Id);
        TradedInstrument traded = Of(order);
        traded.Uncount(order);
        if (entry.Kind is JournalKind.CancelRequested)
        {
            order.CancelWanted = true;
        }
        else if (entry.Kind is JournalKind.ReplaceRequested)
        {
            order.PendingPrice = entry.Price;
            order.PendingQuantity = entry.Quantity;
            order.RequestExpiresNs = entry.ExpiresNs;
            order.ReplaceAskedAfterNs = order.HeardStampNs;
            order.Absence = AbsenceAnswers.None;
        }

        OrderEvent happened = entry.Kind switch
        {
            JournalKind.CancelRequested => OrderEvent.CancelRequested,
            JournalKind.ReplaceRequested => OrderEvent.ReplaceRequested,
            _ => OrderEvent.Doubted,
        };
        order.Requests += happened is OrderEvent.Doubted ? 0 : 1;
        Effect effect = Step(traded, order, happened, entry.TimeNs, default);

        // A repeated cancel does not start the clock again: the first one's silence is what puts the order in doubt.
        if (happened is not OrderEvent.Doubted && effect.Kind is TransitionKind.Moved)
            order.RequestedNs = entry.TimeNs;
        return effect;
    }

    private Effect Answer(in JournalEntry entry)
    {
        Order order = Require(entry.Id);
        bool isInOrder = entry.Answer is AbsenceAnswers.NotFound || order.Absence.HasFlag(AbsenceAnswers.NotFound);
        if (entry.Counts && isInOrder)
            order.Absence |= entry.Answer;
        return new(order, order.State, TransitionKind.Absorbed, 0, false, false);
    }

    private Effect EndAbsent(in JournalEntry entry)
    {
        Order order = Require(entry.Id);
        TradedInstrument traded = Of(order);
        traded.Uncount(order);
        order.EndReason = order.WasAcknowledged ? Reason.UnknownOrder : Reason.RequestExpired;
        return Step(traded, order, order.WasAcknowledged ? OrderEvent.Cancelled : OrderEvent.Rejected, entry.TimeNs, default);
    }

    /// <summary>Takes an uncounted order through the table, counts it again, and files it when that ended it.</summary>
    private Effect Step(TradedInstrument traded, Order order, OrderEvent happened, long nowNs, Effect soFar)
    {
        OrderState before = order.State;
        Transition next = OrderStateMachine.Next(before, happened, !order.Filled.IsZero);
        order.State = next.State;
        traded.Count(order);

        if (next.Kind is TransitionKind.Moved && next.State.IsTerminal())
        {
            order.EndedNs = nowNs;
            order.PendingQuantity = Quantity.Zero;
            traded.Remove(order);
            Orders.Close(order);
        }

        return soFar with { Order = order, Before = before, Kind = next.Kind };
    }
}
