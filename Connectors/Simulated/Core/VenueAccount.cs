using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Core;

/// <summary>One account: its wallet, positions, open orders, and what it did before.</summary>
internal sealed class VenueAccount
{
    private static readonly Comparer<VenueOrder> ById = Comparer<VenueOrder>.Create(static (left, right) => left.Id.CompareTo(right.Id));
    private readonly Dictionary<string, VenueOrder> _openByClientId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VenueOrder> _lastByClientId = new(StringComparer.Ordinal);
    private readonly Dictionary<long, VenueOrder> _byId = [];
    private readonly Queue<VenueOrder> _history = [];
    private readonly Queue<AccountFill>[] _fills;
    private readonly Queue<AccountFunding> _fundings = [];
    private readonly int _historyLimit;

    public VenueAccount(int owner, VenueAccountOptions options, IReadOnlyList<VenueMarket> markets, int historyLimit)
    {
        Owner = owner;
        Name = options.Name;
        Key = options.Key;
        Secret = options.Secret;
        WalletE8 = options.WalletE8;
        _historyLimit = historyLimit;
        Positions = [.. markets.Select(market => new VenuePosition(market))];
        _fills = [.. markets.Select(_ => new Queue<AccountFill>())];
    }

    /// <summary>The account's number in the matching engines; 0 is the crowd.</summary>
    public int Owner { get; }

    public string Name { get; }

    public string Key { get; }

    public string Secret { get; }

    public bool IsCrowd => Owner == 0;

    public Int128 WalletE8 { get; set; }

    public Int128 FeesE8 { get; set; }

    public Int128 FundingE8 { get; set; }

    /// <summary>Value of all fills, in 10^-8 USDT.</summary>
    public Int128 TradedE8 { get; set; }

    public long WalletUpdatedMs { get; set; }

    /// <summary>Orders whose client id had been used by this account before.</summary>
    public long ClientIdsSeenTwice { get; private set; }

    public VenuePosition[] Positions { get; }

    /// <summary>Open orders, oldest id first.</summary>
    public List<VenueOrder> Open { get; } = [];

    public VenueOrder? OpenByClientId(string clientId) => _openByClientId.GetValueOrDefault(clientId);

    public VenueOrder? Find(long id) => _byId.GetValueOrDefault(id);

    public VenueOrder? Find(string clientId) => _lastByClientId.GetValueOrDefault(clientId);

    public IReadOnlyCollection<AccountFill> FillsOf(VenueMarket market) => _fills[market.Index];

    public void Add(VenueOrder order)
    {
        if (!_lastByClientId.TryAdd(order.ClientId, order))
        {
            ClientIdsSeenTwice++;
            _lastByClientId[order.ClientId] = order;
        }

        _byId.Add(order.Id, order);
        // Ids rise, so the list stays in their order.
        Open.Add(order);
        _openByClientId[order.ClientId] = order;
    }

    public void Close(VenueOrder order)
    {
        int place = Open.BinarySearch(order, ById);
        if (place < 0)
            return;
        Open.RemoveAt(place);
        _openByClientId.Remove(order.ClientId);
        _history.Enqueue(order);
        if (_history.Count > _historyLimit)
            Forget(_history.Dequeue());
    }

    public void Add(in AccountFill fill)
    {
        Queue<AccountFill> fills = _fills[fill.Order.Market.Index];
        fills.Enqueue(fill);
        if (fills.Count > _historyLimit)
            fills.Dequeue();
    }

    /// <summary>Funding paid and received, oldest first.</summary>
    public IReadOnlyCollection<AccountFunding> Fundings => _fundings;

    public void Add(in AccountFunding funding)
    {
        _fundings.Enqueue(funding);
        if (_fundings.Count > _historyLimit)
            _fundings.Dequeue();
    }

    /// <summary>Lots that rest on one side of an instrument.</summary>
    public long OpenLots(VenueMarket market, Side side)
    {
        long lots = 0;
        foreach (VenueOrder order in Open)
        {
            if (order.Market == market && order.Side == side)
                lots += order.Remaining;
        }

        return lots;
    }

    /// <summary>Forgets what is older than the newest so many fills of each instrument and ended orders.</summary>
    public void ForgetHistory(int kept)
    {
        foreach (Queue<AccountFill> fills in _fills)
        {
            while (fills.Count > kept)
                fills.Dequeue();
        }

        while (_history.Count > kept)
            Forget(_history.Dequeue());
    }

    private void Forget(VenueOrder order)
    {
        _byId.Remove(order.Id);
        if (_lastByClientId.TryGetValue(order.ClientId, out VenueOrder? last) && last == order)
            _lastByClientId.Remove(order.ClientId);
    }
}
