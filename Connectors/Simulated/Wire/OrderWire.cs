using System.Text.Json;

namespace Quern.Connectors.Simulated.Wire;

/// <summary>
/// What an order event adds to the order itself. The execution is NEW, TRADE, CANCELED, EXPIRED or AMENDMENT; the expiry is the reason's
/// number, "0" for none.
/// </summary>
internal readonly record struct OrderEventImage(
    string Execution, string Expiry, long LastLots, long LastPrice, Int128 FeeE8, string FeeAsset, long TradeId, bool IsMaker,
    Int128 RealisedE8, Int128 BidNotionalE8, Int128 AskNotionalE8, long TransactionMs, long EventMs);

/// <summary>Orders as Binance USD-M spells them: replies, queries and the user stream.</summary>
internal static class OrderWire
{
    /// <summary>The reply to place, modify and cancel: without average price and quote volume, which the venue no longer sends there.</summary>
    public static void Reply(Utf8JsonWriter json, in OrderImage order)
    {
        Begin(json, in order);
        json.Fixed("cumQty"u8, order.Filled, order.Scale.Quantity);
        End(json, in order);
        json.WriteNumber("updateTime"u8, order.UpdatedMs);
        json.WriteEndObject();
    }

    /// <summary>The reply to a query.</summary>
    public static void Query(Utf8JsonWriter json, in OrderImage order)
    {
        Begin(json, in order);
        json.Fixed("avgPrice"u8, order.AveragePrice, order.Scale.Price + 4);
        json.Fixed("cumQuote"u8, order.FilledValue, order.Scale.Price + order.Scale.Quantity);
        End(json, in order);
        json.WriteNumber("time"u8, order.CreatedMs);
        json.WriteNumber("updateTime"u8, order.UpdatedMs);
        json.WriteEndObject();
    }

    /// <summary>ORDER_TRADE_UPDATE.</summary>
    public static void Update(Utf8JsonWriter json, in OrderImage order, in OrderEventImage step)
    {
        int price = order.Scale.Price;
        int quantity = order.Scale.Quantity;
        json.WriteStartObject();
        json.WriteString("e"u8, "ORDER_TRADE_UPDATE"u8);
        json.WriteNumber("T"u8, step.TransactionMs);
        json.WriteNumber("E"u8, step.EventMs);
        json.WriteStartObject("o"u8);
        json.WriteString("s"u8, order.Scale.Symbol);
        json.WriteString("c"u8, order.ClientId);
        json.WriteString("S"u8, order.SideText);
        json.WriteString("o"u8, order.TypeText);
        json.WriteString("f"u8, order.TimeInForceText);
        json.Fixed("q"u8, order.Quantity, quantity);
        json.FixedOrZero("p"u8, order.Price, price);
        json.Plain("ap"u8, order.AveragePrice, price + 4);
        json.WriteString("sp"u8, "0"u8);
        json.WriteString("x"u8, step.Execution);
        json.WriteString("X"u8, order.StatusText);
        json.WriteNumber("i"u8, order.Id);
        json.FixedOrZero("l"u8, step.LastLots, quantity);
        json.FixedOrZero("z"u8, order.Filled, quantity);
        json.FixedOrZero("L"u8, step.LastPrice, price);
        json.Plain("n"u8, step.FeeE8, 8);
        json.WriteString("N"u8, step.FeeAsset);
        json.WriteNumber("T"u8, step.TransactionMs);
        json.WriteNumber("t"u8, step.TradeId);
        json.Plain("b"u8, step.BidNotionalE8, 8);
        json.Plain("a"u8, step.AskNotionalE8, 8);
        json.WriteBoolean("m"u8, step.IsMaker);
        json.WriteBoolean("R"u8, order.ReduceOnly);
        json.WriteString("wt"u8, "CONTRACT_PRICE"u8);
        json.WriteString("ot"u8, order.TypeText);
        json.WriteString("ps"u8, "BOTH"u8);
        json.WriteBoolean("cp"u8, false);
        json.FixedOrZero("rp"u8, step.RealisedE8, 8);
        json.WriteBoolean("pP"u8, false);
        json.WriteNumber("si"u8, 0);
        json.WriteNumber("ss"u8, 0);
        json.WriteString("V"u8, order.SelfTradeText);
        json.WriteString("pm"u8, "NONE"u8);
        json.WriteNumber("gtd"u8, order.GoodTillMs);
        json.WriteString("er"u8, step.Expiry);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>TRADE_LITE: the thin, early form of a fill.</summary>
    public static void TradeLite(Utf8JsonWriter json, in OrderImage order, in OrderEventImage step)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "TRADE_LITE"u8);
        json.WriteNumber("E"u8, step.EventMs);
        json.WriteNumber("T"u8, step.TransactionMs);
        json.WriteString("s"u8, order.Scale.Symbol);
        json.Fixed("q"u8, order.Quantity, order.Scale.Quantity);
        json.FixedOrZero("p"u8, order.Price, order.Scale.Price);
        json.WriteBoolean("m"u8, step.IsMaker);
        json.WriteString("c"u8, order.ClientId);
        json.WriteString("S"u8, order.SideText);
        json.Fixed("L"u8, step.LastPrice, order.Scale.Price);
        json.Fixed("l"u8, step.LastLots, order.Scale.Quantity);
        json.WriteNumber("t"u8, step.TradeId);
        json.WriteNumber("i"u8, order.Id);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, in OrderImage order)
    {
        json.WriteStartObject();
        json.WriteNumber("orderId"u8, order.Id);
        json.WriteString("symbol"u8, order.Scale.Symbol);
        json.WriteString("status"u8, order.StatusText);
        json.WriteString("clientOrderId"u8, order.ClientId);
        json.Fixed("price"u8, order.Price, order.Scale.Price);
        json.Fixed("origQty"u8, order.Quantity, order.Scale.Quantity);
        json.Fixed("executedQty"u8, order.Filled, order.Scale.Quantity);
    }

    private static void End(Utf8JsonWriter json, in OrderImage order)
    {
        json.WriteString("timeInForce"u8, order.TimeInForceText);
        json.WriteString("type"u8, order.TypeText);
        json.WriteBoolean("reduceOnly"u8, order.ReduceOnly);
        json.WriteBoolean("closePosition"u8, false);
        json.WriteString("side"u8, order.SideText);
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.Fixed("stopPrice"u8, 0, order.Scale.Price);
        json.WriteString("workingType"u8, "CONTRACT_PRICE"u8);
        json.WriteBoolean("priceProtect"u8, false);
        json.WriteString("origType"u8, order.TypeText);
        json.WriteString("priceMatch"u8, "NONE"u8);
        json.WriteString("selfTradePreventionMode"u8, order.SelfTradeText);
        json.WriteNumber("goodTillDate"u8, order.GoodTillMs);
    }
}
