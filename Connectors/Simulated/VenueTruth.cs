using Quern.Connectors.Simulated.Binance;
using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated;

/// <summary>An order as the venue has it.</summary>
/// <param name="Symbol">The instrument.</param>
/// <param name="OrderId">The venue's id.</param>
/// <param name="ClientId">The client's id.</param>
/// <param name="Side">Which way.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Price">In ticks; 0 for market orders.</param>
/// <param name="Quantity">Total size in lots.</param>
/// <param name="Filled">In lots.</param>
/// <param name="CreatedMs">When it was accepted, Unix milliseconds.</param>
public sealed record TrueOrder(
    string Symbol, long OrderId, string ClientId, Side Side, OrderStatus Status, long Price, long Quantity, long Filled, long CreatedMs);

/// <summary>A fill as the venue booked it.</summary>
/// <param name="Symbol">The instrument.</param>
/// <param name="TradeId">Unique per instrument.</param>
/// <param name="OrderId">The order that filled.</param>
/// <param name="ClientId">Its client's id.</param>
/// <param name="Side">The order's side.</param>
/// <param name="Price">In ticks.</param>
/// <param name="Lots">In lots.</param>
/// <param name="IsMaker">True when the order rested.</param>
/// <param name="FeeE8">Charged, in 10^-8 USDT.</param>
/// <param name="RealisedE8">Profit it realised, in 10^-8 USDT.</param>
/// <param name="TimeMs">Unix milliseconds.</param>
public sealed record TrueFill(
    string Symbol, long TradeId, long OrderId, string ClientId, Side Side, long Price, long Lots, bool IsMaker, Int128 FeeE8,
    Int128 RealisedE8, long TimeMs);

/// <summary>A position as the venue holds it.</summary>
/// <param name="Symbol">The instrument.</param>
/// <param name="SignedLots">Positive is long.</param>
/// <param name="CostE8">What the open lots cost, never negative, in 10^-8 USDT.</param>
/// <param name="RealisedE8">Profit of all closed lots, in 10^-8 USDT, fees apart.</param>
public sealed record TruePosition(string Symbol, long SignedLots, Int128 CostE8, Int128 RealisedE8);

/// <summary>A wallet as the venue keeps it; all in 10^-8 USDT.</summary>
/// <param name="WalletE8">What is in it.</param>
/// <param name="FeesE8">Fees paid since the start.</param>
/// <param name="FundingE8">Funding received since the start.</param>
/// <param name="TradedE8">Value of all fills since the start.</param>
public sealed record TrueWallet(Int128 WalletE8, Int128 FeesE8, Int128 FundingE8, Int128 TradedE8);

/// <summary>How things really stand at the simulated venue: the oracle of experiments. Accounts are named as in the options; <see cref="Crowd"/> is everybody else.</summary>
public sealed class VenueTruth
{
    /// <summary>The account of all whom nobody simulates in particular.</summary>
    public const string Crowd = "crowd";

    private readonly VenueCore _core;
    private readonly BinanceVenue _binance;

    internal VenueTruth(VenueCore core, BinanceVenue binance)
    {
        _core = core;
        _binance = binance;
    }

    /// <summary>Accounts, the crowd first.</summary>
    public IReadOnlyList<string> Accounts => [.. _core.Accounts.Select(account => account.Name)];

    /// <summary>Sockets that are open, of any kind.</summary>
    public int OpenSockets => Read(() => _binance.OpenSockets);

    /// <summary>Market streams that are listened to, each listener counted.</summary>
    public int Subscriptions => Read(() => _binance.Subscriptions);

    /// <summary>Request weight that was charged for a path since the start, for example <c>/fapi/v1/depth</c>.</summary>
    public long WeightOf(string path) => Read(() => _binance.WeightOf(path));

    /// <summary>True while somebody hears the account's user stream.</summary>
    public bool HasUserStream(string account) => Read(() => _binance.HasUserStream(Of(account)));

    /// <summary>Times that a dead man's timer ran out.</summary>
    public long CountdownsFired => Read(() => _binance.CountdownsFired);

    /// <summary>Requests refused because their stamp was too old or too far ahead.</summary>
    public long RefusedForTime => Read(() => _binance.RefusedForTime);

    /// <summary>Open orders, oldest first.</summary>
    public IReadOnlyList<TrueOrder> OpenOrders(string account) => Read(() => Of(account).Open.Select(TrueOf).ToArray());

    /// <summary>The newest order of a client id, or null.</summary>
    public TrueOrder? Order(string account, string clientId) => Read(() => Of(account).Find(clientId) is { } order ? TrueOf(order) : null);

    /// <summary>The order of that id, or null; the crowd's are not known.</summary>
    public TrueOrder? Order(string account, long orderId) => Read(() => Of(account).Find(orderId) is { } order ? TrueOf(order) : null);

    /// <summary>What is held and what could still trade on an instrument, in lots.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="symbol">Where.</param>
    /// <param name="prefix">Only open orders whose client id begins so; empty for all.</param>
    public (long PositionLots, long OpenBuyLots, long OpenSellLots) Exposure(string account, string symbol, string prefix = "") => Read(() =>
    {
        VenueMarket market = MarketOf(symbol);
        (long buys, long sells) = (0, 0);
        foreach (VenueOrder order in Of(account).Open)
        {
            if (order.Market != market || !order.ClientId.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            buys += order.Side is Side.Buy ? order.Remaining : 0;
            sells += order.Side is Side.Sell ? order.Remaining : 0;
        }

        return (Of(account).Positions[market.Index].SignedLots, buys, sells);
    });

    /// <summary>The number of the newest change of an instrument's book.</summary>
    public long BookSequence(string symbol) => Read(() => MarketOf(symbol).Book.Sequence);

    /// <summary>Orders whose client id the account had used before.</summary>
    public long ClientIdsSeenTwice(string account) => Read(() => Of(account).ClientIdsSeenTwice);

    /// <summary>Fills on an instrument, oldest first. The crowd's are not kept.</summary>
    public IReadOnlyList<TrueFill> Fills(string account, string symbol) => Read(() => Of(account).FillsOf(MarketOf(symbol)).Select(fill => new TrueFill(
        symbol, fill.TradeId, fill.Order.Id, fill.Order.ClientId, fill.Order.Side, fill.Price, fill.Lots, fill.IsMaker, fill.FeeE8,
        fill.RealisedE8, fill.TimeMs)).ToArray());

    /// <summary>Positions on all instruments, in the options' order, flat ones included.</summary>
    public IReadOnlyList<TruePosition> Positions(string account) => Read(() => Of(account).Positions.Select(held => new TruePosition(
        held.Market.Symbol, held.SignedLots, held.CostE8, held.RealisedE8)).ToArray());

    /// <summary>The wallet.</summary>
    public TrueWallet Wallet(string account) => Read(() =>
        new TrueWallet(Of(account).WalletE8, Of(account).FeesE8, Of(account).FundingE8, Of(account).TradedE8));

    /// <summary>Best bid and best ask.</summary>
    public Touch Touch(string symbol) => Read(() => MarketOf(symbol).Book.Touch);

    /// <summary>The best levels of one side, the touch first.</summary>
    public IReadOnlyList<Level> Depth(string symbol, Side side, int levels) => Read(() =>
    {
        var depth = new Level[levels];
        return depth[..MarketOf(symbol).Book.CopyDepth(side, depth)];
    });

    /// <summary>The mark price in 10^-8 of the quote asset.</summary>
    public Int128 MarkE8(string symbol) => Read(() => MarketOf(symbol).MarkE8);

    /// <summary>Price of the last trade, in ticks; the start price before the first.</summary>
    public long LastPrice(string symbol) => Read(() => MarketOf(symbol).LastPrice);

    private static TrueOrder TrueOf(VenueOrder order) => new(
        order.Market.Symbol, order.Id, order.ClientId, order.Side, order.Status, order.Price, order.Quantity, order.Filled, order.CreatedMs);

    private VenueAccount Of(string account) => _core.Accounts.FirstOrDefault(found => found.Name == account)
        ?? throw new ArgumentException($"There is no account '{account}' at this venue.", nameof(account));

    private VenueMarket MarketOf(string symbol) => _core.MarketOf(symbol)
        ?? throw new ArgumentException($"There is no instrument '{symbol}' at this venue.", nameof(symbol));

    private T Read<T>(Func<T> look)
    {
        lock (_core.Gate)
            return look();
    }
}
