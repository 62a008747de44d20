namespace Quern.Bench.Matching;

/// <summary>Makes workloads A and B as the page of workloads defines them, for any number of resting orders.</summary>
internal sealed class WorkloadGenerator
{
    private const int StartMid = 32768;
    private const int MidRange = 4096;
    private const int Depth = 50;
    private readonly bool _trades;
    private readonly int _target;
    private readonly FloorBook _book;
    private readonly List<int> _live = [];
    private readonly int[] _placeOf;
    private readonly BookOperation[] _orders;
    private readonly long[] _left;
    private SplitMix _random;
    private int _mid = StartMid;
    private int _lastId;

    private WorkloadGenerator(char letter, int timed, int resting, ulong seed)
    {
        int most = timed + resting + 1;
        _trades = letter == 'A';
        _target = resting;
        _random = new(seed);
        _book = new(StartMid - MidRange - 200, StartMid + MidRange + 200, most);
        _placeOf = new int[most];
        _orders = new BookOperation[most];
        _left = new long[most];
    }

    /// <summary>Makes one.</summary>
    /// <param name="letter">'A' with, 'B' without trades.</param>
    /// <param name="timed">Operations after the prefill.</param>
    /// <param name="resting">Orders that rest, about; also the prefill. The published answers are for 1,000.</param>
    /// <param name="seed">Of the generator.</param>
    public static Workload Make(char letter, int timed, int resting = 1000, ulong seed = 42)
    {
        var generator = new WorkloadGenerator(letter, timed, resting, seed);
        var operations = new BookOperation[resting + timed];
        for (int i = 0; i < operations.Length; i++)
            operations[i] = generator.Next(i - resting);
        return new(letter, resting, seed, operations);
    }

    private BookOperation Next(int i)
    {
        if (i >= 0 && i % 1024 == 1023)
            _mid = Math.Clamp(_mid + _random.Below(3) - 1, StartMid - MidRange, StartMid + MidRange);
        int u = _random.Below(100);
        int v = _random.Below(1000);
        BookOperation operation = i < 0 ? Add()
            : _trades && u < 10 ? Marketable()
            : _live.Count <= _target / 10 * 9 ? Add()
            : _live.Count >= _target / 10 * 11 ? Cancel()
            : v < 500 + (long)(_target - _live.Count) * 1000 / _target ? Add()
            : Cancel();
        Apply(in operation);
        return operation;
    }

    private BookOperation Cancel() => _orders[_live[_random.Below(_live.Count)]] with { Kind = OperationKind.Cancel, Lots = 0 };

    private BookOperation Add()
    {
        int side = DrawSide();
        int distance = Math.Min(_random.Below(Depth), _random.Below(Depth));
        int price = side == 0 ? _mid - 1 - distance : _mid + 1 + distance;
        int opposite = side ^ 1;
        if (!_book.IsEmpty(opposite))
            price = side == 0 ? Math.Min(price, _book.Best(1) - 1) : Math.Max(price, _book.Best(0) + 1);
        return New(OperationKind.Add, side, price, 1 + _random.Below(100));
    }

    private BookOperation Marketable()
    {
        if (_book.IsEmpty(0) || _book.IsEmpty(1))
            return Add();
        int side = DrawSide();
        int price = side == 0 ? _book.Best(1) + 5 : _book.Best(0) - 5;
        return New(OperationKind.Marketable, side, price, 1 + _random.Below(60));
    }

    private int DrawSide() => (int)(_random.Next() >> 63);

    private BookOperation New(OperationKind kind, int side, int price, int lots) =>
        new() { Kind = kind, Side = (byte)side, Id = (uint)++_lastId, Price = price, Lots = (uint)lots };

    private void Apply(in BookOperation operation)
    {
        int id = (int)operation.Id;
        var fills = new Followed(this);
        if (operation.Kind is not OperationKind.Cancel)
        {
            _orders[id] = operation;
            _left[id] = operation.Lots;
        }

        _book.Apply(in operation, ref fills);
        if (operation.Kind is OperationKind.Cancel)
            Forget(id);
        else if (_left[id] > 0)
            Remember(id);
    }

    private void Remember(int id)
    {
        _placeOf[id] = _live.Count;
        _live.Add(id);
    }

    private void Forget(int id)
    {
        int hole = _placeOf[id];
        int last = _live[^1];
        _live[hole] = last;
        _placeOf[last] = hole;
        _live.RemoveAt(_live.Count - 1);
    }

    private readonly struct Followed(WorkloadGenerator generator) : IFills
    {
        public void Take(long maker, long taker, long lots, long price)
        {
            generator._left[taker] -= lots;
            if ((generator._left[maker] -= lots) == 0)
                generator.Forget((int)maker);
        }
    }
}
