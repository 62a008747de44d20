using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>Counts request weight per address and orders per account in fixed windows of the venue's clock, and bans who does not stop.</summary>
internal sealed class RateLedger(VenueLimits limits)
{
    private const long MinuteMs = 60_000;
    private const long TenSecondsMs = 10_000;
    private const long LongestBanMs = 3 * 24 * 60 * MinuteMs;
    private const int MostAddresses = 1_000;
    private readonly Dictionary<string, AddressUse> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<int, OrderUse> _orders = [];

    /// <summary>Share of the limits that holds now, above 0 to 1: a fault may cut them. Default 1.</summary>
    public double Share { get; set; } = 1;

    public VenueLimits Limits => limits;

    public int WeightLimit => (int)(limits.WeightPerMinute * Share);

    private int TenSecondLimit => (int)(limits.OrdersPerTenSeconds * Share);

    private int MinuteLimit => (int)(limits.OrdersPerMinute * Share);

    /// <summary>Adds weight.</summary>
    /// <returns>0 when it is within the limit; else 429, or 418 while banned, with the milliseconds to wait.</returns>
    public (int Status, long WaitMs) Charge(string address, int weight, long nowMs)
    {
        AddressUse use = UseOf(address, nowMs);
        if (nowMs < use.BannedUntilMs)
            return (418, use.BannedUntilMs - nowMs);

        use.Weight += weight;
        if (use.Weight <= WeightLimit)
            return (0, 0);
        if (++use.Refusals < limits.RefusalsBeforeBan)
            return (429, MinuteMs - nowMs % MinuteMs);

        use.BanMs = Math.Min(LongestBanMs, use.BanMs == 0 ? (long)limits.FirstBan.TotalMilliseconds : use.BanMs * 2);
        use.BannedUntilMs = nowMs + use.BanMs;
        use.Refusals = 0;
        return (418, use.BanMs);
    }

    public int Weight(string address, long nowMs) => UseOf(address, nowMs).Weight;

    /// <summary>Counts one order in both windows, unless one of them is full.</summary>
    public BinanceError CountOrder(VenueAccount account, long nowMs)
    {
        OrderUse use = OrdersOf(account, nowMs);
        if (use.TenSeconds >= TenSecondLimit)
            return BinanceErrors.TooManyOrders(TenSecondLimit, "TEN SECONDS");
        if (use.Minute >= MinuteLimit)
            return BinanceErrors.TooManyOrders(MinuteLimit, "MINUTE");
        use.TenSeconds++;
        use.Minute++;
        return default;
    }

    public (int TenSeconds, int Minute) Orders(VenueAccount account, long nowMs)
    {
        OrderUse use = OrdersOf(account, nowMs);
        return (use.TenSeconds, use.Minute);
    }

    private AddressUse UseOf(string address, long nowMs)
    {
        if (!_addresses.TryGetValue(address, out AddressUse? use))
        {
            if (_addresses.Count >= MostAddresses)
                _addresses.Clear();
            _addresses[address] = use = new AddressUse();
        }

        if (use.Window != nowMs / MinuteMs)
            (use.Window, use.Weight, use.Refusals) = (nowMs / MinuteMs, 0, 0);
        return use;
    }

    private OrderUse OrdersOf(VenueAccount account, long nowMs)
    {
        if (!_orders.TryGetValue(account.Owner, out OrderUse? use))
            _orders[account.Owner] = use = new OrderUse();
        if (use.TenSecondWindow != nowMs / TenSecondsMs)
            (use.TenSecondWindow, use.TenSeconds) = (nowMs / TenSecondsMs, 0);
        if (use.MinuteWindow != nowMs / MinuteMs)
            (use.MinuteWindow, use.Minute) = (nowMs / MinuteMs, 0);
        return use;
    }

    private sealed class AddressUse
    {
        public long Window;
        public int Weight;
        public int Refusals;
        public long BannedUntilMs;
        public long BanMs;
    }

    private sealed class OrderUse
    {
        public long TenSecondWindow;
        public int TenSeconds;
        public long MinuteWindow;
        public int Minute;
    }
}
