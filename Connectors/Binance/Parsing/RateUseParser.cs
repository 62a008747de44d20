using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Reads <c>{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":1}</c>; <c>count</c> may be missing.</summary>
internal static class RateUseParser
{
    public static bool TryRead(scoped ref Utf8JsonReader reader, out RateUse rate)
    {
        bool isOrders = false;
        long unitMs = 0;
        long units = 0;
        long limit = 0;
        long used = 0;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = Json.Name(ref reader);
            reader.Read();
            bool isRead = true;
            if (name.SequenceEqual("rateLimitType"u8))
                isOrders = reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("ORDERS"u8);
            else if (name.SequenceEqual("interval"u8))
                unitMs = UnitMs(ref reader);
            else if (name.SequenceEqual("intervalNum"u8))
                isRead = Json.TryInteger(ref reader, out units);
            else if (name.SequenceEqual("limit"u8))
                isRead = Json.TryInteger(ref reader, out limit);
            else if (name.SequenceEqual("count"u8))
                isRead = Json.TryInteger(ref reader, out used);
            else
                reader.Skip();
            if (!isRead)
                break;
        }

        rate = new(isOrders, unitMs * units, limit, used);
        return reader.TokenType is JsonTokenType.EndObject;
    }

    private static long UnitMs(scoped ref Utf8JsonReader reader) =>
        reader.TokenType is not JsonTokenType.String ? 0
        : reader.ValueTextEquals("SECOND"u8) ? 1_000
        : reader.ValueTextEquals("MINUTE"u8) ? 60_000
        : reader.ValueTextEquals("HOUR"u8) ? 3_600_000
        : reader.ValueTextEquals("DAY"u8) ? 86_400_000
        : 0;
}
