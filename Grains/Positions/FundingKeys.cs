namespace Quern.Grains.Positions;

/// <summary>Names of the newest funding payments that no instrument is known of: their time and the wallet after them. Bounded: the oldest is forgotten.</summary>
internal sealed class FundingKeys
{
    // Three payments a day: a year and more.
    private const int Most = 1_024;
    private readonly HashSet<(long TimeNs, string Wallet)> _known = [];
    private readonly Queue<(long TimeNs, string Wallet)> _order = new();

    /// <summary>The newest one's time, Unix nanoseconds; 0 when there is none.</summary>
    public long NewestNs { get; private set; }

    /// <summary>Those remembered, oldest first.</summary>
    public IEnumerable<(long TimeNs, string Wallet)> All => _order;

    /// <summary>Takes what another one remembered; only while empty.</summary>
    public void Take(IEnumerable<(long TimeNs, string Wallet)> payments, long newestNs)
    {
        foreach ((long timeNs, string wallet) in payments)
            Add(timeNs, wallet);
        NewestNs = Math.Max(NewestNs, newestNs);
    }

    /// <summary>True when that payment is remembered.</summary>
    public bool Contains(long timeNs, string wallet) => _known.Contains((timeNs, wallet));

    /// <summary>Remembers a payment.</summary>
    public void Add(long timeNs, string wallet)
    {
        NewestNs = Math.Max(NewestNs, timeNs);
        if (!_known.Add((timeNs, wallet)))
            return;
        _order.Enqueue((timeNs, wallet));
        if (_order.Count > Most)
            _known.Remove(_order.Dequeue());
    }
}
