using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>One row of <c>rateLimits</c>: a window, what it allows and what is used of it.</summary>
internal readonly record struct RateUse(bool IsOrders, long WindowMs, long Limit, long Used);

/// <summary>A reply on a socket: of the order socket with status and rate limits, of a stream socket to a subscription without.</summary>
internal ref struct SocketReply
{
    /// <summary>The request's number; 0 when it has none of ours.</summary>
    public long Id;

    /// <summary>As HTTP's; 0 on stream sockets.</summary>
    public int Status;

    /// <summary>The order of the result; its members are empty when the result is none.</summary>
    public OrderText Order;

    /// <summary>0 when nothing was refused.</summary>
    public int Code;
    public ReadOnlySpan<byte> Message;

    /// <summary>Of a stop or ban: until when, Unix milliseconds; 0 when not said.</summary>
    public long RetryAfterMs;

    public bool HasError;
}

/// <summary>Reads replies of the order socket and of stream sockets.</summary>
internal static class SocketReplyParser
{
    /// <summary>Reads a reply.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="reply">What it says.</param>
    /// <param name="rates">Is emptied and gets the rows of <c>rateLimits</c>.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, out SocketReply reply, List<RateUse> rates)
    {
        reply = default;
        rates.Clear();
        SocketReply read = default;
        var reader = new Utf8JsonReader(frame);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                return false;

            ulong seen = 0;
            while (Json.TryNextField(ref reader, BitOf, ref seen, out int bit))
            {
                if (!TryReadField(ref reader, bit, ref read, rates))
                    return false;
            }

            reply = read;
            return Json.HasAll(seen, 0) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int BitOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("id"u8) => 0,
        _ when name.SequenceEqual("status"u8) => 1,
        _ when name.SequenceEqual("result"u8) => 2,
        _ when name.SequenceEqual("error"u8) => 3,
        _ when name.SequenceEqual("rateLimits"u8) => 4,
        _ => -1,
    };

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref SocketReply reply, List<RateUse> rates)
    {
        switch (bit)
        {
            case 0:
                reply.Id = Json.TryInteger(ref reader, out long id) ? id : 0;
                return reader.TokenType is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.Null;
            case 1:
                return Json.TryCode(ref reader, out reply.Status);
            case 2:
                if (reader.TokenType is JsonTokenType.StartObject)
                    OrderTextParser.TryRead(ref reader, out reply.Order);
                while (reader.TokenType is JsonTokenType.StartArray)
                    reader.Skip();
                return reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.Null;
            case 3:
                reply.HasError = true;
                return TryReadError(ref reader, ref reply);
            default:
                return TryReadRates(ref reader, rates);
        }
    }

    private static bool TryReadError(scoped ref Utf8JsonReader reader, scoped ref SocketReply reply)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool isCode = reader.ValueTextEquals("code"u8);
            bool isMessage = reader.ValueTextEquals("msg"u8);
            bool isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isCode && !Json.TryCode(ref reader, out reply.Code))
                return false;
            if (isMessage && !Json.TryText(ref reader, out reply.Message))
                return false;
            if (isData && reader.TokenType is JsonTokenType.StartObject)
                ReadRetryAfter(ref reader, ref reply);
            else
                reader.Skip();
        }

        return reader.TokenType is JsonTokenType.EndObject;
    }

    private static void ReadRetryAfter(scoped ref Utf8JsonReader reader, scoped ref SocketReply reply)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool isRetry = reader.ValueTextEquals("retryAfter"u8);
            reader.Read();
            if (isRetry && Json.TryInteger(ref reader, out long retryMs))
                reply.RetryAfterMs = retryMs;
            reader.Skip();
        }
    }

    private static bool TryReadRates(scoped ref Utf8JsonReader reader, List<RateUse> rates)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            if (!RateUseParser.TryRead(ref reader, out RateUse rate))
                return false;
            rates.Add(rate);
        }

        return reader.TokenType is JsonTokenType.EndArray;
    }
}
