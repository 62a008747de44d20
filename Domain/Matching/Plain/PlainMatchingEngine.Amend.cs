using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    private void Cancel(in MatchCommand command, MatchEventBuffer output)
    {
        if (!_orders.TryGetValue(command.OrderId, out PlainOrder? order))
        {
            Reject(in command, Reason.UnknownOrder, output);
            return;
        }

        Remove(order);
        End(MatchEventKind.Cancelled, order, Reason.None, output);
    }

    private void MassCancel(in MatchCommand command, MatchEventBuffer output)
    {
        (int owner, Side side, bool both) = (command.Owner, command.Side, command.Scope is CancelScope.BothSides);
        PlainOrder[] gone =
        [
            .. _queues.SelectMany(queue => queue.InPriority)
                .Where(order => (owner == 0 || order.Owner == owner) && (both || order.Side == side)),
        ];
        foreach (PlainOrder order in gone)
        {
            Remove(order);
            End(MatchEventKind.Cancelled, order, Reason.None, output);
        }

        output.Add(new(MatchEventKind.MassCancelled, side, Reason.None, command.OrderId, owner, 0, gone.Length, 0));
    }

    private void Amend(in MatchCommand command, MatchEventBuffer output)
    {
        if (RefusalOfAmend(in command) is var refusal and not Reason.None)
        {
            Reject(in command, refusal, output);
            return;
        }

        PlainOrder order = _orders[command.OrderId];
        long remaining = command.Quantity - order.Filled;
        bool wouldCross = _phase is TradingPhase.Continuous && order.PostOnly && Crosses(order.Side, command.Price);
        if (remaining <= 0 || wouldCross)
        {
            Remove(order);
            End(MatchEventKind.Cancelled, order, wouldCross ? Reason.PostOnlyWouldCross : Reason.None, output);
            return;
        }

        bool keepsPlace = command.Price == order.Price && remaining < order.Remaining;
        if (!keepsPlace)
            Remove(order);
        (order.Price, order.Remaining) = (command.Price, remaining);
        output.Add(new(MatchEventKind.Replaced, order.Side, Reason.None, order.Id, order.Owner, order.Price, command.Quantity, remaining));
        if (keepsPlace)
        {
            order.Shown = Math.Min(order.Shown, remaining);
            Touched(order);
        }
        else if (_phase is TradingPhase.Auction || (TryMatch(order, output) && order.Remaining > 0))
        {
            Add(order);
        }
    }

    private Reason RefusalOfAmend(in MatchCommand command)
    {
        if (!_orders.TryGetValue(command.OrderId, out PlainOrder? order))
            return Reason.UnknownOrder;
        if (_phase is TradingPhase.Halted)
            return Reason.InstrumentClosed;
        if (order.IsHeld)
            return Reason.OurBug;
        if (command.Quantity <= 0)
            return Reason.FilterBroken;
        bool samePrice = command.Price == order.Price;
        long remaining = command.Quantity - order.Filled;
        if (samePrice && remaining == order.Remaining)
            return Reason.NoChange;
        return (!samePrice && !IsInBand(command.Price))
            || MatchingLimits.HasTooManyParts(remaining, order.Display)
            || MatchingLimits.IsTooMuch(remaining, Resting(order.Side).LotsAt(command.Price))
            ? Reason.FilterBroken
            : Reason.None;
    }
}
