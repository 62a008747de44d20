using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>One <c>ORDER_TRADE_UPDATE</c>; prices, sizes and fees stay text.</summary>
internal ref struct OrderUpdate
{
    /// <summary>0 in captures of the inner object alone.</summary>
    public long EventMs;
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> ClientOrderId;
    public ReadOnlySpan<byte> Side;
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> TimeInForce;
    public ReadOnlySpan<byte> ExecutionType;
    public ReadOnlySpan<byte> Status;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Quantity;
    public ReadOnlySpan<byte> LastPrice;
    public ReadOnlySpan<byte> LastQuantity;
    public ReadOnlySpan<byte> Filled;
    public ReadOnlySpan<byte> Fee;
    public ReadOnlySpan<byte> FeeAsset;
    public ReadOnlySpan<byte> ExpiryReason;
    /// <summary>Profit that this fill realised; empty when not said.</summary>
    public ReadOnlySpan<byte> Realised;
    public long OrderId;
    public long TradeMs;
    public long TradeId;
    public bool IsMaker;
}

/// <summary>Reads <c>ORDER_TRADE_UPDATE</c>, bare or wrapped, in any order of keys.</summary>
internal static class OrderUpdateParser
{
    // s c S o f x X i q p l L z and the trade time.
    private const ulong Required = (1 << 14) - 1;

    public static bool TryRead(ReadOnlySpan<byte> frame, out OrderUpdate update)
    {
        update = default;
        if (!StreamEvent.TryLocate(frame, out ReadOnlySpan<byte> data))
            return false;

        var reader = new Utf8JsonReader(data);
        reader.Read();
        long eventMs = 0;
        bool isRead = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool isEventTime = reader.ValueTextEquals("E"u8);
            bool isOrder = reader.ValueTextEquals("o"u8);
            reader.Read();
            if (isEventTime && !Json.TryInteger(ref reader, out eventMs))
                return false;
            if (!isOrder)
                reader.Skip();
            else if (isRead || !TryReadOrder(ref reader, out update))
                return false;
            isRead |= isOrder;
        }

        update.EventMs = eventMs;
        return isRead;
    }

    /// <summary>Reads the inner object from its start to its end.</summary>
    public static bool TryReadOrder(scoped ref Utf8JsonReader reader, out OrderUpdate update)
    {
        update = default;
        OrderUpdate read = default;
        if (reader.TokenType is not JsonTokenType.StartObject)
            return false;

        ulong seen = 0;
        while (Json.TryNextField(ref reader, BitOf, ref seen, out int bit))
        {
            if (!TryReadField(ref reader, bit, ref read))
                return false;
        }

        update = read;
        return Json.HasAll(seen, Required) && !read.Symbol.IsEmpty && read.OrderId > 0;
    }

    private static int BitOf(ReadOnlySpan<byte> name) =>
        name.Length == 1 ? "scSofxXiqplLzTtmnN"u8.IndexOf(name[0])
        : name.SequenceEqual("er"u8) ? 18
        : name.SequenceEqual("rp"u8) ? 19
        : -1;

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref OrderUpdate update) => bit switch
    {
        0 => Json.TryText(ref reader, out update.Symbol),
        1 => Json.TryText(ref reader, out update.ClientOrderId),
        2 => Json.TryText(ref reader, out update.Side),
        3 => Json.TryText(ref reader, out update.Type),
        4 => Json.TryText(ref reader, out update.TimeInForce),
        5 => Json.TryText(ref reader, out update.ExecutionType),
        6 => Json.TryText(ref reader, out update.Status),
        7 => Json.TryInteger(ref reader, out update.OrderId),
        8 => Json.TryText(ref reader, out update.Quantity),
        9 => Json.TryText(ref reader, out update.Price),
        10 => Json.TryText(ref reader, out update.LastQuantity),
        11 => Json.TryText(ref reader, out update.LastPrice),
        12 => Json.TryText(ref reader, out update.Filled),
        13 => Json.TryInteger(ref reader, out update.TradeMs),
        14 => Json.TryInteger(ref reader, out update.TradeId),
        15 => Json.TryFlag(ref reader, out update.IsMaker),
        16 => Json.TryText(ref reader, out update.Fee),
        17 => Json.TryText(ref reader, out update.FeeAsset),
        18 => Json.TryText(ref reader, out update.ExpiryReason),
        _ => Json.TryText(ref reader, out update.Realised),
    };
}
