namespace Quern.Domain.Orders;

/// <summary>The keys of the last so many commands and the orders they made. The oldest is forgotten first.</summary>
internal sealed class RecentCommands(int capacity)
{
    private readonly Dictionary<(string Strategy, UInt128 Key), ClientOrderId> _known = new(capacity);
    private readonly (string Strategy, UInt128 Key)[] _ring = new (string, UInt128)[capacity];
    private int _oldest;

    public int Count => _known.Count;

    public (string Strategy, UInt128 Key) this[int age] => _ring[(_oldest + age) % _ring.Length];

    public bool TryGet(string strategy, UInt128 key, out ClientOrderId id) => _known.TryGetValue((strategy, key), out id);

    public void Add(string strategy, UInt128 key, ClientOrderId id)
    {
        if (_known.ContainsKey((strategy, key)))
            return;

        if (_known.Count == _ring.Length)
        {
            _known.Remove(_ring[_oldest]);
            _ring[_oldest] = (strategy, key);
            _oldest = (_oldest + 1) % _ring.Length;
        }
        else
        {
            _ring[(_oldest + _known.Count) % _ring.Length] = (strategy, key);
        }

        _known.Add((strategy, key), id);
    }
}
