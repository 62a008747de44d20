using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>An order that rests, is held, or is on its way in.</summary>
internal sealed class PlainOrder
{
    public required long Id { get; init; }

    public required int Owner { get; init; }

    public required Side Side { get; init; }

    public required bool IsMarket { get; init; }

    public required TimeInForce TimeInForce { get; init; }

    public required bool PostOnly { get; init; }

    public required SelfTradePrevention SelfTrade { get; init; }

    public required long Display { get; init; }

    public required long StopPrice { get; set; }

    /// <summary>True for a stop until it is triggered.</summary>
    public required bool IsHeld { get; set; }

    public required long Price { get; set; }

    /// <summary>All that is left, shown or not.</summary>
    public required long Remaining { get; set; }

    /// <summary>What the level counts while it rests.</summary>
    public long Shown { get; set; }

    public long Filled { get; set; }

    public long QueuePrice => IsHeld ? StopPrice : Price;

    public void ShowNext() => Shown = Display == 0 ? Remaining : Math.Min(Display, Remaining);
}

/// <summary>The resting orders of one side, or the held stops of one: levels from the first to be served, in each the oldest order first.</summary>
internal sealed class PlainBookSide(bool highestFirst)
{
    private readonly SortedDictionary<long, LinkedList<PlainOrder>> _levels =
        new(Comparer<long>.Create((left, right) => highestFirst ? right.CompareTo(left) : left.CompareTo(right)));

    /// <summary>The levels from the first outward.</summary>
    public IEnumerable<(long Price, long Lots)> Levels => _levels.Select(level => (level.Key, level.Value.Sum(order => order.Shown)));

    /// <summary>The orders in the sequence in which they would trade.</summary>
    public IEnumerable<PlainOrder> InPriority => _levels.Values.SelectMany(orders => orders);

    /// <summary>The orders of each level.</summary>
    public IEnumerable<IReadOnlyCollection<PlainOrder>> ByLevel => _levels.Values;

    /// <summary>The order that trades next; null when the side is empty.</summary>
    public PlainOrder? First => _levels.Count == 0 ? null : _levels.First().Value.First!.Value;

    /// <summary>The orders of the first level, the oldest first; none when the side is empty.</summary>
    public PlainOrder[] FirstLevel => _levels.Count == 0 ? [] : [.. _levels.First().Value];

    public long LotsAt(long price) => _levels.TryGetValue(price, out LinkedList<PlainOrder>? orders) ? orders.Sum(order => order.Shown) : 0;

    public void AddLast(PlainOrder order)
    {
        if (!_levels.TryGetValue(order.QueuePrice, out LinkedList<PlainOrder>? orders))
            _levels.Add(order.QueuePrice, orders = []);
        orders.AddLast(order);
    }

    public void Remove(PlainOrder order)
    {
        LinkedList<PlainOrder> orders = _levels[order.QueuePrice];
        orders.Remove(order);
        if (orders.Count == 0)
            _levels.Remove(order.QueuePrice);
    }
}
