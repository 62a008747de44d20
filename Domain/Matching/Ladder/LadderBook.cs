using System.Runtime.CompilerServices;

namespace Quern.Domain.Matching;

/// <summary>
/// The resting orders of one instrument: queues of orders linked through one array of slots, at price levels found through
/// <see cref="LevelTree"/>. Adding, taking out and the best price take a bounded number of steps whatever rests. Knows nothing of names,
/// owners' rules or events: those are <see cref="MatchingEngine"/>'s.
/// </summary>
/// <remarks>Slots are used again before new ones are taken: memory follows the most orders that ever rested at once, not history.</remarks>
/// <param name="orders">Orders there is room for before the array grows.</param>
internal sealed class LadderBook(int orders = 63)
{
    private readonly LevelTree _levels = new();
    private RestingOrder[] _orders = new RestingOrder[orders + 1];
    private int _free;
    private int _used = 1;

    /// <summary>The price levels.</summary>
    public LevelTree Levels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _levels;
    }

    /// <summary>All slots; valid until the next order is added.</summary>
    public RestingOrder[] Orders
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _orders;
    }

    /// <summary>Slots there is room for, slot 0 included.</summary>
    public int Capacity => _orders.Length;

    /// <summary>Bytes of all arrays.</summary>
    public long Bytes => _orders.LongLength * Unsafe.SizeOf<RestingOrder>() + _levels.Bytes;

    public ref RestingOrder this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Slots.At(_orders, slot);
    }

    /// <summary>The order that is first at the best price; 0 when the queue is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int queue) => _levels[_levels.Best(queue)].Head;

    /// <summary>Puts an order last at its price.</summary>
    /// <returns>Its slot, until it is taken out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int queue, ulong key, long id, int owner, long lots)
    {
        int slot = _free;
        if (slot == 0)
            slot = NewSlot();
        ref RestingOrder order = ref this[slot];
        _free = order.Next;
        order.Id = id;
        order.Owner = owner;
        order.Lots = lots;
        Append(slot, ref order, _levels.FindOrAdd(queue, key));
        return slot;
    }

    /// <summary>Takes an order out of its queue and frees its slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot)
    {
        ref RestingOrder order = ref this[slot];
        ref RestingLevel level = ref _levels[order.Level];
        Unlink(ref order, ref level);
        if (level.Head == 0)
            _levels.Remove(order.Level);
        order.Next = _free;
        _free = slot;
    }

    /// <summary>Puts an order that shows this many lots again to the end of its own queue.</summary>
    public void MoveToEnd(int slot, long lots)
    {
        ref RestingOrder order = ref this[slot];
        Unlink(ref order, ref _levels[order.Level]);
        order.Lots = lots;
        Append(slot, ref order, order.Level);
    }

    /// <summary>Takes lots off an order that keeps its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reduce(int slot, long lots)
    {
        ref RestingOrder order = ref this[slot];
        order.Lots -= lots;
        _levels[order.Level].Lots -= lots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int slot, ref RestingOrder order, int level)
    {
        ref RestingLevel at = ref _levels[level];
        int last = at.Tail;
        order.Level = level;
        order.Prev = last;
        order.Next = 0;

        // Slot 0 takes the write when the queue was empty: cheaper than a branch that is often guessed wrong.
        this[last].Next = slot;
        at.Head = last == 0 ? slot : at.Head;
        at.Tail = slot;
        at.Lots += order.Lots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlink(ref RestingOrder order, ref RestingLevel level)
    {
        (int next, int prev) = (order.Next, order.Prev);
        this[prev].Next = next;
        this[next].Prev = prev;
        level.Head = prev == 0 ? next : level.Head;
        level.Tail = next == 0 ? prev : level.Tail;
        level.Lots -= order.Lots;
    }

    // A new slot's next is 0: the free list stays empty.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NewSlot()
    {
        if (_used == _orders.Length)
            Array.Resize(ref _orders, _orders.Length * 2);
        return _used++;
    }
}
