using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>One side of a book with every price and size as it was written, best first: what checksums are computed over.</summary>
internal sealed class CaptureSide(Side side)
{
    // No venue's book is deeper; a capture that claims so would only eat memory.
    private const int MostLevels = 200_000;
    private long[] _keys = new long[64];
    private CaptureRow[] _rows = new CaptureRow[64];

    public int Count { get; private set; }

    /// <summary>The level at a place, 0 is the best.</summary>
    public CaptureRow this[int place] => _rows[place];

    public void Clear() => Count = 0;

    public void RemoveLast() => Count--;

    /// <summary>Sets or removes the level of a price.</summary>
    /// <param name="ticks">The row's price on the instrument's scale.</param>
    /// <param name="row">As it was written.</param>
    public void Set(long ticks, in CaptureRow row)
    {
        // Sorted by what rises from the best level on.
        long key = side is Side.Sell ? ticks : -ticks;
        int place = Array.BinarySearch(_keys, 0, Count, key);
        if (place >= 0 && row.Size.Digits != 0)
            _rows[place] = row;
        else if (place >= 0)
            RemoveAt(place);
        else if (row.Size.Digits != 0)
            Insert(~place, key, row);
    }

    private void RemoveAt(int place)
    {
        Count--;
        Array.Copy(_keys, place + 1, _keys, place, Count - place);
        Array.Copy(_rows, place + 1, _rows, place, Count - place);
    }

    private void Insert(int place, long key, in CaptureRow row)
    {
        if (Count == MostLevels)
            throw new FormatException($"a book of more than {MostLevels} levels a side");
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _rows, Count * 2);
        }

        Array.Copy(_keys, place, _keys, place + 1, Count - place);
        Array.Copy(_rows, place, _rows, place + 1, Count - place);
        (_keys[place], _rows[place]) = (key, row);
        Count++;
    }
}
