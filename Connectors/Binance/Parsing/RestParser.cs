using System.Globalization;
using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>A book snapshot's head; its levels go to a <see cref="DepthLevels"/>.</summary>
internal readonly record struct SnapshotHead(long LastUpdateId, long EventMs);

/// <summary>Reads the small REST bodies. They are rare: a document is good enough.</summary>
internal static class RestParser
{
    /// <summary>The venue's clock, Unix milliseconds.</summary>
    public static bool TryReadServerTime(byte[] body, out long serverMs)
    {
        serverMs = TryRead(body, static root => root.GetProperty("serverTime").GetInt64(), out long value) ? value : 0;
        return serverMs > 0;
    }

    /// <summary>The listen key; null when the body has none.</summary>
    public static string? ListenKey(byte[] body) =>
        TryRead(body, static root => root.GetProperty("listenKey").GetString(), out string? key) ? key : null;

    /// <summary>One true or false of that name; null when the body has none.</summary>
    public static bool? Flag(byte[] body, string name) =>
        TryRead(body, root => root.GetProperty(name).GetBoolean(), out bool flag) ? flag : null;

    /// <summary>The code and text of an error body; a success may carry code 200, as number or string. False when the body is no object.</summary>
    public static bool TryReadError(ReadOnlySpan<byte> body, out int code, out string text)
    {
        code = 0;
        text = "";
        if (body.IsEmpty || body[0] is not (byte)'{')
            return false;
        var reader = new Utf8JsonReader(body);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                bool isCode = reader.ValueTextEquals("code"u8);
                bool isText = reader.ValueTextEquals("msg"u8);
                reader.Read();
                if (isCode && !Json.TryCode(ref reader, out code))
                    return false;
                if (isText && reader.TokenType is JsonTokenType.String)
                    text = reader.GetString() ?? "";
                reader.Skip();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Maker and taker rates of <c>commissionRate</c>.</summary>
    public static bool TryReadFees(byte[] body, out Fees fees) => TryRead(
        body,
        static root => new Fees(Rate(root.GetProperty("makerCommissionRate")), Rate(root.GetProperty("takerCommissionRate"))),
        out fees);

    /// <summary>The rows of <c>rateLimit/order</c> or of <c>exchangeInfo.rateLimits</c>.</summary>
    public static bool TryReadRates(ReadOnlySpan<byte> array, List<RateUse> rates)
    {
        rates.Clear();
        var reader = new Utf8JsonReader(array);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray)
                return false;
            while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                if (!RateUseParser.TryRead(ref reader, out RateUse rate))
                    return false;
                rates.Add(rate);
            }

            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads <c>depth</c>; the levels are replaced.</summary>
    public static bool TryReadSnapshot(ReadOnlySpan<byte> body, Instrument instrument, DepthLevels levels, out SnapshotHead head)
    {
        head = default;
        levels.Clear();
        var reader = new Utf8JsonReader(body);
        long lastId = 0;
        long eventMs = 0;
        ulong seen = 0;
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                ReadOnlySpan<byte> name = Json.Name(ref reader);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                bool isSound = true;
                if (name.SequenceEqual("lastUpdateId"u8))
                    isSound = Json.Once(ref seen, 0) && Json.TryInteger(ref reader, out lastId);
                else if (name.SequenceEqual("E"u8))
                    isSound = Json.TryInteger(ref reader, out eventMs);
                else if (name.SequenceEqual("bids"u8) || name.SequenceEqual("asks"u8))
                {
                    Side side = name[0] == 'b' ? Side.Buy : Side.Sell;
                    reader.Skip();
                    isSound = Json.Once(ref seen, 1 + (int)side) && DepthGeneralParser.TryReadSide(
                        body[start..(int)reader.BytesConsumed], side, instrument.PriceScale, instrument.QuantityScale, levels);
                }
                else
                    reader.Skip();
                if (!isSound)
                    return false;
            }

            head = new(lastId, eventMs);
            return seen == 7 && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Applies a reading to a body's root; false when the body is not of that shape.</summary>
    public static bool TryRead<T>(byte[] body, Func<JsonElement, T> read, out T? value)
    {
        value = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            value = read(document.RootElement);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>A decimal of an object's member as a scaled integer, rounded where it is finer.</summary>
    public static Int128 Rounded(JsonElement text, int decimals) =>
        Json.TryRounded(Bytes(text), decimals, out Int128 scaled) ? scaled : throw new FormatException($"'{text}' is not a decimal.");

    /// <summary>A decimal of an object's member as a scaled integer, exactly.</summary>
    public static long Exact(JsonElement text, int decimals) =>
        Decimals.TryParse(Bytes(text), decimals, out long scaled) ? scaled : throw new FormatException($"'{text}' does not fit {decimals} decimals.");

    /// <summary>An integer that may be written in quotes.</summary>
    public static long Integer(JsonElement value) => value.ValueKind is JsonValueKind.String
        ? long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : value.GetInt64();

    private static long Rate(JsonElement text) => (long)Rounded(text, 8);

    private static byte[] Bytes(JsonElement text) => System.Text.Encoding.UTF8.GetBytes(text.GetString() ?? "");
}
