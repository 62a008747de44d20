using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Reads <c>exchangeInfo</c>: the perpetuals that trade, with scales from the filters and never from the display precisions.</summary>
internal sealed class InstrumentParser(string venue, Fees fees)
{
    private const int FineScale = 15;
    private const int PpmDecimals = 6;
    private const int Million = 1_000_000;

    /// <summary>The instruments; null when the body is not of that shape. A symbol with filters that cannot be read is left out.</summary>
    /// <param name="body">The reply.</param>
    /// <param name="rates">Is emptied and gets the venue's limits.</param>
    public IReadOnlyList<Instrument>? Read(byte[] body, List<RateUse> rates)
    {
        rates.Clear();
        return RestParser.TryRead(body, root => Read(root, rates), out List<Instrument>? instruments) ? instruments : null;
    }

    private List<Instrument> Read(JsonElement root, List<RateUse> rates)
    {
        if (root.TryGetProperty("rateLimits", out JsonElement limits))
            RestParser.TryReadRates(System.Text.Encoding.UTF8.GetBytes(limits.GetRawText()), rates);

        List<Instrument> instruments = [];
        foreach (JsonElement symbol in root.GetProperty("symbols").EnumerateArray())
        {
            if (Says(symbol, "status", "TRADING") && Says(symbol, "contractType", "PERPETUAL") && ReadSymbol(symbol) is { } instrument)
                instruments.Add(instrument);
        }

        return instruments;
    }

    private Instrument? ReadSymbol(JsonElement symbol)
    {
        if (Filter(symbol, "PRICE_FILTER") is not { } prices || Filter(symbol, "LOT_SIZE") is not { } sizes)
            return null;

        int priceScale = DecimalsOf(prices.GetProperty("tickSize"));
        int quantityScale = DecimalsOf(sizes.GetProperty("stepSize"));
        Filters filters = ReadFilters(symbol, prices, sizes, priceScale, quantityScale);
        if (filters.PriceIncrement <= 0 || filters.QuantityIncrement <= 0)
            return null;

        return new Instrument
        {
            Id = new(venue, Text(symbol, "symbol")),
            BaseAsset = Text(symbol, "baseAsset"),
            QuoteAsset = Text(symbol, "quoteAsset"),
            SettlementAsset = Text(symbol, "marginAsset"),
            Payoff = Payoff.Linear,
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            Filters = filters,
            Fees = fees,
        };
    }

    private static Filters ReadFilters(JsonElement symbol, JsonElement prices, JsonElement sizes, int priceScale, int quantityScale)
    {
        JsonElement? notional = Filter(symbol, "MIN_NOTIONAL");
        JsonElement? band = Filter(symbol, "PERCENT_PRICE");
        JsonElement? orders = Filter(symbol, "MAX_NUM_ORDERS");
        return new Filters(
            Version: 1,
            PriceIncrement: RestParser.Exact(prices.GetProperty("tickSize"), priceScale),
            QuantityIncrement: RestParser.Exact(sizes.GetProperty("stepSize"), quantityScale),
            // Bounds may be written finer than the grid: the nearest grid points inside are meant.
            MinPrice: Inside(prices.GetProperty("minPrice"), priceScale, up: true),
            MaxPrice: Inside(prices.GetProperty("maxPrice"), priceScale, up: false),
            MinQuantity: Inside(sizes.GetProperty("minQty"), quantityScale, up: true),
            MaxQuantity: Inside(sizes.GetProperty("maxQty"), quantityScale, up: false),
            MinNotional: notional is { } least ? RestParser.Rounded(least.GetProperty("notional"), priceScale + quantityScale) : 0,
            BandUpPpm: band is { } up ? (int)RestParser.Rounded(up.GetProperty("multiplierUp"), PpmDecimals) - Million : 0,
            BandDownPpm: band is { } down ? Million - (int)RestParser.Rounded(down.GetProperty("multiplierDown"), PpmDecimals) : 0,
            MaxOpenOrders: orders is { } most ? most.GetProperty("limit").GetInt32() : 0);
    }

    private static long Inside(JsonElement bound, int scale, bool up)
    {
        long fine = (long)RestParser.Rounded(bound, Math.Min(FineScale, scale + 4));
        long step = (long)Decimals.PowerOfTen(Math.Min(FineScale, scale + 4) - scale);
        return up ? (fine + step - 1) / step : fine / step;
    }

    // As written, zeros included: "0.10" is an increment of ten ticks. So a finer increment later still fits, and ticks never change.
    private static int DecimalsOf(JsonElement increment)
    {
        string text = increment.GetString() ?? "";
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : Math.Min(FineScale, text.Length - point - 1);
    }

    private static JsonElement? Filter(JsonElement symbol, string type)
    {
        foreach (JsonElement filter in symbol.GetProperty("filters").EnumerateArray())
        {
            if (Says(filter, "filterType", type))
                return filter;
        }

        return null;
    }

    private static bool Says(JsonElement parent, string name, string value) =>
        parent.TryGetProperty(name, out JsonElement member) && member.ValueEquals(value);

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? "";
}
