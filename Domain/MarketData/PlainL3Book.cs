using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>The specification of <see cref="L3Book"/>: the same rules over sorted dictionaries and lists, written to be read. Allocates freely.</summary>
public sealed class PlainL3Book
{
    private readonly SortedDictionary<long, PlainQueue> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, PlainQueue> _asks = [];
    private readonly Dictionary<long, (Side Side, long Price)> _places = [];

    /// <inheritdoc cref="L3Book.OrderCount"/>
    public int OrderCount => _places.Count;

    /// <summary>All levels of a side, the touch first.</summary>
    public IEnumerable<Level> Depth(Side side) =>
        LevelsOf(side).Select(level => new Level(new Price(level.Key), new Quantity(level.Value.Lots)));

    /// <summary>The named orders at a price, the oldest first.</summary>
    public IEnumerable<RestingOrder> QueueAt(Side side, Price price) =>
        LevelsOf(side).TryGetValue(price.Ticks, out PlainQueue? queue)
            ? queue.Orders.Select(order => new RestingOrder(order.Id, side, price, new Quantity(order.Lots)))
            : [];

    /// <inheritdoc cref="L3Book.UnnamedAt"/>
    public Quantity UnnamedAt(Side side, Price price) =>
        new(LevelsOf(side).GetValueOrDefault(price.Ticks)?.Unnamed ?? 0);

    /// <inheritdoc cref="L3Book.TryAhead"/>
    public bool TryAhead(long orderId, out QueueAhead ahead)
    {
        ahead = default;
        if (!_places.TryGetValue(orderId, out (Side Side, long Price) place))
            return false;

        PlainQueue queue = LevelsOf(place.Side)[place.Price];
        int orders = queue.Orders.FindIndex(order => order.Id == orderId);
        ahead = new(orders, queue.Unnamed + queue.Orders.Take(orders).Sum(order => order.Lots));
        return true;
    }

    /// <inheritdoc cref="L3Book.Add"/>
    public L3Result Add(long orderId, Side side, Price price, long lots)
    {
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (_places.ContainsKey(orderId))
            return L3Result.DuplicateOrder;
        if (!HasRoom(side, price.Ticks, lots))
            return L3Result.TooLarge;

        QueueFor(side, price.Ticks).Orders.Add((orderId, lots));
        _places.Add(orderId, (side, price.Ticks));
        return L3Result.Applied;
    }

    /// <inheritdoc cref="L3Book.Reduce"/>
    public L3Result Reduce(long orderId, long lots)
    {
        if (!_places.TryGetValue(orderId, out (Side Side, long Price) place))
            return L3Result.UnknownOrder;
        if (lots <= 0)
            return L3Result.InvalidSize;

        List<(long Id, long Lots)> orders = LevelsOf(place.Side)[place.Price].Orders;
        int index = orders.FindIndex(order => order.Id == orderId);
        if (lots > orders[index].Lots)
            return L3Result.TooLarge;
        if (lots == orders[index].Lots)
            return Delete(orderId);

        orders[index] = (orderId, orders[index].Lots - lots);
        return L3Result.Applied;
    }

    /// <inheritdoc cref="L3Book.Execute"/>
    public L3Result Execute(long orderId, long lots) => Reduce(orderId, lots);

    /// <inheritdoc cref="L3Book.Delete"/>
    public L3Result Delete(long orderId)
    {
        if (!_places.Remove(orderId, out (Side Side, long Price) place))
            return L3Result.UnknownOrder;

        LevelsOf(place.Side)[place.Price].Orders.RemoveAll(order => order.Id == orderId);
        RemoveIfEmpty(place.Side, place.Price);
        return L3Result.Applied;
    }

    /// <inheritdoc cref="L3Book.Replace"/>
    public L3Result Replace(long orderId, long newOrderId, Price price, long lots)
    {
        if (!_places.TryGetValue(orderId, out (Side Side, long Price) place))
            return L3Result.UnknownOrder;
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (newOrderId != orderId && _places.ContainsKey(newOrderId))
            return L3Result.DuplicateOrder;

        long held = LevelsOf(place.Side)[place.Price].Orders.Find(order => order.Id == orderId).Lots;
        bool keepsPlace = newOrderId == orderId && price.Ticks == place.Price && lots <= held;
        if (keepsPlace)
            return lots == held ? L3Result.Applied : Reduce(orderId, held - lots);
        if (!HasRoom(place.Side, price.Ticks, price.Ticks == place.Price ? Math.Max(0, lots - held) : lots))
            return L3Result.TooLarge;

        Delete(orderId);
        return Add(newOrderId, place.Side, price, lots);
    }

    /// <inheritdoc cref="L3Book.AddUnnamed"/>
    public L3Result AddUnnamed(Side side, Price price, long lots)
    {
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (!HasRoom(side, price.Ticks, lots))
            return L3Result.TooLarge;

        QueueFor(side, price.Ticks).Unnamed += lots;
        return L3Result.Applied;
    }

    /// <inheritdoc cref="L3Book.ReduceUnnamed"/>
    public L3Result ReduceUnnamed(Side side, Price price, long lots)
    {
        long unnamed = UnnamedAt(side, price).Lots;
        if (unnamed == 0)
            return L3Result.UnknownOrder;
        if (lots <= 0)
            return L3Result.InvalidSize;
        if (lots > unnamed)
            return L3Result.TooLarge;

        LevelsOf(side)[price.Ticks].Unnamed -= lots;
        RemoveIfEmpty(side, price.Ticks);
        return L3Result.Applied;
    }

    /// <inheritdoc cref="L3Book.KeepBest"/>
    public int KeepBest(Side side, int levels) => LevelsOf(side).Keys.Skip(levels).ToArray().Count(price => Forget(side, new Price(price)));

    /// <inheritdoc cref="L3Book.Forget"/>
    public bool Forget(Side side, Price price)
    {
        foreach (RestingOrder order in QueueAt(side, price))
            _places.Remove(order.Id);
        return LevelsOf(side).Remove(price.Ticks);
    }

    /// <inheritdoc cref="L3Book.Clear"/>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
        _places.Clear();
    }

    private SortedDictionary<long, PlainQueue> LevelsOf(Side side) => side is Side.Buy ? _bids : _asks;

    private bool HasRoom(Side side, long price, long lots) =>
        (LevelsOf(side).GetValueOrDefault(price)?.Lots ?? 0) <= long.MaxValue - lots;

    private PlainQueue QueueFor(Side side, long price)
    {
        if (!LevelsOf(side).TryGetValue(price, out PlainQueue? queue))
            LevelsOf(side).Add(price, queue = new());
        return queue;
    }

    private void RemoveIfEmpty(Side side, long price)
    {
        if (LevelsOf(side)[price].Lots == 0)
            LevelsOf(side).Remove(price);
    }

    private sealed class PlainQueue
    {
        public long Unnamed { get; set; }

        public List<(long Id, long Lots)> Orders { get; } = [];

        public long Lots => Unnamed + Orders.Sum(order => order.Lots);
    }
}
