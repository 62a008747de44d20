using System.Text.Json;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated.Wire;

/// <summary>A diff's place in the chain, and its stamps in Unix milliseconds.</summary>
internal readonly record struct DiffChain(long First, long Final, long PreviousFinal, long EventMs, long TransactionMs);

/// <summary>Books as Binance USD-M spells them.</summary>
internal static class DepthWire
{
    public static void Diff(Utf8JsonWriter json, in WireScale scale, in DiffChain chain, ReadOnlySpan<Level> bids, ReadOnlySpan<Level> asks)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "depthUpdate"u8);
        json.WriteNumber("E"u8, chain.EventMs);
        json.WriteNumber("T"u8, chain.TransactionMs);
        json.WriteString("s"u8, scale.Symbol);
        json.WriteNumber("U"u8, chain.First);
        json.WriteNumber("u"u8, chain.Final);
        json.WriteNumber("pu"u8, chain.PreviousFinal);
        Levels(json, "b"u8, in scale, bids);
        Levels(json, "a"u8, in scale, asks);
        json.WriteEndObject();
    }

    public static void Snapshot(
        Utf8JsonWriter json, in WireScale scale, long lastId, long eventMs, long transactionMs, ReadOnlySpan<Level> bids, ReadOnlySpan<Level> asks)
    {
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId"u8, lastId);
        json.WriteNumber("E"u8, eventMs);
        json.WriteNumber("T"u8, transactionMs);
        Levels(json, "bids"u8, in scale, bids);
        Levels(json, "asks"u8, in scale, asks);
        json.WriteEndObject();
    }

    /// <summary>The stream's form.</summary>
    public static void BookTicker(Utf8JsonWriter json, in WireScale scale, long updateId, long eventMs, long transactionMs, in Touch touch)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "bookTicker"u8);
        json.WriteNumber("u"u8, updateId);
        json.WriteNumber("E"u8, eventMs);
        json.WriteNumber("T"u8, transactionMs);
        json.WriteString("s"u8, scale.Symbol);
        json.Fixed("b"u8, touch.Bid.Price.Ticks, scale.Price);
        json.Fixed("B"u8, touch.Bid.Quantity.Lots, scale.Quantity);
        json.Fixed("a"u8, touch.Ask.Price.Ticks, scale.Price);
        json.Fixed("A"u8, touch.Ask.Quantity.Lots, scale.Quantity);
        json.WriteNumber("st"u8, 1);
        json.WriteString("ps"u8, scale.Symbol);
        json.WriteEndObject();
    }

    /// <summary>The form of the REST reply.</summary>
    public static void BookTickerReply(Utf8JsonWriter json, in WireScale scale, long transactionMs, in Touch touch)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, scale.Symbol);
        json.Fixed("bidPrice"u8, touch.Bid.Price.Ticks, scale.Price);
        json.Fixed("bidQty"u8, touch.Bid.Quantity.Lots, scale.Quantity);
        json.Fixed("askPrice"u8, touch.Ask.Price.Ticks, scale.Price);
        json.Fixed("askQty"u8, touch.Ask.Quantity.Lots, scale.Quantity);
        json.WriteNumber("time"u8, transactionMs);
        json.WriteEndObject();
    }

    private static void Levels(Utf8JsonWriter json, ReadOnlySpan<byte> name, in WireScale scale, ReadOnlySpan<Level> levels)
    {
        json.WriteStartArray(name);
        foreach (ref readonly Level level in levels)
        {
            json.WriteStartArray();
            json.FixedValue(level.Price.Ticks, scale.Price);
            json.FixedValue(level.Quantity.Lots, level.IsEmpty ? 0 : scale.Quantity);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
