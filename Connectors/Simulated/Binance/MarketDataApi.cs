using System.Text.Json;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>What everybody may ask: time, instruments, books, trades, mark prices.</summary>
internal sealed class MarketDataApi(VenueCore core, VenueOptions options)
{
    private const int DeepestBook = 1000;
    private readonly Level[] _bids = new Level[DeepestBook];
    private readonly Level[] _asks = new Level[DeepestBook];

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", "/fapi/v1/ping", "ping", Security.None, Ping),
        new("GET", "/fapi/v1/time", "time", Security.None, Time),
        new("GET", "/fapi/v1/exchangeInfo", null, Security.None, Info),
        new("GET", "/fapi/v1/depth", "depth", Security.None, Depth) { Weight = DepthWeight },
        new("GET", "/fapi/v1/trades", null, Security.None, Trades) { Weight = _ => 5 },
        new("GET", "/fapi/v1/aggTrades", null, Security.None, Aggregates) { Weight = _ => 20 },
        new("GET", "/fapi/v1/premiumIndex", null, Security.None, Marks) { Weight = p => p.Get("symbol") is null ? 10 : 1 },
        new("GET", "/fapi/v1/ticker/bookTicker", "ticker.book", Security.None, BookTickers) { Weight = p => p.Get("symbol") is null ? 5 : 2 },
    ];

    private static int DepthWeight(RequestParameters parameters) => parameters.GetLong("limit", 500) switch
    {
        <= 50 => 2,
        <= 100 => 5,
        <= 500 => 10,
        _ => 20,
    };

    private static BinanceError Ping(in EndpointCall call, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteEndObject();
        return default;
    }

    private static BinanceError Time(in EndpointCall call, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteNumber("serverTime"u8, call.NowMs);
        result.WriteEndObject();
        return default;
    }

    private BinanceError Info(in EndpointCall call, Utf8JsonWriter result)
    {
        ExchangeInfoWire.Write(result, core.Markets, options, call.NowMs);
        return default;
    }

    private BinanceError Depth(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;
        if (!call.Parameters.TryGetLong("limit", out long? asked) || (asked ?? 500) is not (5 or 10 or 20 or 50 or 100 or 500 or 1000))
            return BinanceErrors.Invalid("limit");

        int limit = (int)(asked ?? 500);
        int bids = market.Book.CopyDepth(Side.Buy, _bids.AsSpan(0, limit));
        int asks = market.Book.CopyDepth(Side.Sell, _asks.AsSpan(0, limit));
        DepthWire.Snapshot(
            result, ScaleOf(market), market.Book.Sequence, call.NowMs, market.BookTimeMs, _bids.AsSpan(0, bids), _asks.AsSpan(0, asks));
        return default;
    }

    private BinanceError Trades(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;

        WireScale scale = ScaleOf(market);
        result.WriteStartArray();
        for (int index = FirstOf(market.Trades.Count, call.Parameters); index < market.Trades.Count; index++)
            TradeWire.SingleReply(result, in scale, market.Trades[index]);
        result.WriteEndArray();
        return default;
    }

    private BinanceError Aggregates(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;

        long fromId = call.Parameters.GetLong("fromId", -1);
        long left = Math.Clamp(call.Parameters.GetLong("limit", 500), 1, 1000);
        WireScale scale = ScaleOf(market);
        result.WriteStartArray();
        for (int index = fromId >= 0 ? 0 : FirstOf(market.Aggregates.Count, call.Parameters); index < market.Aggregates.Count && left > 0; index++)
        {
            if (market.Aggregates[index].Id < fromId)
                continue;
            TradeWire.AggregateReply(result, in scale, market.Aggregates[index]);
            left--;
        }

        result.WriteEndArray();
        return default;
    }

    private BinanceError Marks(in EndpointCall call, Utf8JsonWriter result)
    {
        long nowMs = call.NowMs;
        return OneOrAll(in call, result, market => TradeWire.MarkReply(
            result, market.Symbol, market.MarkE8, market.IndexE8, market.FundingRateE8, market.NextFundingMs, nowMs));
    }

    private BinanceError BookTickers(in EndpointCall call, Utf8JsonWriter result) => OneOrAll(in call, result, market =>
        DepthWire.BookTickerReply(result, ScaleOf(market), market.BookTimeMs, market.Book.Touch));

    private BinanceError OneOrAll(in EndpointCall call, Utf8JsonWriter result, Action<VenueMarket> write)
    {
        if (call.Parameters.Get("symbol") is { } symbol)
        {
            if (core.MarketOf(symbol) is not { } only)
                return BinanceErrors.BadSymbol;
            write(only);
            return default;
        }

        result.WriteStartArray();
        foreach (VenueMarket market in core.Markets)
            write(market);
        result.WriteEndArray();
        return default;
    }

    private static int FirstOf(int count, RequestParameters parameters) =>
        Math.Max(0, count - (int)Math.Clamp(parameters.GetLong("limit", 500), 1, 1000));

    private static WireScale ScaleOf(VenueMarket market) => new(market.Symbol, market.PriceScale, market.QuantityScale);
}
