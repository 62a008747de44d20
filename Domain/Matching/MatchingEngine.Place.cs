using System.Runtime.CompilerServices;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    // Stands for the lots left of an order that self-trade prevention ended.
    private const long Ended = -1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Place(in MatchCommand command, MatchEventBuffer output)
    {
        if (RefusalOf(in command) is var refusal and not Reason.None)
        {
            Reject(in command, refusal, output);
            return;
        }

        output.Add(
            MatchEventKind.Accepted, command.Side, Reason.None, command.OrderId, command.Owner,
            command.Type is OrderType.Market ? 0 : command.Price, command.Quantity, command.Quantity);
        if (command.IsStop)
            Hold(in command, output);
        else if (_phase is TradingPhase.Auction)
            output.AddLevel(command.Side, command.Price, Rest(in command, command.Quantity));
        else if (Enter(in command, output))
            RunStops(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Reason RefusalOf(in MatchCommand command)
    {
        if (OrderShape.IsWrong(in command))
            return Reason.OurBug;
        if (command.Quantity <= 0 || OrderShape.IsTooLarge(in command))
            return Reason.FilterBroken;
        if (_ids.Find(command.OrderId, _book.Orders) != 0)
            return Reason.DuplicateOrder;
        if (_phase is not TradingPhase.Continuous && (_phase is TradingPhase.Halted || IsForContinuous(in command)))
            return Reason.InstrumentClosed;
        if (command.Type is OrderType.Market)
            return Reason.None;
        if (!IsInBand(command.Price) || IsTooMuch(command.Quantity, (int)command.Side, command.Price))
            return Reason.FilterBroken;
        return command.PostOnly && Crosses((int)command.Side, command.Price) ? Reason.PostOnlyWouldCross : Reason.None;
    }

    private static bool IsForContinuous(in MatchCommand command) =>
        !command.IsStop && (command.PostOnly || OrderShape.IsImmediate(in command));

    private bool IsInBand(long price) => price >= _lowestPrice && price <= _highestPrice;

    private bool IsTooMuch(long lots, int queue, long price) =>
        lots > int.MaxValue && MatchingLimits.IsTooMuch(lots, LotsAt(queue, price));

    // What an order does in the continuous phase: trade, then rest or end. True when it met the other side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Enter(in MatchCommand command, MatchEventBuffer output)
    {
        int makers = (int)command.Side ^ 1;
        ulong limit = LimitOf(in command, makers);
        if (IsWithin(makers, limit))
        {
            EnterCrossing(in command, makers, limit, output);
            return true;
        }

        if (OrderShape.IsImmediate(in command))
            End(MatchEventKind.Expired, in command, command.Quantity, Reason.TimeInForceEnded, output);
        else
            output.AddLevel(command.Side, command.Price, Rest(in command, command.Quantity));
        return false;
    }

    // The worst price it takes, as a key of the queue that it takes from.
    private ulong LimitOf(in MatchCommand command, int makers) => Queues.KeyOf(
        makers, command.Type is OrderType.Limit ? command.Price : command.Side is Side.Buy ? _highestPrice : _lowestPrice);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterCrossing(in MatchCommand command, int makers, ulong limit, MatchEventBuffer output)
    {
        StartTrading();
        long left = command.Quantity;
        if (command.TimeInForce is not TimeInForce.FillOrKill || command.Type is OrderType.Market || CanFill(in command, makers, limit))
            left = Match(in command, makers, limit, left, output);
        if (left > 0 && OrderShape.IsImmediate(in command))
            End(MatchEventKind.Expired, in command, left, Reason.TimeInForceEnded, output);
        else if (left > 0)
            _touched.Add((int)command.Side, command.Price, Rest(in command, left));
        _touched.Tell(output);
    }

    // The total of its level.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Rest(in MatchCommand order, long lots)
    {
        int queue = (int)order.Side;
        long shown = order.Display == 0 ? lots : Math.Min(order.Display, lots);
        int slot = Insert(in order, queue, order.Price, shown);
        if (order.Display != 0)
            _book[slot].Rare = _rare.Add(lots - shown, order.Display, 0);
        return _book.Levels[_book[slot].Level].Lots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Insert(in MatchCommand from, int queue, long queuePrice, long shown)
    {
        int slot = _book.Add(queue, Queues.KeyOf(queue, queuePrice), from.OrderId, from.Owner, shown);
        ref RestingOrder order = ref _book[slot];
        order.Quantity = from.Quantity;
        order.Rare = 0;
        order.PostOnly = from.PostOnly;
        order.IsMarket = false;
        order.SelfTrade = from.SelfTrade;
        order.TimeInForce = from.TimeInForce;
        _ids.Add(from.OrderId, slot);
        return slot;
    }
}
