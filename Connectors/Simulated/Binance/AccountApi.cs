using System.Text.Json;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>What an account may ask about itself: fills, positions, balances, fees, modes, limits, listen keys.</summary>
internal sealed class AccountApi(VenueCore core, VenueOptions options, ListenKeys listenKeys, VenueFaults faults)
{
    private const string ListenKeyPath = "/fapi/v1/listenKey";

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", "/fapi/v1/userTrades", null, Security.Signed, UserTrades) { Weight = _ => 5 },
        new("GET", "/fapi/v3/positionRisk", "v2/account.position", Security.Signed, PositionRisk) { Weight = _ => 5 },
        new("GET", "/fapi/v3/balance", "v2/account.balance", Security.Signed, Balance) { Weight = _ => 5 },
        new("GET", "/fapi/v3/account", "v2/account.status", Security.Signed, Account) { Weight = _ => 5 },
        new("GET", "/fapi/v1/income", null, Security.Signed, Income) { Weight = _ => 30 },
        new("GET", "/fapi/v1/commissionRate", null, Security.Signed, CommissionRate) { Weight = _ => 20 },
        new("GET", "/fapi/v1/positionSide/dual", null, Security.Signed, PositionMode) { Weight = _ => 30 },
        new("GET", "/fapi/v1/multiAssetsMargin", null, Security.Signed, AssetMode) { Weight = _ => 30 },
        new("GET", "/fapi/v1/rateLimit/order", null, Security.Signed, OrderLimits),
        new("POST", ListenKeyPath, "userDataStream.start", Security.Key, StartStream),
        new("PUT", ListenKeyPath, "userDataStream.ping", Security.Key, KeepStream),
        new("DELETE", ListenKeyPath, "userDataStream.stop", Security.Key, StopStream),
    ];

    private BinanceError UserTrades(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;
        RequestParameters parameters = call.Parameters;
        if (!parameters.TryGetLong("fromId", out long? fromId) || !parameters.TryGetLong("orderId", out long? orderId)
            || !parameters.TryGetLong("startTime", out long? from) || !parameters.TryGetLong("endTime", out long? to))
            return BinanceErrors.Missing("fromId");

        int limit = (int)Math.Clamp(parameters.GetLong("limit", 500), 1, 1000);
        IEnumerable<AccountFill> fills = call.Account.FillsOf(market).Where(fill =>
            fill.TradeId >= (fromId ?? 0) && (orderId is null || fill.Order.Id == orderId)
            && fill.TimeMs >= (from ?? 0) && fill.TimeMs <= (to ?? long.MaxValue) && !faults.IsFillHidden(market.Symbol, fill.TradeId));

        // From an id or a time on the oldest come first; without either the newest are meant.
        result.WriteStartArray();
        foreach (AccountFill fill in fromId is null && from is null ? fills.TakeLast(limit) : fills.Take(limit))
            UserTrade(result, market, in fill);
        result.WriteEndArray();
        return default;
    }

    private BinanceError Income(in EndpointCall call, Utf8JsonWriter result)
    {
        RequestParameters parameters = call.Parameters;
        if (!parameters.TryGetLong("startTime", out long? from) || !parameters.TryGetLong("endTime", out long? to))
            return BinanceErrors.Missing("startTime");

        // Funding is the only income that this venue keeps apart.
        bool isFunding = parameters.Get("incomeType") is null or "FUNDING_FEE";
        int limit = (int)Math.Clamp(parameters.GetLong("limit", 100), 1, 1000);
        IEnumerable<AccountFunding> fundings = call.Account.Fundings.Where(funding =>
            isFunding && (parameters.Get("symbol") is not { } symbol || symbol == funding.Market.Symbol)
            && funding.TimeMs >= (from ?? 0) && funding.TimeMs <= (to ?? long.MaxValue));
        result.WriteStartArray();
        foreach (AccountFunding funding in from is null ? fundings.TakeLast(limit) : fundings.Take(limit))
            AccountWire.Income(result, in funding);
        result.WriteEndArray();
        return default;
    }

    private static void UserTrade(Utf8JsonWriter result, VenueMarket market, in AccountFill fill)
    {
        bool isBuy = fill.Order.Side is Side.Buy;
        result.WriteStartObject();
        result.WriteString("symbol"u8, market.Symbol);
        result.WriteNumber("id"u8, fill.TradeId);
        result.WriteNumber("orderId"u8, fill.Order.Id);
        result.WriteString("side"u8, isBuy ? "BUY"u8 : "SELL"u8);
        result.Fixed("price"u8, fill.Price, market.PriceScale);
        result.Fixed("qty"u8, fill.Lots, market.QuantityScale);
        result.FixedOrZero("realizedPnl"u8, fill.RealisedE8, 8);
        result.WriteString("marginAsset"u8, "USDT"u8);
        result.Fixed("quoteQty"u8, (Int128)fill.Price * fill.Lots, market.PriceScale + market.QuantityScale);
        result.Fixed("commission"u8, fill.FeeE8, 8);
        result.WriteString("commissionAsset"u8, "USDT"u8);
        result.WriteNumber("time"u8, fill.TimeMs);
        result.WriteString("positionSide"u8, "BOTH"u8);
        result.WriteBoolean("buyer"u8, isBuy);
        result.WriteBoolean("maker"u8, fill.IsMaker);
        result.WriteEndObject();
    }

    private BinanceError PositionRisk(in EndpointCall call, Utf8JsonWriter result)
    {
        VenueMarket? only = null;
        if (call.Parameters.Get("symbol") is { } symbol && (only = core.MarketOf(symbol)) is null)
            return BinanceErrors.BadSymbol;

        result.WriteStartArray();
        foreach (VenueMarket market in core.Markets)
        {
            if ((only is null || market == only) && IsOfInterest(call.Account, market))
                AccountWire.PositionRisk(result, AccountImages.Position(call.Account, market, options.Leverage), "USDT");
        }

        result.WriteEndArray();
        return default;
    }

    private BinanceError Balance(in EndpointCall call, Utf8JsonWriter result)
    {
        result.WriteStartArray();
        AccountWire.Balance(result, AccountImages.Wallet(call.Account, options.Leverage), call.Account.Name);
        result.WriteEndArray();
        return default;
    }

    private BinanceError Account(in EndpointCall call, Utf8JsonWriter result)
    {
        VenueAccount account = call.Account;
        PositionImage[] positions =
        [
            .. core.Markets.Where(market => IsOfInterest(account, market)).Select(market => AccountImages.Position(account, market, options.Leverage)),
        ];
        AccountWire.Account(result, AccountImages.Wallet(account, options.Leverage), positions);
        return default;
    }

    private BinanceError CommissionRate(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;
        result.WriteStartObject();
        result.WriteString("symbol"u8, market.Symbol);
        result.Plain("makerCommissionRate"u8, market.Instrument.Fees.MakerE8, 8);
        result.Plain("takerCommissionRate"u8, market.Instrument.Fees.TakerE8, 8);
        result.WriteEndObject();
        return default;
    }

    private static BinanceError PositionMode(in EndpointCall call, Utf8JsonWriter result) => Flag(result, "dualSidePosition"u8);

    private static BinanceError AssetMode(in EndpointCall call, Utf8JsonWriter result) => Flag(result, "multiAssetsMargin"u8);

    private static BinanceError Flag(Utf8JsonWriter result, ReadOnlySpan<byte> name)
    {
        result.WriteStartObject();
        result.WriteBoolean(name, false);
        result.WriteEndObject();
        return default;
    }

    private BinanceError OrderLimits(in EndpointCall call, Utf8JsonWriter result)
    {
        result.WriteStartArray();
        ExchangeInfoWire.RateLimit(result, "ORDERS"u8, "SECOND"u8, 10, options.Limits.OrdersPerTenSeconds, -1);
        ExchangeInfoWire.RateLimit(result, "ORDERS"u8, "MINUTE"u8, 1, options.Limits.OrdersPerMinute, -1);
        result.WriteEndArray();
        return default;
    }

    private BinanceError StartStream(in EndpointCall call, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteString("listenKey"u8, listenKeys.Start(call.Account));
        result.WriteEndObject();
        return default;
    }

    private BinanceError KeepStream(in EndpointCall call, Utf8JsonWriter result)
    {
        if (listenKeys.KeepAlive(call.Account) is not { } key)
            return BinanceErrors.UnknownListenKey;
        result.WriteStartObject();
        result.WriteString("listenKey"u8, key);
        result.WriteEndObject();
        return default;
    }

    private BinanceError StopStream(in EndpointCall call, Utf8JsonWriter result)
    {
        if (!listenKeys.Stop(call.Account))
            return BinanceErrors.UnknownListenKey;
        result.WriteStartObject();
        result.WriteEndObject();
        return default;
    }

    private static bool IsOfInterest(VenueAccount account, VenueMarket market) =>
        account.Positions[market.Index].SignedLots != 0
        || account.OpenLots(market, Side.Buy) > 0 || account.OpenLots(market, Side.Sell) > 0;
}
