using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// The resting orders of one instrument, order by order, as a feed tells them: who rests where, and in which order they will trade. Bad market
/// data is answered by a result that is not <see cref="L3Result.Applied"/> and changes nothing; it never throws.
/// </summary>
/// <remarks>
/// <para>Priority at a price: an added order stands behind all others. A reduced or executed one keeps its place. A replaced one keeps its
/// place only if its id and price stay and its size does not grow; otherwise it goes behind all others of its price.</para>
/// <para>Some feeds begin with sizes instead of orders. Such lots without a name (<see cref="AddUnnamed"/>) are older than any named order of
/// their price, so they stand ahead of all of them.</para>
/// <para>Every change of one order is O(1) near the touch; memory follows the most orders and levels held at one time, not ids, prices
/// or history. Warm, it allocates nothing. It may be crossed: it shows what the feed says. The specification is <see cref="PlainL3Book"/>.</para>
/// </remarks>
public sealed partial class L3Book
{
    private readonly PriceLadder _bids;
    private readonly PriceLadder _asks;
    private readonly OrderIds _ids;
    private readonly int _mostOrders;

    /// <param name="capacity">Orders before the arrays grow. Default 1024.</param>
    /// <param name="mostOrders">Orders it takes at most, so that a feed gone wild cannot take all memory. Default 2^26, 4 GiB when used up.</param>
    public L3Book(int capacity = 1024, int mostOrders = 1 << 26)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostOrders, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostOrders, 1 << 28);
        capacity = Math.Min(capacity, mostOrders);
        _mostOrders = mostOrders;
        _orders = new OrderSlot[capacity];
        _queues = new Queue[16];
        _ids = new(capacity);
        _bids = new(Side.Buy, 16);
        _asks = new(Side.Sell, 16);
    }

    /// <summary>Named orders resting on both sides.</summary>
    public int OrderCount { get; private set; }

    /// <summary>Best bid and best ask; a missing side has no size.</summary>
    public Touch Touch => new(BestOf(Side.Buy), BestOf(Side.Sell));

    /// <summary>The best price of a side with all lots there; no size when the side is empty.</summary>
    public Level BestOf(Side side)
    {
        (long price, long queue) = LadderOf(side).Best;
        return queue == 0 ? default : new(new Price(price), new Quantity(_queues[queue - 1].Lots));
    }

    /// <summary>Occupied prices of a side.</summary>
    public int LevelCount(Side side) => LadderOf(side).Count;

    /// <summary>All lots at a price, with and without a name.</summary>
    public Quantity LotsAt(Side side, Price price) => TryQueue(side, price, out int queue) ? new(_queues[queue].Lots) : default;

    /// <summary>Lots without a name at a price.</summary>
    public Quantity UnnamedAt(Side side, Price price) => TryQueue(side, price, out int queue) ? new(_queues[queue].Unnamed) : default;

    /// <summary>Named orders at a price.</summary>
    public int OrdersAt(Side side, Price price) => TryQueue(side, price, out int queue) ? _queues[queue].Count : 0;

    /// <summary>Copies the best levels of one side, the touch first.</summary>
    /// <returns>Levels copied: at most what fits and what there is.</returns>
    public int CopyDepth(Side side, Span<Level> destination)
    {
        int count = 0;
        for (PriceLadder.LadderWalk walk = LadderOf(side).Walk(); count < destination.Length && walk.MoveNext(); count++)
            destination[count] = new(new Price(walk.Price), new Quantity(_queues[walk.Value - 1].Lots));
        return count;
    }

    /// <summary>Finds a resting order by its id.</summary>
    public bool TryFind(long orderId, out RestingOrder order)
    {
        int slot = _ids.SlotOf(orderId);
        order = slot < 0 ? default : OrderIn(slot);
        return slot >= 0;
    }

    /// <summary>The named order that trades first at a price, once the lots without a name are gone.</summary>
    /// <returns>False when no named order rests there.</returns>
    public bool TryOldest(Side side, Price price, out RestingOrder order)
    {
        bool isNamed = TryQueue(side, price, out int queue) && _queues[queue].Count > 0;
        order = isNamed ? OrderIn(_queues[queue].Oldest) : default;
        return isNamed;
    }

    /// <summary>What stands ahead of an order at its price. Walks over the orders ahead.</summary>
    /// <returns>False when no order of that id rests here.</returns>
    public bool TryAhead(long orderId, out QueueAhead ahead)
    {
        ahead = default;
        int slot = _ids.SlotOf(orderId);
        if (slot < 0)
            return false;

        (int orders, long lots) = (0, _queues[_orders[slot].Queue].Unnamed);
        for (int older = _orders[slot].Older; older >= 0; older = _orders[older].Older)
        {
            orders++;
            lots += _orders[older].Lots;
        }

        ahead = new(orders, lots);
        return true;
    }

    /// <summary>The named orders at a price, the oldest first; none when the price is vacant. Allocates nothing; changes end it.</summary>
    public OrderQueue QueueAt(Side side, Price price) =>
        new(this, TryQueue(side, price, out int queue) && _queues[queue].Count > 0 ? _queues[queue].Oldest : -1);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
        _ids.Clear();
        (_ordersUsed, _freeOrder, _queuesUsed, _freeQueue) = (0, -1, 0, -1);
        OrderCount = 0;
    }

    private PriceLadder LadderOf(Side side) => side is Side.Buy ? _bids : _asks;

    private bool TryQueue(Side side, Price price, out int queue)
    {
        queue = (int)LadderOf(side).ValueAt(price.Ticks) - 1;
        return queue >= 0;
    }
}
