namespace Quern.Bench.Books;

/// <summary>The generator of workload A, seed 42, as the page of workloads defines it: it looks at the book that takes its operations.</summary>
internal sealed class OperationGenerator(QueueBook book)
{
    private const int Prefill = 1000;
    private const int StartMid = 32768;
    private const int MidRange = 4096;
    private readonly List<int> _live = [];
    private readonly Dictionary<int, int> _placeOf = [];
    private ulong _state = 42;
    private int _mid = StartMid;
    private uint _lastId;

    /// <summary>Makes the operation at that place; the prefill comes first.</summary>
    public BookOperation Next(int place)
    {
        int i = place - Prefill;
        if (i >= 0 && i % 1024 == 1023)
            _mid = Math.Clamp(_mid + Below(3) - 1, StartMid - MidRange, StartMid + MidRange);
        int u = Below(100);
        int v = Below(1000);
        if (i < 0)
            return Add();
        if (u < 10)
            return book.IsEmpty(0) || book.IsEmpty(1) ? Add() : Marketable();
        if (_live.Count <= 900)
            return Add();
        return _live.Count < 1100 && v < 500 + (1000 - _live.Count) ? Add() : Cancel();
    }

    /// <summary>Takes note of what the operation left behind.</summary>
    public void Applied(BookOperation operation)
    {
        foreach (int id in book.Filled)
            Leave(id);
        if (operation.Kind == 1)
            Leave((int)operation.Id);
        else if (book.Rests((int)operation.Id))
        {
            _placeOf[(int)operation.Id] = _live.Count;
            _live.Add((int)operation.Id);
        }
    }

    private BookOperation Add()
    {
        byte side = (byte)(Draw() >> 63);
        int depth = Math.Min(Below(50), Below(50));
        int price = side == 0 ? _mid - 1 - depth : _mid + 1 + depth;
        if (side == 0 && !book.IsEmpty(1) && price >= book.Best(1))
            price = book.Best(1) - 1;
        if (side == 1 && !book.IsEmpty(0) && price <= book.Best(0))
            price = book.Best(0) + 1;
        return new(0, side, 0, ++_lastId, price, (uint)(1 + Below(100)));
    }

    private BookOperation Marketable()
    {
        byte side = (byte)(Draw() >> 63);
        int price = side == 0 ? book.Best(1) + 5 : book.Best(0) - 5;
        return new(2, side, 0, ++_lastId, price, (uint)(1 + Below(60)));
    }

    private BookOperation Cancel()
    {
        BookOperation order = book.OrderOf(_live[Below(_live.Count)]);
        return order with { Kind = 1 };
    }

    private void Leave(int id)
    {
        int hole = _placeOf[id];
        int last = _live[^1];
        _live[hole] = last;
        _placeOf[last] = hole;
        _live.RemoveAt(_live.Count - 1);
        _placeOf.Remove(id);
    }

    private int Below(int n) => (int)(((Draw() >> 32) * (ulong)n) >> 32);

    private ulong Draw()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
