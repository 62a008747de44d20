using System.Text.Json;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The catalogue of instruments, limits and filters.</summary>
internal static class ExchangeInfoWire
{
    private const long NeverDeliveredMs = 4_133_404_802_000;
    private const long OnboardMs = 1_569_398_400_000;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<VenueMarket> markets, VenueOptions options, long nowMs)
    {
        json.WriteStartObject();
        json.WriteString("timezone"u8, "UTC"u8);
        json.WriteNumber("serverTime"u8, nowMs);
        json.WriteString("futuresType"u8, "U_MARGINED"u8);
        json.WriteStartArray("rateLimits"u8);
        RateLimit(json, "REQUEST_WEIGHT"u8, "MINUTE"u8, 1, options.Limits.WeightPerMinute, -1);
        RateLimit(json, "ORDERS"u8, "MINUTE"u8, 1, options.Limits.OrdersPerMinute, -1);
        RateLimit(json, "ORDERS"u8, "SECOND"u8, 10, options.Limits.OrdersPerTenSeconds, -1);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters"u8);
        json.WriteEndArray();
        Assets(json);
        json.WriteStartArray("symbols"u8);
        foreach (VenueMarket market in markets)
            Symbol(json, market, options);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One row of a list of limits; a count below zero is left out.</summary>
    public static void RateLimit(
        Utf8JsonWriter json, ReadOnlySpan<byte> type, ReadOnlySpan<byte> interval, int intervals, int limit, int count)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervals);
        json.WriteNumber("limit"u8, limit);
        if (count >= 0)
            json.WriteNumber("count"u8, count);
        json.WriteEndObject();
    }

    private static void Assets(Utf8JsonWriter json)
    {
        json.WriteStartArray("assets"u8);
        json.WriteStartObject();
        json.WriteString("asset"u8, "USDT"u8);
        json.WriteBoolean("marginAvailable"u8, true);
        json.WriteString("autoAssetExchange"u8, "-10000"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Symbol(Utf8JsonWriter json, VenueMarket market, VenueOptions options)
    {
        Instrument instrument = market.Instrument;
        json.WriteStartObject();
        json.WriteString("symbol"u8, market.Symbol);
        json.WriteString("pair"u8, market.Symbol);
        json.WriteString("contractType"u8, "PERPETUAL"u8);
        json.WriteNumber("deliveryDate"u8, NeverDeliveredMs);
        json.WriteNumber("onboardDate"u8, OnboardMs);
        json.WriteString("status"u8, "TRADING"u8);
        json.WriteString("maintMarginPercent"u8, "2.5000"u8);
        json.Fixed("requiredMarginPercent"u8, 1_000_000 / options.Leverage, 4);
        json.WriteString("baseAsset"u8, instrument.BaseAsset);
        json.WriteString("quoteAsset"u8, instrument.QuoteAsset);
        json.WriteString("marginAsset"u8, instrument.SettlementAsset);
        json.WriteNumber("pricePrecision"u8, instrument.PriceScale);
        json.WriteNumber("quantityPrecision"u8, instrument.QuantityScale);
        json.WriteNumber("baseAssetPrecision"u8, 8);
        json.WriteNumber("quotePrecision"u8, 8);
        json.WriteString("underlyingType"u8, "COIN"u8);
        json.WriteStartArray("underlyingSubType"u8);
        json.WriteEndArray();
        json.WriteNumber("settlePlan"u8, 0);
        json.WriteString("triggerProtect"u8, "0.0500"u8);
        json.WriteString("liquidationFee"u8, "0.012500"u8);
        json.WriteString("marketTakeBound"u8, "0.05"u8);
        Filters(json, market);
        Texts(json, "orderTypes"u8, "LIMIT", "MARKET");
        Texts(json, "timeInForce"u8, "GTC", "IOC", "FOK", "GTX", "GTD");
        json.WriteEndObject();
    }

    private static void Filters(Utf8JsonWriter json, VenueMarket market)
    {
        Filters filters = market.Instrument.Filters;
        json.WriteStartArray("filters"u8);
        Begin(json, "PRICE_FILTER"u8);
        json.Fixed("minPrice"u8, filters.MinPrice, market.PriceScale);
        json.Fixed("maxPrice"u8, filters.MaxPrice, market.PriceScale);
        json.Fixed("tickSize"u8, filters.PriceIncrement, market.PriceScale);
        json.WriteEndObject();
        LotSize(json, "LOT_SIZE"u8, market, filters.MaxQuantity);
        LotSize(json, "MARKET_LOT_SIZE"u8, market, market.Listing.MaxMarketQuantity);
        Begin(json, "MAX_NUM_ORDERS"u8);
        json.WriteNumber("limit"u8, filters.MaxOpenOrders);
        json.WriteEndObject();
        Begin(json, "MAX_NUM_ALGO_ORDERS"u8);
        json.WriteNumber("limit"u8, 10);
        json.WriteEndObject();
        Begin(json, "MIN_NOTIONAL"u8);
        json.Plain("notional"u8, filters.MinNotional, market.PriceScale + market.QuantityScale);
        json.WriteEndObject();
        Begin(json, "PERCENT_PRICE"u8);
        json.Fixed("multiplierUp"u8, 10_000 + filters.BandUpPpm / 100, 4);
        json.Fixed("multiplierDown"u8, 10_000 - filters.BandDownPpm / 100, 4);
        json.WriteString("multiplierDecimal"u8, "4"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void LotSize(Utf8JsonWriter json, ReadOnlySpan<byte> type, VenueMarket market, long largest)
    {
        Begin(json, type);
        json.Fixed("minQty"u8, market.Instrument.Filters.MinQuantity, market.QuantityScale);
        json.Fixed("maxQty"u8, largest, market.QuantityScale);
        json.Fixed("stepSize"u8, market.Instrument.Filters.QuantityIncrement, market.QuantityScale);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, type);
    }

    private static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, params ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
