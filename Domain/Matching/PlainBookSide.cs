using Quern.Domain.Instruments;

namespace Quern.Domain.Matching;

/// <summary>An order that rests, or is on its way in.</summary>
internal sealed class PlainOrder
{
    public required long Id { get; init; }

    public required int Owner { get; init; }

    public required Side Side { get; init; }

    public required bool IsMarket { get; init; }

    public required bool PostOnly { get; init; }

    public required SelfTradePrevention SelfTrade { get; init; }

    public required long Price { get; set; }

    public required long Remaining { get; set; }

    public long Filled { get; set; }
}

/// <summary>The resting orders of one side: levels from the touch outward, in each the oldest order first.</summary>
internal sealed class PlainBookSide(Side side)
{
    // Best first: the highest bid, the lowest ask.
    private readonly SortedDictionary<long, LinkedList<PlainOrder>> _levels =
        new(Comparer<long>.Create((left, right) => side is Side.Buy ? right.CompareTo(left) : left.CompareTo(right)));

    /// <summary>The levels from the touch outward.</summary>
    public IEnumerable<(long Price, long Lots)> Levels => _levels.Select(level => (level.Key, level.Value.Sum(order => order.Remaining)));

    /// <summary>The orders in the sequence in which they would trade.</summary>
    public IEnumerable<PlainOrder> InPriority => _levels.Values.SelectMany(orders => orders);

    /// <summary>The order that trades next; null when the side is empty.</summary>
    public PlainOrder? First => _levels.Count == 0 ? null : _levels.First().Value.First!.Value;

    public long LotsAt(long price) => _levels.TryGetValue(price, out LinkedList<PlainOrder>? orders) ? orders.Sum(order => order.Remaining) : 0;

    public void AddLast(PlainOrder order)
    {
        if (!_levels.TryGetValue(order.Price, out LinkedList<PlainOrder>? orders))
            _levels.Add(order.Price, orders = []);
        orders.AddLast(order);
    }

    public void Remove(PlainOrder order)
    {
        LinkedList<PlainOrder> orders = _levels[order.Price];
        orders.Remove(order);
        if (orders.Count == 0)
            _levels.Remove(order.Price);
    }
}
