using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

public sealed partial class L3Book
{
    private OrderSlot[] _orders;
    private int _ordersUsed;
    private int _freeOrder = -1;

    private Queue[] _queues;
    private int _queuesUsed;
    private int _freeQueue = -1;

    private RestingOrder OrderIn(int slot)
    {
        ref readonly OrderSlot order = ref _orders[slot];
        ref readonly Queue queue = ref _queues[order.Queue];
        return new(order.Id, queue.Side, new Price(queue.Price), new Quantity(order.Lots));
    }

    private void Enqueue(long orderId, Side side, Price price, long lots)
    {
        int index = QueueFor(side, price);
        int slot = TakeOrderSlot();
        ref Queue queue = ref _queues[index];
        _orders[slot] = new() { Id = orderId, Lots = lots, Queue = index, Older = queue.Count == 0 ? -1 : queue.Newest, Newer = -1 };
        if (queue.Count == 0)
            queue.Oldest = slot;
        else
            _orders[queue.Newest].Newer = slot;

        queue.Newest = slot;
        queue.Count++;
        queue.Lots += lots;
        _ids.TryAdd(orderId, slot);
        OrderCount++;
    }

    private void Dequeue(int slot)
    {
        ref OrderSlot order = ref _orders[slot];
        int index = order.Queue;
        ref Queue queue = ref _queues[index];
        if (order.Older >= 0)
            _orders[order.Older].Newer = order.Newer;
        else
            queue.Oldest = order.Newer;
        if (order.Newer >= 0)
            _orders[order.Newer].Older = order.Older;
        else
            queue.Newest = order.Older;

        queue.Count--;
        queue.Lots -= order.Lots;
        _ids.Remove(order.Id);
        OrderCount--;
        order.Newer = _freeOrder;
        _freeOrder = slot;
        ReleaseIfEmpty(index);
    }

    // The queue of a price, made when the price was vacant.
    private int QueueFor(Side side, Price price)
    {
        if (TryQueue(side, price, out int index))
            return index;

        index = _freeQueue;
        if (index >= 0)
            _freeQueue = _queues[index].Newest;
        else
            index = _queuesUsed++;
        if (index == _queues.Length)
            Array.Resize(ref _queues, index * 2);

        _queues[index] = new() { Price = price.Ticks, Side = side };
        LadderOf(side).Set(price.Ticks, index + 1);
        return index;
    }

    private void ReleaseIfEmpty(int index)
    {
        ref Queue queue = ref _queues[index];
        if (queue.Lots != 0)
            return;
        LadderOf(queue.Side).Set(queue.Price, 0);
        queue.Newest = _freeQueue;
        _freeQueue = index;
    }

    private int TakeOrderSlot()
    {
        int slot = _freeOrder;
        if (slot >= 0)
        {
            _freeOrder = _orders[slot].Newer;
            return slot;
        }

        slot = _ordersUsed++;
        if (slot == _orders.Length)
            Array.Resize(ref _orders, slot * 2);
        return slot;
    }

    /// <summary>An order in the pool, linked to its neighbours; a free slot's newer neighbour is the next free one.</summary>
    private struct OrderSlot
    {
        public long Id;
        public long Lots;
        public int Queue;
        public int Older;
        public int Newer;
    }

    /// <summary>All that rests at one price; of a free one, the newest is the next free one.</summary>
    private struct Queue
    {
        public long Price;
        public long Lots;
        public long Unnamed;
        public int Oldest;
        public int Newest;
        public int Count;
        public Side Side;
    }

    /// <summary>The named orders of one price, the oldest first.</summary>
    public struct OrderQueue
    {
        private readonly L3Book _book;
        private int _next;

        internal OrderQueue(L3Book book, int oldest) => (_book, _next, Current) = (book, oldest, default);

        /// <summary>Where the walk is; nothing before the first step.</summary>
        public RestingOrder Current { get; private set; }

        /// <summary>The walk itself, so that <c>foreach</c> takes it.</summary>
        public readonly OrderQueue GetEnumerator() => this;

        /// <summary>Goes to the next newer order.</summary>
        public bool MoveNext()
        {
            if (_next < 0)
                return false;
            Current = _book.OrderIn(_next);
            _next = _book._orders[_next].Newer;
            return true;
        }
    }
}
