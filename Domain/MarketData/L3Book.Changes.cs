using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

public sealed partial class L3Book
{
    /// <summary>An order rests now, behind all others of its price.</summary>
    /// <param name="orderId">Any 64 bits that no resting order has.</param>
    /// <param name="side">Which side it rests on.</param>
    /// <param name="price">Any, zero and negative too.</param>
    /// <param name="lots">Its size, above zero.</param>
    public L3Result Add(long orderId, Side side, Price price, long lots)
    {
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (_ids.SlotOf(orderId) >= 0)
            return L3Result.DuplicateOrder;
        if (OrderCount == _mostOrders)
            return L3Result.Full;
        if (!HasRoom(side, price, lots))
            return L3Result.TooLarge;

        Enqueue(orderId, side, price, lots);
        return L3Result.Applied;
    }

    /// <summary>An order became smaller by so much and keeps its place; it is gone when nothing is left.</summary>
    /// <returns><see cref="L3Result.TooLarge"/> when less than that is left of it.</returns>
    public L3Result Reduce(long orderId, long lots)
    {
        int slot = _ids.SlotOf(orderId);
        if (slot < 0)
            return L3Result.UnknownOrder;
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (lots > _orders[slot].Lots)
            return L3Result.TooLarge;

        if (lots == _orders[slot].Lots)
        {
            Dequeue(slot);
            return L3Result.Applied;
        }

        _orders[slot].Lots -= lots;
        _queues[_orders[slot].Queue].Lots -= lots;
        return L3Result.Applied;
    }

    /// <summary>
    /// An order traded so much. To the book the same as <see cref="Reduce"/>: feeds do execute orders that are not the oldest, and the book
    /// shows what they say. Ask <see cref="TryOldest"/> before it to see whether priority was kept.
    /// </summary>
    /// <inheritdoc cref="Reduce" path="/returns"/>
    public L3Result Execute(long orderId, long lots) => Reduce(orderId, lots);

    /// <summary>An order is gone, whatever was left of it.</summary>
    public L3Result Delete(long orderId)
    {
        int slot = _ids.SlotOf(orderId);
        if (slot < 0)
            return L3Result.UnknownOrder;

        Dequeue(slot);
        return L3Result.Applied;
    }

    /// <summary>
    /// An order has this id, price and size now. It keeps its place only if id and price stay and the size does not grow; otherwise it goes
    /// behind all others of its price.
    /// </summary>
    /// <param name="orderId">Its id until now.</param>
    /// <param name="newOrderId">Its id from now on; the same when it keeps it.</param>
    /// <param name="price">Its new price; it stays on its side.</param>
    /// <param name="lots">Its new size, above zero.</param>
    public L3Result Replace(long orderId, long newOrderId, Price price, long lots)
    {
        int slot = _ids.SlotOf(orderId);
        if (slot < 0)
            return L3Result.UnknownOrder;
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (newOrderId != orderId && _ids.SlotOf(newOrderId) >= 0)
            return L3Result.DuplicateOrder;

        RestingOrder old = OrderIn(slot);
        bool stays = old.Price == price;
        if (stays && newOrderId == orderId && lots <= old.Quantity.Lots)
            return lots == old.Quantity.Lots ? L3Result.Applied : Reduce(orderId, old.Quantity.Lots - lots);

        if (!HasRoom(old.Side, price, stays ? Math.Max(0, lots - old.Quantity.Lots) : lots))
            return L3Result.TooLarge;

        Dequeue(slot);
        Enqueue(newOrderId, old.Side, price, lots);
        return L3Result.Applied;
    }

    /// <summary>Lots rest at a price whose orders the feed does not name. They stand ahead of every named order there.</summary>
    public L3Result AddUnnamed(Side side, Price price, long lots)
    {
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (!HasRoom(side, price, lots))
            return L3Result.TooLarge;

        int index = QueueFor(side, price);
        ref Queue queue = ref _queues[index];
        queue.Lots += lots;
        queue.Unnamed += lots;
        return L3Result.Applied;
    }

    /// <summary>Lots without a name left a price: cancelled or traded.</summary>
    /// <returns><see cref="L3Result.UnknownOrder"/> when none rest there, <see cref="L3Result.TooLarge"/> when fewer do.</returns>
    public L3Result ReduceUnnamed(Side side, Price price, long lots)
    {
        if (!TryQueue(side, price, out int index) || _queues[index].Unnamed == 0)
            return L3Result.UnknownOrder;
        if (lots <= 0)
            return L3Result.InvalidSize;

        ref Queue queue = ref _queues[index];
        if (lots > queue.Unnamed)
            return L3Result.TooLarge;

        queue.Lots -= lots;
        queue.Unnamed -= lots;
        ReleaseIfEmpty(index);
        return L3Result.Applied;
    }

    /// <summary>Keeps the best prices of a side and forgets the rest with all their orders.</summary>
    /// <param name="side">Which side.</param>
    /// <param name="levels">How many prices to keep, 0 or more.</param>
    /// <returns>How many prices were forgotten.</returns>
    public int KeepBest(Side side, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(levels);
        PriceLadder ladder = LadderOf(side);
        int cut = 0;
        for (; ladder.Count > levels; cut++)
            Forget(side, new Price(ladder.WorstPrice));
        return cut;
    }

    /// <summary>Forgets a price with all that rests there.</summary>
    /// <returns>False when the price was vacant.</returns>
    public bool Forget(Side side, Price price)
    {
        if (!TryQueue(side, price, out int queue))
            return false;

        _queues[queue].Lots -= _queues[queue].Unnamed;
        _queues[queue].Unnamed = 0;
        if (_queues[queue].Count == 0)
            ReleaseIfEmpty(queue);
        for (int left = _queues[queue].Count; left > 0; left--)
            Dequeue(_queues[queue].Oldest);
        return true;
    }

    private bool HasRoom(Side side, Price price, long lots) => LotsAt(side, price).Lots <= long.MaxValue - lots;
}
