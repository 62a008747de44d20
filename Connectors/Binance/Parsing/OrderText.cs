using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>An order as REST and the order socket answer it; prices and sizes stay text. Filled prices are not read: the venue has removed them.</summary>
internal ref struct OrderText
{
    public long OrderId;
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> Status;
    public ReadOnlySpan<byte> ClientOrderId;
    public ReadOnlySpan<byte> Side;
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> TimeInForce;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Quantity;
    public ReadOnlySpan<byte> Filled;
    public long UpdateMs;

    /// <summary>Below zero when this is not an order but a refusal, as in replies to batches.</summary>
    public int Code;
    public ReadOnlySpan<byte> Message;

    public readonly bool IsError => Code < 0;
}

/// <summary>Reads one order object.</summary>
internal static class OrderTextParser
{
    /// <summary>Reads from the object's start to its end. False when neither an order nor a refusal is there.</summary>
    public static bool TryRead(scoped ref Utf8JsonReader reader, out OrderText order)
    {
        order = default;
        OrderText read = default;
        if (reader.TokenType is not JsonTokenType.StartObject)
            return false;

        ulong seen = 0;
        while (Json.TryNextField(ref reader, BitOf, ref seen, out int bit))
        {
            if (!TryReadField(ref reader, bit, ref read))
                return false;
        }

        order = read;
        return Json.HasAll(seen, 0) && (read.IsError || (read.OrderId > 0 && !read.Symbol.IsEmpty && !read.Status.IsEmpty));
    }

    /// <summary>Reads a body that is one order.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out OrderText order)
    {
        order = default;
        var reader = new Utf8JsonReader(body);
        try
        {
            return reader.Read() && TryRead(ref reader, out order) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int BitOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("orderId"u8) => 0,
        _ when name.SequenceEqual("symbol"u8) => 1,
        _ when name.SequenceEqual("status"u8) => 2,
        _ when name.SequenceEqual("clientOrderId"u8) => 3,
        _ when name.SequenceEqual("side"u8) => 4,
        _ when name.SequenceEqual("type"u8) => 5,
        _ when name.SequenceEqual("timeInForce"u8) => 6,
        _ when name.SequenceEqual("price"u8) => 7,
        _ when name.SequenceEqual("origQty"u8) => 8,
        _ when name.SequenceEqual("executedQty"u8) => 9,
        _ when name.SequenceEqual("updateTime"u8) => 10,
        _ when name.SequenceEqual("code"u8) => 11,
        _ when name.SequenceEqual("msg"u8) => 12,
        _ => -1,
    };

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref OrderText order) => bit switch
    {
        0 => Json.TryInteger(ref reader, out order.OrderId),
        1 => Json.TryText(ref reader, out order.Symbol),
        2 => Json.TryText(ref reader, out order.Status),
        3 => Json.TryText(ref reader, out order.ClientOrderId),
        4 => Json.TryText(ref reader, out order.Side),
        5 => Json.TryText(ref reader, out order.Type),
        6 => Json.TryText(ref reader, out order.TimeInForce),
        7 => Json.TryText(ref reader, out order.Price),
        8 => Json.TryText(ref reader, out order.Quantity),
        9 => Json.TryText(ref reader, out order.Filled),
        10 => Json.TryInteger(ref reader, out order.UpdateMs),
        11 => Json.TryCode(ref reader, out order.Code),
        _ => Json.TryText(ref reader, out order.Message),
    };
}
