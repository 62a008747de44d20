using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated;

/// <summary>Somebody who trades on an account by hand, as on the venue's own page: the account hears of it as of any other order.</summary>
public sealed class VenueHand
{
    private readonly VenueCore _core;
    private long _placed;

    internal VenueHand(VenueCore core) => _core = core;

    /// <summary>Buys or sells at the market.</summary>
    /// <returns>The lots that traded.</returns>
    public long Trade(string account, string symbol, Side side, long lots) =>
        Place(account, symbol, side, OrderType.Market, 0, lots) is { } order ? order.Filled : 0;

    /// <summary>Places a limit order that rests.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="symbol">Where.</param>
    /// <param name="side">Which way.</param>
    /// <param name="priceTicks">On the grid.</param>
    /// <param name="lots">The size.</param>
    /// <returns>Its client id; null when the venue refused it.</returns>
    public string? Rest(string account, string symbol, Side side, long priceTicks, long lots) =>
        Place(account, symbol, side, OrderType.Limit, priceTicks, lots)?.ClientId;

    private VenueOrder? Place(string account, string symbol, Side side, OrderType type, long price, long lots)
    {
        lock (_core.Gate)
        {
            VenueMarket market = _core.MarketOf(symbol) ?? throw new ArgumentException($"'{symbol}' does not trade here.", nameof(symbol));
            VenueAccount owner = _core.Accounts.First(known => known.Name == account);
            TimeInForce timeInForce = type is OrderType.Market ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled;
            var order = new NewOrder(
                market, side, type, timeInForce, PostOnly: false, ReduceOnly: false, default, price, lots, $"by-hand-{++_placed}", 0);
            return _core.Place(owner, in order).Order;
        }
    }
}
