using System.Buffers;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    /// <inheritdoc/>
    public void WriteState(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        new StateHeader(_lastTradeId, _lastPrice, _lowestPrice, _highestPrice, _rules, _phase, OrderCount).Write(destination);
        LevelTree levels = _book.Levels;
        for (int queue = 0; queue < Queues.Count; queue++)
        {
            for (int level = levels.Best(queue); level != 0; level = levels.Next(level))
            {
                for (int slot = levels[level].Head; slot != 0; slot = _book[slot].Next)
                    StateOf(slot, in levels[level]).Write(destination);
            }
        }
    }

    /// <inheritdoc/>
    public void ReadState(ReadOnlySpan<byte> state)
    {
        StateHeader header = StateHeader.Read(state, _rules);
        var restored = new MatchingEngine(_rules, _room);
        (byte Queue, ulong Key) last = default;
        for (long index = 0; index < header.Orders; index++)
        {
            StateOrder order = StateOrder.Read(state, index);
            if ((order.Queue, order.Key).CompareTo(last) < 0)
                throw StateOrder.Wrong(index, "an order out of its place");
            if (restored._ids.Find(order.Id, restored._book.Orders) != 0)
                throw StateOrder.Wrong(index, "a second order of one id");
            last = (order.Queue, order.Key);
            restored.Restore(in order);
        }

        (_book, _ids, _rare) = (restored._book, restored._ids, restored._rare);
        (_lastTradeId, _lastPrice, _phase) = (header.LastTradeId, header.LastPrice, header.Phase);
        (_lowestPrice, _highestPrice) = (header.LowestPrice, header.HighestPrice);
    }

    private StateOrder StateOf(int slot, in RestingLevel level)
    {
        ref RestingOrder order = ref _book[slot];
        ref RareTerms rare = ref _rare[order.Rare];
        bool isHeld = level.Queue >= Queues.BuyStops;
        return new(
            order.Id, isHeld ? rare.Price : level.Price, isHeld ? level.Price : 0, order.Quantity, LeftOf(slot), order.Lots, rare.Display,
            order.Owner, (byte)level.Queue, order.PostOnly, order.IsMarket, order.SelfTrade, order.TimeInForce);
    }

    private void Restore(in StateOrder from)
    {
        var order = new MatchCommand
        {
            Kind = MatchCommandKind.Place,
            OrderId = from.Id,
            Owner = from.Owner,
            Side = (Side)(from.Queue & 1),
            TimeInForce = from.TimeInForce,
            PostOnly = from.PostOnly,
            SelfTrade = from.SelfTrade,
            Quantity = from.Quantity,
            Display = from.Display,
        };
        bool isHeld = from.Queue >= Queues.BuyStops;
        int slot = Insert(in order, from.Queue, isHeld ? from.StopPrice : from.Price, from.Shown);
        _book[slot].IsMarket = from.IsMarket;
        if (isHeld || from.Display != 0)
            _book[slot].Rare = _rare.Add(from.Left - from.Shown, from.Display, isHeld ? from.Price : 0);
    }
}
