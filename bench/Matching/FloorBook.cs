using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Bench.Matching;

/// <summary>
/// The least that a book can do, what the ratios are against: one array of levels indexed by price, one bit for each occupied price, orders
/// linked in a pool, a table by dense id. Known price range, known ids, no validation, no events, no bounds checks.
/// </summary>
internal sealed class FloorBook
{
    private readonly int _minPrice;
    private readonly Level[][] _levels = new Level[2][];
    private readonly ulong[][] _bits = new ulong[2][];
    private readonly int[] _slotOf;
    private readonly int[] _best = new int[2];
    private Order[] _orders;
    private int _free;
    private int _used = 1;

    public FloorBook(int minPrice, int maxPrice, int maxId, int room = 4096)
    {
        _orders = new Order[room + 1];
        // A word of room on both ends: the search for the next level stops there.
        _minPrice = minPrice - 64;
        int prices = maxPrice - _minPrice + 129;
        for (int side = 0; side < 2; side++)
        {
            _levels[side] = new Level[prices];
            _bits[side] = new ulong[prices / 64 + 1];
        }

        _slotOf = new int[maxId + 1];
        Array.Fill(_slotOf, 0);
        _best[0] = -1;
        _best[1] = int.MaxValue;
    }

    public int Best(int side) => _best[side] is -1 or int.MaxValue ? 0 : _best[side] + _minPrice;

    public bool IsEmpty(int side) => _best[side] is -1 or int.MaxValue;

    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills
    {
        if (operation.Kind is OperationKind.Cancel)
            Cancel(At(_slotOf, (int)operation.Id));
        else
            Place((int)operation.Id, operation.Side, operation.Price - _minPrice, (int)operation.Lots, ref fills);
    }

    public EndState End() => new(Best(0), Best(1), Total(0), Total(1));

    private void Place<TFills>(int id, int side, int price, int lots, ref TFills fills)
        where TFills : struct, IFills
    {
        if (side == 0)
        {
            while (lots > 0 && At(_best, 1) <= price)
                lots = TakeFirst(id, 1, lots, ref fills);
        }
        else
        {
            while (lots > 0 && At(_best, 0) >= price)
                lots = TakeFirst(id, 0, lots, ref fills);
        }

        if (lots > 0)
            Rest(id, side, price, lots);
    }

    private int TakeFirst<TFills>(int taker, int makers, int lots, ref TFills fills)
        where TFills : struct, IFills
    {
        int price = At(_best, makers);
        ref Level level = ref At(_levels[makers], price);
        int slot = level.Head;
        ref Order maker = ref At(_orders, slot);
        int traded = Math.Min(lots, maker.Lots);
        fills.Take(maker.Id, taker, traded, price + _minPrice);
        if (traded == maker.Lots)
        {
            Cancel(slot);
        }
        else
        {
            maker.Lots -= traded;
            level.Lots -= traded;
        }

        return lots - traded;
    }

    private void Rest(int id, int side, int price, int lots)
    {
        int slot = _free;
        if (slot != 0)
            _free = At(_orders, slot).Next;
        else
            slot = NewSlot();
        ref Level level = ref At(_levels[side], price);
        int last = level.Tail;
        At(_orders, slot) = new() { Id = id, Lots = lots, Price = price, Side = side, Prev = last };
        if (last != 0)
        {
            At(_orders, last).Next = slot;
        }
        else
        {
            level.Head = slot;
            At(_bits[side], price >> 6) |= 1UL << price;
            if (side == 0 ? price > At(_best, 0) : price < At(_best, 1))
                At(_best, side) = price;
        }

        level.Tail = slot;
        level.Lots += lots;
        At(_slotOf, id) = slot;
    }

    private void Cancel(int slot)
    {
        ref Order order = ref At(_orders, slot);
        ref Level level = ref At(_levels[order.Side], order.Price);
        level.Lots -= order.Lots;
        if (order.Prev != 0)
            At(_orders, order.Prev).Next = order.Next;
        else
            level.Head = order.Next;
        if (order.Next != 0)
            At(_orders, order.Next).Prev = order.Prev;
        else
            level.Tail = order.Prev;
        if (level.Head == 0)
            RemoveLevel(order.Side, order.Price);
        order.Next = _free;
        _free = slot;
    }

    private void RemoveLevel(int side, int price)
    {
        ulong[] bits = _bits[side];
        At(bits, price >> 6) &= ~(1UL << price);
        if (At(_best, side) != price)
            return;
        int word = price >> 6;
        if (side == 0)
        {
            while (word >= 0 && At(bits, word) == 0)
                word--;
            At(_best, 0) = word < 0 ? -1 : (word << 6) + 63 - BitOperations.LeadingZeroCount(At(bits, word));
        }
        else
        {
            while (word < bits.Length && At(bits, word) == 0)
                word++;
            At(_best, 1) = word == bits.Length ? int.MaxValue : (word << 6) + BitOperations.TrailingZeroCount(At(bits, word));
        }
    }

    private int NewSlot()
    {
        if (_used == _orders.Length)
            Array.Resize(ref _orders, _orders.Length * 2);
        return _used++;
    }

    private long Total(int side) => _levels[side].Sum(level => level.Lots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T>(T[] array, int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(uint)index);

    private struct Level
    {
        public int Head;
        public int Tail;
        public long Lots;
    }

    private struct Order
    {
        public int Id;
        public int Lots;
        public int Price;
        public int Side;
        public int Next;
        public int Prev;
    }
}

/// <summary>The book as a value, so that the timed loop is compiled for it.</summary>
internal readonly struct Floor(FloorBook book) : IBook
{
    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills => book.Apply(in operation, ref fills);

    public EndState End() => book.End();
}
