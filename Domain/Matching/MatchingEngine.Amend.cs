using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    private void Amend(in MatchCommand command, MatchEventBuffer output)
    {
        int slot = _ids.Find(command.OrderId, _book.Orders);
        if (slot == 0)
        {
            Reject(in command, Reason.UnknownOrder, output);
            return;
        }

        ref RestingOrder order = ref _book[slot];
        ref RestingLevel level = ref _book.Levels[order.Level];
        ref OrderTerms terms = ref _terms[slot];
        long remaining = command.Quantity - (terms.Quantity - order.Lots);
        bool samePrice = command.Price == level.Price;
        if (command.Quantity <= 0 || (samePrice && remaining == order.Lots))
        {
            Reject(in command, command.Quantity <= 0 ? Reason.FilterBroken : Reason.NoChange, output);
            return;
        }

        int queue = level.Queue;
        bool wouldCross = terms.PostOnly && Crosses(queue, command.Price);
        if (remaining <= 0 || wouldCross)
        {
            Withdraw(slot, MatchEventKind.Cancelled, wouldCross ? Reason.PostOnlyWouldCross : Reason.None, output);
            return;
        }

        output.Add(MatchEventKind.Replaced, (Side)queue, Reason.None, order.Id, order.Owner, command.Price, command.Quantity, remaining);
        terms.Quantity = command.Quantity;
        if (samePrice && remaining < order.Lots)
        {
            _book.Reduce(slot, order.Lots - remaining);
            output.AddLevel((Side)queue, level.Price, level.Lots);
            return;
        }

        MatchCommand again = command with
        {
            Side = (Side)queue,
            Owner = order.Owner,
            Type = OrderType.Limit,
            PostOnly = terms.PostOnly,
            SelfTrade = terms.SelfTrade,
        };
        _touched.Add(queue, level.Price, level.Lots - order.Lots);
        RemoveMaker(slot);
        ulong limit = Queues.KeyOf(queue ^ 1, command.Price);
        if (IsWithin(queue ^ 1, limit))
            remaining = Match(in again, queue ^ 1, limit, remaining, output);
        if (remaining > 0)
            _touched.Add(queue, again.Price, Rest(in again, remaining));
        _touched.Tell(output);
    }
}
