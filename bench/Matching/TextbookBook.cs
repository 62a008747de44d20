namespace Quern.Bench.Matching;

/// <summary>What a textbook would write: levels in a SortedDictionary, orders in linked lists, ids in a Dictionary. Allocates.</summary>
internal sealed class TextbookBook
{
    private readonly SortedDictionary<int, LinkedList<Order>> _bids = new(Comparer<int>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<int, LinkedList<Order>> _asks = [];
    private readonly Dictionary<uint, LinkedListNode<Order>> _orders = [];

    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills
    {
        if (operation.Kind is OperationKind.Cancel)
            Remove(_orders[operation.Id]);
        else
            Place(in operation, ref fills);
    }

    public EndState End() => new(Best(_bids), Best(_asks), Total(_bids), Total(_asks));

    private void Place<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills
    {
        bool isBuy = operation.Side == 0;
        SortedDictionary<int, LinkedList<Order>> makers = isBuy ? _asks : _bids;
        uint left = operation.Lots;
        while (left > 0 && makers.Count > 0)
        {
            (int price, LinkedList<Order> orders) = First(makers);
            if (isBuy ? price > operation.Price : price < operation.Price)
                break;
            LinkedListNode<Order> maker = orders.First!;
            uint traded = Math.Min(left, maker.Value.Lots);
            fills.Take(maker.Value.Id, operation.Id, traded, price);
            left -= traded;
            maker.Value.Lots -= traded;
            if (maker.Value.Lots == 0)
                Remove(maker);
        }

        if (left > 0)
            Rest(isBuy ? _bids : _asks, new() { Id = operation.Id, IsBuy = isBuy, Price = operation.Price, Lots = left });
    }

    private void Rest(SortedDictionary<int, LinkedList<Order>> side, Order order)
    {
        if (!side.TryGetValue(order.Price, out LinkedList<Order>? orders))
            side.Add(order.Price, orders = []);
        _orders.Add(order.Id, orders.AddLast(order));
    }

    private void Remove(LinkedListNode<Order> node)
    {
        Order order = node.Value;
        _orders.Remove(order.Id);
        LinkedList<Order> orders = node.List!;
        orders.Remove(node);
        if (orders.Count == 0)
            (order.IsBuy ? _bids : _asks).Remove(order.Price);
    }

    private static KeyValuePair<int, LinkedList<Order>> First(SortedDictionary<int, LinkedList<Order>> side)
    {
        using SortedDictionary<int, LinkedList<Order>>.Enumerator levels = side.GetEnumerator();
        levels.MoveNext();
        return levels.Current;
    }

    private static long Best(SortedDictionary<int, LinkedList<Order>> side) => side.Count == 0 ? 0 : First(side).Key;

    private static long Total(SortedDictionary<int, LinkedList<Order>> side) => side.Values.Sum(orders => orders.Sum(order => order.Lots));

    private sealed class Order
    {
        public required uint Id { get; init; }

        public required bool IsBuy { get; init; }

        public required int Price { get; init; }

        public required uint Lots { get; set; }
    }
}

/// <summary>The book as a value, so that the timed loop is compiled for it.</summary>
internal readonly struct Textbook(TextbookBook book) : IBook
{
    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills => book.Apply(in operation, ref fills);

    public EndState End() => book.End();
}
