using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    // Stands for the lots left of an order that self-trade prevention ended.
    private const long Ended = -1;

    private void Place(in MatchCommand command, MatchEventBuffer output)
    {
        if (RefusalOf(in command) is var refusal and not Reason.None)
        {
            Reject(in command, refusal, output);
            return;
        }

        bool isMarket = command.Type is OrderType.Market;
        int makers = (int)command.Side ^ 1;
        ulong limit = isMarket ? ulong.MaxValue : Queues.KeyOf(makers, command.Price);
        long left = command.Quantity;
        output.Add(
            MatchEventKind.Accepted, command.Side, Reason.None, command.OrderId, command.Owner, isMarket ? 0 : command.Price, left, left);

        bool immediate = isMarket || command.TimeInForce is not TimeInForce.GoodTillCanceled;
        if (IsWithin(makers, limit))
            PlaceCrossing(in command, makers, limit, immediate, output);
        else if (immediate)
            End(MatchEventKind.Expired, in command, left, Reason.TimeInForceEnded, output);
        else
            output.AddLevel(command.Side, command.Price, Rest(in command, left));
    }

    private void PlaceCrossing(in MatchCommand command, int makers, ulong limit, bool immediate, MatchEventBuffer output)
    {
        long left = command.Quantity;
        if (command.TimeInForce is not TimeInForce.FillOrKill || CanFill(in command, makers, limit))
            left = Match(in command, makers, limit, left, output);
        if (left > 0 && immediate)
            End(MatchEventKind.Expired, in command, left, Reason.TimeInForceEnded, output);
        else if (left > 0)
            _touched.Add((int)command.Side, command.Price, Rest(in command, left));
        _touched.Tell(output);
    }

    private Reason RefusalOf(in MatchCommand command)
    {
        if (command.Quantity <= 0)
            return Reason.FilterBroken;
        if (_ids.Find(command.OrderId, _book.Orders) != 0)
            return Reason.DuplicateOrder;
        if (command.PostOnly && command.Type is OrderType.Limit && Crosses((int)command.Side, command.Price))
            return Reason.PostOnlyWouldCross;
        return Reason.None;
    }

    // The total of its level.
    private long Rest(in MatchCommand order, long lots)
    {
        int queue = (int)order.Side;
        int slot = _book.Add(queue, Queues.KeyOf(queue, order.Price), order.OrderId, order.Owner, lots);
        if (slot >= _terms.Length)
            Array.Resize(ref _terms, _book.Capacity);
        ref OrderTerms terms = ref Slots.At(_terms, slot);
        terms.Quantity = order.Quantity;
        terms.PostOnly = order.PostOnly;
        terms.SelfTrade = order.SelfTrade;
        _ids.Add(order.OrderId, slot);
        return _book.Levels[_book[slot].Level].Lots;
    }

    private bool Crosses(int queue, long price) => IsWithin(queue ^ 1, Queues.KeyOf(queue ^ 1, price));

    private bool IsWithin(int makers, ulong limit) =>
        _book.Levels.Best(makers) is var best and not 0 && _book.Levels[best].Key <= limit;

    private static void End(MatchEventKind kind, in MatchCommand order, long lots, Reason reason, MatchEventBuffer output) =>
        output.Add(kind, order.Side, reason, order.OrderId, order.Owner, order.Type is OrderType.Market ? 0 : order.Price, lots, 0);
}
