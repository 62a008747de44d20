using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Reads the REST twins of the market streams into the same events. Null when a body is not of its shape.</summary>
internal static class PublicDataParser
{
    private const long NsPerMs = 1_000_000;
    private const int RateDecimals = 8;

    /// <summary>Reads <c>trades</c> (<c>id</c>, <c>price</c>, <c>qty</c>) and <c>aggTrades</c> (<c>a</c>, <c>p</c>, <c>q</c>), oldest first.</summary>
    public static IReadOnlyList<MarketEvent>? Trades(byte[] body, Instrument instrument, long receiveTimeNs)
    {
        List<MarketEvent> trades = [];
        return RestParser.TryRead(body, Read, out _) ? trades : null;

        bool Read(JsonElement root)
        {
            foreach (JsonElement row in root.EnumerateArray())
            {
                bool isSummed = row.TryGetProperty("a", out JsonElement id);
                bool buyerIsMaker = row.GetProperty(isSummed ? "m" : "isBuyerMaker").GetBoolean();
                long venueNs = RestParser.Integer(row.GetProperty(isSummed ? "T" : "time")) * NsPerMs;
                trades.Add(MarketEvents.Trade(
                    buyerIsMaker ? Side.Sell : Side.Buy,
                    RestParser.Exact(row.GetProperty(isSummed ? "p" : "price"), instrument.PriceScale),
                    RestParser.Exact(row.GetProperty(isSummed ? "q" : "qty"), instrument.QuantityScale),
                    RestParser.Integer(isSummed ? id : row.GetProperty("id")),
                    new FrameStamp(venueNs, receiveTimeNs)));
            }

            return true;
        }
    }

    /// <summary>Reads <c>premiumIndex</c> of one symbol: mark, index and the next funding.</summary>
    public static IReadOnlyList<MarketEvent>? Mark(byte[] body, Instrument instrument, long receiveTimeNs) =>
        RestParser.TryRead(body, root => ReadMark(root, instrument, receiveTimeNs), out MarketEvent[]? events) ? events : null;

    /// <summary>Reads <c>fundingRate</c>: what was paid, oldest first; the event's time is that of the payment.</summary>
    public static IReadOnlyList<MarketEvent>? FundingRates(byte[] body, long receiveTimeNs)
    {
        List<MarketEvent> rates = [];
        return RestParser.TryRead(body, Read, out _) ? rates : null;

        bool Read(JsonElement root)
        {
            foreach (JsonElement row in root.EnumerateArray())
                rates.Add(Funding(row.GetProperty("fundingRate"), row.GetProperty("fundingTime"), row.GetProperty("fundingTime"), receiveTimeNs));
            return true;
        }
    }

    /// <summary>Reads <c>ticker/bookTicker</c> of one symbol.</summary>
    public static Touch? BestPrices(byte[] body, Instrument instrument) =>
        RestParser.TryRead(body, root => new Touch(Level(root, "bid", instrument), Level(root, "ask", instrument)), out Touch touch) ? touch : null;

    private static Level Level(JsonElement root, string side, Instrument instrument) => new(
        new(RestParser.Exact(root.GetProperty($"{side}Price"), instrument.PriceScale)),
        new(RestParser.Exact(root.GetProperty($"{side}Qty"), instrument.QuantityScale)));

    private static MarketEvent[] ReadMark(JsonElement root, Instrument instrument, long receiveTimeNs)
    {
        JsonElement time = root.GetProperty("time");
        return
        [
            Reference(MarketEventKind.Mark, root.GetProperty("markPrice"), time, instrument, receiveTimeNs),
            Reference(MarketEventKind.Index, root.GetProperty("indexPrice"), time, instrument, receiveTimeNs),
            Funding(root.GetProperty("lastFundingRate"), root.GetProperty("nextFundingTime"), time, receiveTimeNs),
        ];
    }

    private static MarketEvent Reference(MarketEventKind kind, JsonElement price, JsonElement time, Instrument instrument, long receiveTimeNs) =>
        new(kind, default, 0, (long)RestParser.Rounded(price, instrument.PriceScale), 0, 0, 0, RestParser.Integer(time) * NsPerMs, receiveTimeNs);

    private static MarketEvent Funding(JsonElement rate, JsonElement at, JsonElement time, long receiveTimeNs) => new(
        MarketEventKind.Funding, default, 0, 0, (long)RestParser.Rounded(rate, RateDecimals), 0, RestParser.Integer(at) * NsPerMs,
        RestParser.Integer(time) * NsPerMs, receiveTimeNs);
}
