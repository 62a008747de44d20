using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>
/// Our orders beside a recorded book, which is the truth and never changed by us. A resting order fills only from recorded trades: at its
/// price once the recorded lots that were ahead of it are used up, or through its price, then at its own; all orders together never more than
/// was printed. An order that crosses takes the recorded depth at the recorded prices. Integers only, no clock, no chance.
/// </summary>
/// <remarks>
/// What a taker took of a level stays taken until the recording states another size there. Orders of different owners never trade with each
/// other: whoever might have traded is in the recording. While the recorded book is unproven nothing can be taken, and who arrives then
/// waits behind all that the next snapshot shows.
/// </remarks>
/// <param name="book">The recorded book; tell the queue of each change with <see cref="OnBook"/>.</param>
/// <param name="model">What moves resting orders forward. Default pessimistic.</param>
public sealed partial class ShadowQueue(L2Book book, QueueModel model = QueueModel.Pessimistic) : IMatchingEngine
{
    private readonly List<ShadowOrder> _bids = [];
    private readonly List<ShadowOrder> _asks = [];
    private readonly Dictionary<long, ShadowOrder> _resting = [];
    private readonly RecordedDepth _depth = new(book);
    private long _lastTradeId;

    /// <summary>Orders that rest.</summary>
    public int OrderCount => _resting.Count;

    /// <summary>What is left of a resting order; zero when no such order rests.</summary>
    public Quantity RemainingOf(long orderId) => new(_resting.TryGetValue(orderId, out ShadowOrder? order) ? order.Remaining : 0);

    /// <summary>Recorded lots ahead of a resting order, <see cref="long.MaxValue"/> while unknown; zero when no such order rests.</summary>
    public Quantity AheadOf(long orderId) => new(_resting.TryGetValue(orderId, out ShadowOrder? order) ? order.Ahead : 0);

    /// <inheritdoc/>
    public void Execute(in MatchCommand command, MatchEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (command.Kind)
        {
            case MatchCommandKind.Place:
                Place(in command, output);
                break;
            case MatchCommandKind.Cancel when _resting.TryGetValue(command.OrderId, out ShadowOrder? order):
                Unrest(order);
                End(MatchEventKind.Cancelled, order, Reason.None, output);
                break;
            case MatchCommandKind.Amend when _resting.TryGetValue(command.OrderId, out ShadowOrder? order):
                Amend(order, in command, output);
                break;
            default:
                Reject(in command, command.Kind is MatchCommandKind.None ? Reason.OurBug : Reason.UnknownOrder, output);
                break;
        }
    }

    private void Place(in MatchCommand command, MatchEventBuffer output)
    {
        var order = new ShadowOrder(in command);
        if (RefusalOf(order) is var refusal and not Reason.None)
        {
            Reject(in command, refusal, output);
            return;
        }

        output.Add(new(MatchEventKind.Accepted, order.Side, Reason.None, order.Id, order.Owner, order.Price, order.Remaining, order.Remaining));
        bool mayTrade = command.TimeInForce is not TimeInForce.FillOrKill || CanFill(order);
        if (mayTrade && !TryTake(order, output))
            return;
        if (order.Remaining > 0 && (order.IsMarket || command.TimeInForce is not TimeInForce.GoodTillCanceled))
            End(MatchEventKind.Expired, order, Reason.TimeInForceEnded, output);
        else if (order.Remaining > 0)
            Rest(order);
    }

    private Reason RefusalOf(ShadowOrder order)
    {
        if (order.Remaining <= 0)
            return Reason.FilterBroken;
        if (_resting.ContainsKey(order.Id))
            return Reason.DuplicateOrder;
        return order.PostOnly && Crosses(order.Side, order.Price) ? Reason.PostOnlyWouldCross : Reason.None;
    }

    // Any amended order is a new arrival: the venue's own rule, and the cautious one.
    private void Amend(ShadowOrder order, in MatchCommand command, MatchEventBuffer output)
    {
        long remaining = command.Quantity - order.Filled;
        if (command.Quantity <= 0 || (command.Price == order.Price && remaining == order.Remaining))
        {
            Reject(in command, command.Quantity <= 0 ? Reason.FilterBroken : Reason.NoChange, output);
            return;
        }

        bool wouldCross = order.PostOnly && Crosses(order.Side, command.Price);
        if (remaining <= 0 || wouldCross)
        {
            Unrest(order);
            End(MatchEventKind.Cancelled, order, wouldCross ? Reason.PostOnlyWouldCross : Reason.None, output);
            return;
        }

        Unrest(order);
        (order.Price, order.Remaining) = (command.Price, remaining);
        output.Add(new(MatchEventKind.Replaced, order.Side, Reason.None, order.Id, order.Owner, order.Price, command.Quantity, remaining));
        if (TryTake(order, output) && order.Remaining > 0)
            Rest(order);
    }

    private void Rest(ShadowOrder order)
    {
        List<ShadowOrder> side = OfSide(order.Side);
        int place = 0;
        while (place < side.Count && side[place].Key >= order.Key)
            place++;
        side.Insert(place, order);
        _resting.Add(order.Id, order);

        order.Shown = book.SizeAt(order.Side, new Price(order.Price)).Lots;
        order.Ahead = book.State is BookState.Proven ? order.Shown : ShadowOrder.Unknown;
        order.PrintedSince = 0;
    }

    private void Unrest(ShadowOrder order)
    {
        OfSide(order.Side).Remove(order);
        _resting.Remove(order.Id);
    }

    // The recorded touch, or an order of our own that stands before it.
    private bool Crosses(Side side, long price)
    {
        Level best = side is Side.Buy ? book.Touch.Ask : book.Touch.Bid;
        List<ShadowOrder> ours = OfSide(side.Opposite());
        return (!best.IsEmpty && IsAtOrBeyond(side, price, best.Price.Ticks)) || (ours.Count > 0 && IsAtOrBeyond(side, price, ours[0].Price));
    }

    private static bool IsAtOrBeyond(Side side, long price, long opposite) => side is Side.Buy ? price >= opposite : price <= opposite;

    private List<ShadowOrder> OfSide(Side side) => side is Side.Buy ? _bids : _asks;

    private static void End(MatchEventKind kind, ShadowOrder order, Reason reason, MatchEventBuffer output) =>
        output.Add(new(kind, order.Side, reason, order.Id, order.Owner, order.Price, order.Remaining, 0));

    private static void Reject(in MatchCommand command, Reason reason, MatchEventBuffer output) =>
        output.Add(new(MatchEventKind.Rejected, command.Side, reason, command.OrderId, command.Owner, command.Price, command.Quantity, 0));
}
