namespace Quern.Domain.MarketData;

/// <summary>Which slot an order lies in, by its id: sparse 64-bit ids in one open table that closes its gaps when one leaves.</summary>
internal sealed class OrderIds
{
    private Entry[] _entries;
    private int _shift;
    private int _count;

    /// <param name="capacity">Ids it holds before it grows.</param>
    public OrderIds(int capacity)
    {
        int bits = Math.Max(4, System.Numerics.BitOperations.Log2((uint)Math.Max(1, capacity)) + 2);
        _entries = new Entry[1 << bits];
        _shift = 64 - bits;
    }

    /// <summary>The slot of an id, −1 when it is not here.</summary>
    public int SlotOf(long id)
    {
        Entry[] entries = _entries;
        for (int at = Home(id); ; at = (at + 1) & (entries.Length - 1))
        {
            ref readonly Entry entry = ref entries[at];
            if (entry.Slot == 0 || entry.Id == id)
                return entry.Slot - 1;
        }
    }

    /// <summary>Takes in an id.</summary>
    /// <returns>False when it is already here.</returns>
    public bool TryAdd(long id, int slot)
    {
        // At most half full: runs stay short, and a search always meets a free place.
        if (_count >= _entries.Length / 2)
            Grow();

        int at = Home(id);
        for (; _entries[at].Slot != 0; at = (at + 1) & (_entries.Length - 1))
        {
            if (_entries[at].Id == id)
                return false;
        }

        _entries[at] = new(id, slot + 1);
        _count++;
        return true;
    }

    public void Remove(long id)
    {
        int mask = _entries.Length - 1;
        int gap = Home(id);
        while (_entries[gap].Id != id || _entries[gap].Slot == 0)
            gap = (gap + 1) & mask;

        // Whatever may stand in the gap without leaving the way from its home moves there; the last gap becomes free.
        for (int at = (gap + 1) & mask; _entries[at].Slot != 0; at = (at + 1) & mask)
        {
            int distance = (at - Home(_entries[at].Id)) & mask;
            if (distance < ((at - gap) & mask))
                continue;
            _entries[gap] = _entries[at];
            gap = at;
        }

        _entries[gap] = default;
        _count--;
    }

    public void Clear()
    {
        if (_count == 0)
            return;
        Array.Clear(_entries);
        _count = 0;
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        _shift--;
        foreach (Entry entry in old)
        {
            if (entry.Slot == 0)
                continue;
            int at = Home(entry.Id);
            while (_entries[at].Slot != 0)
                at = (at + 1) & (_entries.Length - 1);
            _entries[at] = entry;
        }
    }

    // Multiplying spreads ids that count upward; folding the halves first keeps ids that differ only at the top apart.
    private int Home(long id)
    {
        unchecked
        {
            ulong mixed = (ulong)id ^ ((ulong)id >> 32);
            return (int)((mixed * 0x9E3779B97F4A7C15UL) >> _shift);
        }
    }

    /// <summary>An id with its slot plus one; zero is a free place.</summary>
    private readonly record struct Entry(long Id, int Slot);
}
