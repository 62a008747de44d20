using System.Text.Json;
using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Wire;

/// <summary>Public trades and mark prices as Binance USD-M spells them.</summary>
internal static class TradeWire
{
    public static void Aggregate(Utf8JsonWriter json, in WireScale scale, in AggregateTrade trade, long eventMs)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "aggTrade"u8);
        json.WriteNumber("E"u8, eventMs);
        json.WriteNumber("a"u8, trade.Id);
        json.WriteString("s"u8, scale.Symbol);
        json.Fixed("p"u8, trade.Price, scale.Price);
        json.Fixed("q"u8, trade.Lots, scale.Quantity);
        json.WriteNumber("f"u8, trade.FirstTradeId);
        json.WriteNumber("l"u8, trade.LastTradeId);
        json.WriteNumber("T"u8, trade.TimeMs);
        json.WriteBoolean("m"u8, trade.BuyerIsMaker);
        json.WriteNumber("st"u8, 1);
        json.WriteEndObject();
    }

    public static void AggregateReply(Utf8JsonWriter json, in WireScale scale, in AggregateTrade trade)
    {
        json.WriteStartObject();
        json.WriteNumber("a"u8, trade.Id);
        json.Fixed("p"u8, trade.Price, scale.Price);
        json.Fixed("q"u8, trade.Lots, scale.Quantity);
        json.WriteNumber("f"u8, trade.FirstTradeId);
        json.WriteNumber("l"u8, trade.LastTradeId);
        json.WriteNumber("T"u8, trade.TimeMs);
        json.WriteBoolean("m"u8, trade.BuyerIsMaker);
        json.WriteEndObject();
    }

    public static void Single(Utf8JsonWriter json, in WireScale scale, in PublicTrade trade, long eventMs)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "trade"u8);
        json.WriteNumber("E"u8, eventMs);
        json.WriteNumber("T"u8, trade.TimeMs);
        json.WriteString("s"u8, scale.Symbol);
        json.WriteNumber("t"u8, trade.Id);
        json.Fixed("p"u8, trade.Price, scale.Price);
        json.Fixed("q"u8, trade.Lots, scale.Quantity);
        json.WriteString("X"u8, "MARKET"u8);
        json.WriteBoolean("m"u8, trade.BuyerIsMaker);
        json.WriteEndObject();
    }

    public static void SingleReply(Utf8JsonWriter json, in WireScale scale, in PublicTrade trade)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, trade.Id);
        json.Fixed("price"u8, trade.Price, scale.Price);
        json.Fixed("qty"u8, trade.Lots, scale.Quantity);
        json.Fixed("quoteQty"u8, (Int128)trade.Price * trade.Lots, scale.Price + scale.Quantity);
        json.WriteNumber("time"u8, trade.TimeMs);
        json.WriteBoolean("isBuyerMaker"u8, trade.BuyerIsMaker);
        json.WriteEndObject();
    }

    /// <param name="json">Where to.</param>
    /// <param name="symbol">The instrument.</param>
    /// <param name="markE8">Also the estimated settlement price: there is no settlement.</param>
    /// <param name="indexE8">In 10^-8 of the quote asset.</param>
    /// <param name="rateE8">The next funding rate in hundred-millionths.</param>
    /// <param name="nextFundingMs">When it is paid.</param>
    /// <param name="eventMs">Stamp.</param>
    public static void Mark(
        Utf8JsonWriter json, string symbol, Int128 markE8, Int128 indexE8, long rateE8, long nextFundingMs, long eventMs)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "markPriceUpdate"u8);
        json.WriteNumber("E"u8, eventMs);
        json.WriteString("s"u8, symbol);
        json.Fixed("p"u8, markE8, 8);
        json.Fixed("i"u8, indexE8, 8);
        json.Fixed("P"u8, markE8, 8);
        json.Fixed("r"u8, rateE8, 8);
        json.WriteNumber("T"u8, nextFundingMs);
        json.WriteNumber("st"u8, 1);
        json.WriteEndObject();
    }

    /// <summary>The form of the REST reply; parameters as in <see cref="Mark"/>.</summary>
    public static void MarkReply(
        Utf8JsonWriter json, string symbol, Int128 markE8, Int128 indexE8, long rateE8, long nextFundingMs, long timeMs)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, symbol);
        json.Fixed("markPrice"u8, markE8, 8);
        json.Fixed("indexPrice"u8, indexE8, 8);
        json.Fixed("estimatedSettlePrice"u8, markE8, 8);
        json.Fixed("lastFundingRate"u8, rateE8, 8);
        json.WriteString("interestRate"u8, "0.00010000"u8);
        json.WriteNumber("nextFundingTime"u8, nextFundingMs);
        json.WriteNumber("time"u8, timeMs);
        json.WriteEndObject();
    }
}
