using System.Buffers;
using Quern.Domain.Instruments;

namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    /// <inheritdoc/>
    public void WriteState(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        new StateHeader(_lastTradeId, _lastPrice, _band.Lowest, _band.Highest, _rules, _phase, _orders.Count).Write(destination);
        foreach (PlainOrder order in _queues.SelectMany(queue => queue.InPriority))
        {
            new StateOrder(
                order.Id, order.Price, order.StopPrice, order.Filled + order.Remaining, order.Remaining, order.Shown, order.Display, order.Owner,
                (byte)((byte)order.Side + (order.IsHeld ? Queues.BuyStops : 0)), order.PostOnly, order.IsMarket, order.SelfTrade,
                order.TimeInForce).Write(destination);
        }
    }

    /// <inheritdoc/>
    public void ReadState(ReadOnlySpan<byte> state)
    {
        StateHeader header = StateHeader.Read(state, _rules);
        var restored = new PlainMatchingEngine(_rules);
        (byte Queue, ulong Key) last = default;
        for (long index = 0; index < header.Orders; index++)
        {
            StateOrder order = StateOrder.Read(state, index);
            if ((order.Queue, order.Key).CompareTo(last) < 0)
                throw StateOrder.Wrong(index, "an order out of its place");
            last = (order.Queue, order.Key);
            restored.Restore(in order, index);
        }

        Array.Copy(restored._queues, _queues, _queues.Length);
        _orders.Clear();
        foreach (PlainOrder order in _queues.SelectMany(queue => queue.InPriority))
            _orders.Add(order.Id, order);
        (_lastTradeId, _lastPrice, _phase) = (header.LastTradeId, header.LastPrice, header.Phase);
        _band = (header.LowestPrice, header.HighestPrice);
    }

    private void Restore(in StateOrder from, long index)
    {
        var order = new PlainOrder
        {
            Id = from.Id,
            Owner = from.Owner,
            Side = (Side)(from.Queue & 1),
            IsMarket = from.IsMarket,
            TimeInForce = from.TimeInForce,
            PostOnly = from.PostOnly,
            SelfTrade = from.SelfTrade,
            Display = from.Display,
            IsHeld = from.Queue >= Queues.BuyStops,
            StopPrice = from.StopPrice,
            Price = from.Price,
            Remaining = from.Left,
            Shown = from.Shown,
            Filled = from.Quantity - from.Left,
        };
        if (!_orders.TryAdd(order.Id, order))
            throw StateOrder.Wrong(index, "a second order of one id");
        QueueOf(order).AddLast(order);
    }
}
