namespace Quern.Domain.Orders;

/// <summary>Remembers the last so many numbers, to count each once. Bounded: the oldest is forgotten first.</summary>
/// <remarks>Used for venue trade ids and funding times: repeats arrive seconds to days late, not tens of thousands of trades late.</remarks>
public sealed class IdWindow
{
    private readonly HashSet<long> _known;
    private readonly long[] _ring;
    private int _oldest;

    /// <summary>An empty window.</summary>
    /// <param name="capacity">Numbers remembered. At least 1.</param>
    public IdWindow(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _known = new(capacity);
        _ring = new long[capacity];
    }

    /// <summary>How many numbers are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>How many were forgotten to make room.</summary>
    public long Evicted { get; private set; }

    /// <summary>The remembered number at an age; 0 is the oldest.</summary>
    public long this[int age] => _ring[(_oldest + age) % _ring.Length];

    /// <summary>True when the number is remembered.</summary>
    public bool Contains(long id) => _known.Contains(id);

    /// <summary>Remembers a number.</summary>
    /// <returns>False when it was known already.</returns>
    public bool Add(long id)
    {
        if (_known.Contains(id))
            return false;

        if (_known.Count == _ring.Length)
        {
            _known.Remove(_ring[_oldest]);
            _ring[_oldest] = id;
            _oldest = (_oldest + 1) % _ring.Length;
            Evicted++;
        }
        else
        {
            _ring[(_oldest + _known.Count) % _ring.Length] = id;
        }

        return _known.Add(id);
    }
}
