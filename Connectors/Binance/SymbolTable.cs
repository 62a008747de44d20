using System.Text;

namespace Quern.Connectors.Binance;

/// <summary>Values by symbol, found from the bytes of a frame without making a string. It only grows. Not for two threads at once.</summary>
internal sealed class SymbolTable<T>
    where T : class
{
    private const int LongestSymbol = 64;

    private readonly record struct Entry(byte[] Symbol, T Value);

    private readonly List<T> _values = [];
    private Entry[] _slots = new Entry[64];

    /// <summary>The values in the order in which they came.</summary>
    public IReadOnlyList<T> Values => _values;

    public T? Find(ReadOnlySpan<byte> symbol) => _slots[SlotOf(_slots, symbol)].Value;

    public T? Find(string symbol)
    {
        if (symbol.Length > LongestSymbol)
            return null;
        Span<byte> bytes = stackalloc byte[3 * LongestSymbol];
        return Find(bytes[..Encoding.UTF8.GetBytes(symbol, bytes)]);
    }

    /// <summary>Adds a value or exchanges the one of that symbol.</summary>
    public void Set(string symbol, T value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbol.Length, LongestSymbol);
        byte[] bytes = Encoding.UTF8.GetBytes(symbol);
        ref Entry slot = ref _slots[SlotOf(_slots, bytes)];
        if (slot.Value is { } old)
            _values[_values.IndexOf(old)] = value;
        else
            _values.Add(value);

        slot = new(bytes, value);
        if (_values.Count * 2 > _slots.Length)
            Grow();
    }

    private void Grow()
    {
        var larger = new Entry[_slots.Length * 2];
        foreach (Entry entry in _slots)
        {
            if (entry.Value is not null)
                larger[SlotOf(larger, entry.Symbol)] = entry;
        }

        _slots = larger;
    }

    // FNV-1a with linear probing: never more than half full, so an empty slot is always there.
    private static int SlotOf(Entry[] slots, ReadOnlySpan<byte> symbol)
    {
        uint hash = 2166136261;
        foreach (byte letter in symbol)
            hash = unchecked((hash ^ letter) * 16777619);

        int slot = (int)(hash & (uint)(slots.Length - 1));
        while (slots[slot].Value is not null && !symbol.SequenceEqual(slots[slot].Symbol))
            slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }
}
