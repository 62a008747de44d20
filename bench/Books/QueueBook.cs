using Quern.Bench.Matching;

namespace Quern.Bench.Books;

/// <summary>
/// A small matching book with price-time priority over a known range of prices and ids: what workload L is derived with. Each operation tells
/// the levels that it changed, those of the aggressor's own side last.
/// </summary>
internal sealed class QueueBook(int minPrice, int maxPrice, int maxId)
{
    private readonly long[][] _lots = [new long[maxPrice - minPrice + 1], new long[maxPrice - minPrice + 1]];
    private readonly LinkedList<int>?[][] _queues = [new LinkedList<int>?[maxPrice - minPrice + 1], new LinkedList<int>?[maxPrice - minPrice + 1]];
    private readonly LinkedListNode<int>?[] _nodes = new LinkedListNode<int>?[maxId + 1];
    private readonly BookOperation[] _orders = new BookOperation[maxId + 1];
    private readonly long[] _left = new long[maxId + 1];
    private readonly int[] _best = [minPrice - 1, maxPrice + 1];

    public long TradedLots { get; private set; }

    public int Best(int side) => _best[side];

    public void Apply(in BookOperation operation, List<LevelChange> changes)
    {
        if (operation.Kind is OperationKind.Cancel)
            Cancel((int)operation.Id, changes);
        else
            Place(operation, changes);
    }

    /// <summary>The best levels of a side, the touch first.</summary>
    public IEnumerable<(long Price, long Lots)> Depth(int side)
    {
        for (int price = _best[side]; price >= minPrice && price <= maxPrice; price += 2 * side - 1)
        {
            if (_lots[side][price - minPrice] > 0)
                yield return (price, _lots[side][price - minPrice]);
        }
    }

    private void Cancel(int id, List<LevelChange> changes)
    {
        BookOperation order = _orders[id];
        _queues[order.Side][order.Price - minPrice]!.Remove(_nodes[id]!);
        Add(order.Side, order.Price, -_left[id], changes);
        _left[id] = 0;
    }

    private void Place(BookOperation order, List<LevelChange> changes)
    {
        int makers = order.Side ^ 1;
        long left = order.Lots;
        while (left > 0 && !IsEmpty(makers) && (order.Side == 0 ? _best[1] <= order.Price : _best[0] >= order.Price))
            left -= TakeLevel(makers, _best[makers], left, changes);
        if (left == 0)
            return;

        int id = (int)order.Id;
        (_orders[id], _left[id]) = (order, left);
        _nodes[id] = (_queues[order.Side][order.Price - minPrice] ??= []).AddLast(id);
        Add(order.Side, order.Price, left, changes);
    }

    private long TakeLevel(int side, int price, long lots, List<LevelChange> changes)
    {
        LinkedList<int> queue = _queues[side][price - minPrice]!;
        long taken = 0;
        while (taken < lots && queue.First is { } oldest)
        {
            long traded = Math.Min(lots - taken, _left[oldest.Value]);
            taken += traded;
            _left[oldest.Value] -= traded;
            if (_left[oldest.Value] > 0)
                break;
            queue.RemoveFirst();
        }

        TradedLots += taken;
        Add(side, price, -taken, changes);
        return taken;
    }

    private void Add(int side, int price, long lots, List<LevelChange> changes)
    {
        long[] levels = _lots[side];
        levels[price - minPrice] += lots;
        changes.Add(new(price, (int)levels[price - minPrice], (byte)side));
        if (lots > 0)
            _best[side] = side == 0 ? Math.Max(_best[0], price) : Math.Min(_best[1], price);
        else
            while (!IsEmpty(side) && levels[_best[side] - minPrice] == 0)
                _best[side] += 2 * side - 1;
    }

    private bool IsEmpty(int side) => _best[side] < minPrice || _best[side] > maxPrice;
}
