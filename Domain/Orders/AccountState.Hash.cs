using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

internal sealed partial class AccountState
{
    private const string Form = "quern-orders-3";

    /// <summary>SHA-256 over everything that the journal determines, in a fixed order.</summary>
    public string Hash() => Write().Finish();

    /// <summary>Everything that the journal determines: the bytes that <see cref="Hash"/> is of, and that <see cref="Read"/> reads.</summary>
    public byte[] Snapshot() => Write().ToArray();

    private CanonicalBytes Write()
    {
        var bytes = new CanonicalBytes();
        bytes.Add(Form);
        bytes.Add(_settings.Account);
        bytes.Add((long)_settings.AccountNumber);
        bytes.Add((long)Epoch);
        bytes.Add((long)Sequence);
        bytes.Add(IsStopped);
        bytes.Add(IsKilled);
        bytes.Add(KillReason);

        bytes.Add((long)_inOrder.Length);
        foreach (TradedInstrument traded in _inOrder)
            Add(bytes, traded);
        AddOrders(bytes);
        AddCommands(bytes);
        bytes.Add((long)_unlinked.All.Length);
        foreach (var trade in _unlinked.All)
        {
            bytes.Add(trade.Instrument.ToString());
            bytes.Add(trade.VenueOrderId);
            bytes.Add(trade.Lots);
            bytes.Add(trade.TickLots);
        }

        return bytes;
    }

    private static void Add(CanonicalBytes bytes, TradedInstrument traded)
    {
        bytes.Add(traded.Definition.Id.ToString());
        bytes.Add(traded.PositionLots);
        bytes.Add(traded.Exposure.WorstLongLots);
        bytes.Add(traded.Exposure.WorstShortLots);
        bytes.Add(traded.NewestTradeId);
        Add(bytes, traded.TradeIds(Side.Buy));
        Add(bytes, traded.TradeIds(Side.Sell));
    }

    private static void Add(CanonicalBytes bytes, IdWindow window)
    {
        bytes.Add((long)window.Count);
        for (int age = 0; age < window.Count; age++)
            bytes.Add(window[age]);
    }

    private void AddOrders(CanonicalBytes bytes)
    {
        Order[] live = Orders.Live.ToArray();
        Array.Sort(live, static (left, right) => left.Id.CompareTo(right.Id));
        bytes.Add((long)live.Length);
        foreach (Order order in live)
            Add(bytes, order);

        bytes.Add((long)Orders.EndedCount);
        bytes.Add(Orders.Evicted);
        for (int age = 0; age < Orders.EndedCount; age++)
            Add(bytes, Orders.Ended(age));
    }

    private void AddCommands(CanonicalBytes bytes)
    {
        bytes.Add((long)_commands.Count);
        for (int age = 0; age < _commands.Count; age++)
        {
            (string strategy, UInt128 key) = _commands[age];
            bytes.Add(strategy);
            bytes.Add(key);
            _commands.TryGet(strategy, key, out ClientOrderId id);
            bytes.Add(id.Value);
        }
    }

    private static void Add(CanonicalBytes bytes, Order order)
    {
        bytes.Add(order.Id.Value);
        bytes.Add(order.Instrument.Id.ToString());
        bytes.Add(order.Strategy);
        bytes.Add((long)order.Side | (long)order.Type << 8 | (long)order.TimeInForce << 16 | (long)order.State << 24
            | (long)order.EndReason << 32 | (long)order.Absence << 40);
        bytes.Add(order.PostOnly);
        bytes.Add(order.ReduceOnly);
        bytes.Add(order.IsQuote);
        bytes.Add(order.WasAcknowledged);
        bytes.Add(order.CancelWanted);
        bytes.Add(order.CommandKey);
        bytes.Add(order.Price.Ticks);
        bytes.Add(order.Quantity.Lots);
        bytes.Add(order.Filled.Lots);
        bytes.Add(order.Traded.Lots);
        bytes.Add(order.TradedTickLots);
        bytes.Add(order.PendingPrice.Ticks);
        bytes.Add(order.PendingQuantity.Lots);
        bytes.Add(order.VenueOrderId);
        bytes.Add(order.IntendedNs);
        bytes.Add(order.AcknowledgedNs);
        bytes.Add(order.EndedNs);
        bytes.Add(order.RequestedNs);
        bytes.Add(order.RequestExpiresNs);
        bytes.Add(order.PriceStatedNs);
        bytes.Add(order.HeardStampNs);
        bytes.Add(order.ReplaceAskedAfterNs);
        bytes.Add(order.TradesBefore);
        bytes.Add((long)order.Requests);
    }
}
