using System.Runtime.CompilerServices;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Cancel(in MatchCommand command, MatchEventBuffer output)
    {
        int slot = _ids.Find(command.OrderId, _book.Orders);
        if (slot == 0)
        {
            Reject(in command, Reason.UnknownOrder, output);
            return;
        }

        LadderBook book = _book;
        ref RestingOrder order = ref book[slot];
        if (order.Rare != 0)
        {
            Withdraw(slot, Reason.None, output);
            return;
        }

        // What Withdraw does, for an order that hides nothing and is not held: nearly all of them, and half of all commands.
        ref RestingLevel level = ref book.Levels[order.Level];
        (long price, Side side, long lots, long left) = (level.Price, (Side)level.Queue, order.Lots, level.Lots - order.Lots);
        output.Add(MatchEventKind.Cancelled, side, Reason.None, order.Id, order.Owner, price, lots, 0);
        _ids.Remove(order.Id, slot);
        book.Remove(slot);
        output.AddLevel(side, price, left);
    }

    // Takes one order out and says that it ended and, unless it was held, what its level is now.
    private void Withdraw(int slot, Reason reason, MatchEventBuffer output)
    {
        ref RestingLevel level = ref _book.Levels[_book[slot].Level];
        (long price, int queue, long left) = (level.Price, level.Queue, level.Lots - _book[slot].Lots);
        EndResting(slot, MatchEventKind.Cancelled, reason, output);
        if (queue < Queues.BuyStops)
            output.AddLevel((Side)queue, price, left);
    }

    // Takes an order out and says that it ended.
    private void EndResting(int slot, MatchEventKind kind, Reason reason, MatchEventBuffer output)
    {
        ref RestingOrder order = ref _book[slot];
        ref RestingLevel level = ref _book.Levels[order.Level];
        int queue = level.Queue;
        long price = queue < Queues.BuyStops ? level.Price : _rare[order.Rare].Price;
        output.Add(kind, (Side)(queue & 1), reason, order.Id, order.Owner, price, LeftOf(slot), 0);
        Remove(slot);
    }

    private void MassCancel(in MatchCommand command, MatchEventBuffer output)
    {
        long gone = 0;
        for (int queue = 0; queue < Queues.Count; queue++)
        {
            if (command.Scope is CancelScope.BothSides || (queue & 1) == (int)command.Side)
                gone += CancelQueue(queue, command.Owner, output);
        }

        output.Add(MatchEventKind.MassCancelled, command.Side, Reason.None, command.OrderId, command.Owner, 0, gone, 0);
        _touched.Tell(output);
    }

    private long CancelQueue(int queue, int owner, MatchEventBuffer output)
    {
        long gone = 0;
        LevelTree levels = _book.Levels;
        for (int level = levels.Best(queue), next; level != 0; level = next)
        {
            next = levels.Next(level);
            gone += CancelLevel(level, owner, output);
        }

        return gone;
    }

    private long CancelLevel(int at, int owner, MatchEventBuffer output)
    {
        ref RestingLevel level = ref _book.Levels[at];
        (long price, int queue, long left) = (level.Price, level.Queue, level.Lots);
        long gone = 0;
        for (int slot = level.Head, next; slot != 0; slot = next)
        {
            next = _book[slot].Next;
            if (owner != 0 && _book[slot].Owner != owner)
                continue;
            left -= _book[slot].Lots;
            gone++;
            EndResting(slot, MatchEventKind.Cancelled, Reason.None, output);
        }

        if (gone > 0 && queue < Queues.BuyStops)
            _touched.Add(queue, price, left);
        return gone;
    }
}
