using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>What a frame of any stream is.</summary>
internal enum StreamEventKind : byte
{
    /// <summary>Not JSON, or not of any shape the venue uses.</summary>
    Malformed = 0,

    /// <summary>Known or new, and of no use to us.</summary>
    Other,

    /// <summary>The answer to a request on the same socket.</summary>
    Reply,
    DepthUpdate,
    AggTrade,
    Trade,
    BookTicker,
    MarkPrice,
    OrderTradeUpdate,
    AccountUpdate,
    ListenKeyExpired,

    /// <summary>A faster and thinner repeat of a fill.</summary>
    TradeLite,
    AlgoUpdate,
    MarginCall,
    AccountConfigUpdate,
}

/// <summary>Finds what a frame is and where its event lies, bare or wrapped in <c>{"stream":...,"data":...}</c>.</summary>
internal static class StreamEvent
{
    /// <summary>Names the frame's kind; the usual shapes by their first bytes, any other by reading it whole.</summary>
    public static StreamEventKind Classify(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"e\":\""u8) && TryFastName(frame[6..], out StreamEventKind kind))
            return kind;
        return TryLocate(frame, out ReadOnlySpan<byte> data) ? ClassifySlowly(data) : StreamEventKind.Malformed;
    }

    /// <summary>Reads the whole frame and finds the event's object: the member <c>data</c>, or the frame itself. False when it is not one JSON object.</summary>
    public static bool TryLocate(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> data)
    {
        data = frame;
        var reader = new Utf8JsonReader(frame);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                return false;

            ulong seen = 0;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                bool isData = reader.ValueTextEquals("data"u8);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                bool isObject = reader.TokenType is JsonTokenType.StartObject;
                reader.Skip();
                if (!isData || !isObject)
                    continue;
                if (!Json.Once(ref seen, 0))
                    return false;
                data = frame[start..(int)reader.BytesConsumed];
            }

            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryFastName(ReadOnlySpan<byte> rest, out StreamEventKind kind)
    {
        int end = rest.IndexOf((byte)'"');
        kind = end < 0 ? StreamEventKind.Other : KindOf(rest[..end]);
        return kind is not StreamEventKind.Other;
    }

    private static StreamEventKind ClassifySlowly(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        bool isReply = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool isKind = reader.ValueTextEquals("e"u8);
            isReply |= reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isKind && reader.TokenType is JsonTokenType.String && Json.TryText(ref reader, out ReadOnlySpan<byte> name))
                return KindOf(name);
            reader.Skip();
        }

        return isReply ? StreamEventKind.Reply : StreamEventKind.Other;
    }

    private static StreamEventKind KindOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("depthUpdate"u8) => StreamEventKind.DepthUpdate,
        _ when name.SequenceEqual("aggTrade"u8) => StreamEventKind.AggTrade,
        _ when name.SequenceEqual("trade"u8) => StreamEventKind.Trade,
        _ when name.SequenceEqual("bookTicker"u8) => StreamEventKind.BookTicker,
        _ when name.SequenceEqual("markPriceUpdate"u8) => StreamEventKind.MarkPrice,
        _ when name.SequenceEqual("ORDER_TRADE_UPDATE"u8) => StreamEventKind.OrderTradeUpdate,
        _ when name.SequenceEqual("ACCOUNT_UPDATE"u8) => StreamEventKind.AccountUpdate,
        _ when name.SequenceEqual("listenKeyExpired"u8) => StreamEventKind.ListenKeyExpired,
        _ when name.SequenceEqual("TRADE_LITE"u8) => StreamEventKind.TradeLite,
        _ when name.SequenceEqual("ALGO_UPDATE"u8) => StreamEventKind.AlgoUpdate,
        _ when name.SequenceEqual("MARGIN_CALL"u8) => StreamEventKind.MarginCall,
        _ when name.SequenceEqual("ACCOUNT_CONFIG_UPDATE"u8) => StreamEventKind.AccountConfigUpdate,
        _ => StreamEventKind.Other,
    };
}
