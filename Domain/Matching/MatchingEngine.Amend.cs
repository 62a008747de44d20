using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    private void Amend(in MatchCommand command, MatchEventBuffer output)
    {
        int slot = _ids.Find(command.OrderId, _book.Orders);
        if (RefusalOfAmend(in command, slot) is var refusal and not Reason.None)
        {
            Reject(in command, refusal, output);
            return;
        }

        ref RestingOrder order = ref _book[slot];
        ref RestingLevel level = ref _book.Levels[order.Level];
        int queue = level.Queue;
        long left = LeftOf(slot);
        long remaining = command.Quantity - (order.Quantity - left);
        bool wouldCross = _phase is TradingPhase.Continuous && order.PostOnly && Crosses(queue, command.Price);
        if (remaining <= 0 || wouldCross)
        {
            Withdraw(slot, wouldCross ? Reason.PostOnlyWouldCross : Reason.None, output);
            return;
        }

        output.Add(MatchEventKind.Replaced, (Side)queue, Reason.None, order.Id, order.Owner, command.Price, command.Quantity, remaining);
        if (command.Price == level.Price && remaining < left)
            Shrink(slot, command.Quantity, remaining, output);
        else
            Reenter(in command, slot, remaining, output);
    }

    private Reason RefusalOfAmend(in MatchCommand command, int slot)
    {
        if (slot == 0)
            return Reason.UnknownOrder;
        if (_phase is TradingPhase.Halted)
            return Reason.InstrumentClosed;
        ref RestingOrder order = ref _book[slot];
        ref RestingLevel level = ref _book.Levels[order.Level];
        if (level.Queue >= Queues.BuyStops)
            return Reason.OurBug;
        if (command.Quantity <= 0)
            return Reason.FilterBroken;
        long left = LeftOf(slot);
        long remaining = command.Quantity - (order.Quantity - left);
        bool samePrice = command.Price == level.Price;
        if (samePrice && remaining == left)
            return Reason.NoChange;
        return (!samePrice && !IsInBand(command.Price)) || MatchingLimits.HasTooManyParts(remaining, _rare[order.Rare].Display)
            || IsTooMuch(remaining, level.Queue, command.Price)
            ? Reason.FilterBroken
            : Reason.None;
    }

    // A smaller size keeps the place: what is hidden goes first.
    private void Shrink(int slot, long quantity, long remaining, MatchEventBuffer output)
    {
        ref RestingOrder order = ref _book[slot];
        long shown = Math.Min(order.Lots, remaining);
        order.Quantity = quantity;
        if (order.Rare != 0)
            _rare[order.Rare].Hidden = remaining - shown;
        _book.Reduce(slot, order.Lots - shown);
        ref RestingLevel level = ref _book.Levels[order.Level];
        output.AddLevel((Side)level.Queue, level.Price, level.Lots);
    }

    private void Reenter(in MatchCommand command, int slot, long remaining, MatchEventBuffer output)
    {
        ref RestingOrder order = ref _book[slot];
        ref RestingLevel level = ref _book.Levels[order.Level];
        (int queue, long price, long rests) = (level.Queue, level.Price, level.Lots - order.Lots);
        MatchCommand again = command with
        {
            Side = (Side)queue,
            Owner = order.Owner,
            Type = OrderType.Limit,
            TimeInForce = TimeInForce.GoodTillCanceled,
            PostOnly = order.PostOnly,
            SelfTrade = order.SelfTrade,
            Display = _rare[order.Rare].Display,
        };
        Remove(slot);
        _touched.Add(queue, price, rests);

        StartTrading();
        ulong limit = Queues.KeyOf(queue ^ 1, command.Price);
        if (_phase is TradingPhase.Continuous && IsWithin(queue ^ 1, limit))
            remaining = Match(in again, queue ^ 1, limit, remaining, output);
        if (remaining > 0)
            _touched.Add(queue, again.Price, Rest(in again, remaining));
        _touched.Tell(output);
        RunStops(output);
    }
}
