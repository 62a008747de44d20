using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>The levels of one side in two parallel arrays, the best at the end: what changes often moves little.</summary>
/// <param name="side">Which side.</param>
/// <param name="capacity">Levels it holds before it grows.</param>
internal sealed class BookSide(Side side, int capacity)
{
    // A price times its side's sign: on both sides a larger key is a better price, so keys ascend toward the touch.
    private long[] _keys = new long[Math.Max(4, capacity)];
    private long[] _lots = new long[Math.Max(4, capacity)];

    public int Count { get; private set; }

    public Level Best => Count == 0 ? default : At(0);

    /// <summary>The level that many levels behind the touch; 0 is the touch.</summary>
    public Level At(int depth) => new(new Price(_keys[Count - 1 - depth] * side.Sign()), new Quantity(_lots[Count - 1 - depth]));

    public void Clear() => Count = 0;

    public Quantity SizeAt(Price price)
    {
        long key = price.Ticks * side.Sign();
        int index = Find(key);
        return index < Count && _keys[index] == key ? new(_lots[index]) : default;
    }

    public void Set(long ticks, long lots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lots);
        long key = ticks * side.Sign();
        int index = Find(key);
        bool exists = index < Count && _keys[index] == key;
        if (lots == 0)
        {
            if (exists)
                RemoveAt(index);
            return;
        }

        if (!exists)
            Insert(index, key);
        _lots[index] = lots;
    }

    public int CopyTo(Span<Level> destination)
    {
        int count = Math.Min(Count, destination.Length);
        for (int depth = 0; depth < count; depth++)
            destination[depth] = At(depth);
        return count;
    }

    /// <summary>Sum of the sizes of the first levels.</summary>
    public double TotalLots(int levels)
    {
        double total = 0;
        for (int depth = 0; depth < Math.Min(levels, Count); depth++)
            total += _lots[Count - 1 - depth];
        return total;
    }

    public Sweep Sweep(long lots)
    {
        long left = lots;
        Int128 tickLots = 0;
        long worst = 0;
        for (int depth = 0; depth < Count && left > 0; depth++)
        {
            Level level = At(depth);
            long taken = Math.Min(left, level.Quantity.Lots);
            tickLots += (Int128)level.Price.Ticks * taken;
            worst = level.Price.Ticks;
            left -= taken;
        }

        return new(lots - left, tickLots, worst);
    }

    // The first index whose key is not smaller. Strides double from the touch, where most changes are, then a binary search.
    private int Find(long key)
    {
        int high = Count;
        int stride = 1;
        while (high > 0 && _keys[Math.Max(0, high - stride)] >= key)
        {
            high = Math.Max(0, high - stride);
            stride *= 2;
        }

        int low = Math.Max(0, high - stride);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_keys[middle] < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Insert(int index, long key)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _lots, Count * 2);
        }

        Array.Copy(_keys, index, _keys, index + 1, Count - index);
        Array.Copy(_lots, index, _lots, index + 1, Count - index);
        _keys[index] = key;
        Count++;
    }

    private void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_keys, index + 1, _keys, index, Count - index);
        Array.Copy(_lots, index + 1, _lots, index, Count - index);
    }
}
