using System.Text;
using System.Text.Json;

namespace Quern.Connectors.Recordings;

/// <summary>Tells what a recorded frame is from its own keys, whatever their order.</summary>
internal ref struct RecordedShape
{
    public RecordedKind Kind;
    public string Symbol;
    public bool HasPreviousFinal;

    /// <summary>Where the event itself lies.</summary>
    public Range Event;

    /// <summary>Reads the whole frame, so that a broken one is found here.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static RecordedShape Of(ReadOnlySpan<byte> json, ref string lastSymbol)
    {
        var shape = new RecordedShape { Symbol = "", Event = .. };
        var reader = new Utf8JsonReader(json);
        bool hasUpdateId = false, hasBestSizes = false, isImage = false;
        int eventDepth = 1;
        if (reader.Read() && reader.TokenType is not JsonTokenType.StartObject)
            throw new JsonException("a frame is an object");
        while (reader.Read())
        {
            if (eventDepth == 2 && shape.Event.End.IsFromEnd && reader is { CurrentDepth: 1, TokenType: JsonTokenType.EndObject })
                shape.Event = shape.Event.Start..(int)reader.BytesConsumed;
            if (reader.TokenType is not JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("stream"u8))
            {
                isImage = IsImage(ref reader);
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("data"u8))
            {
                shape.Event = StartOfEvent(ref reader)..;
                eventDepth = 2;
                continue;
            }

            if (reader.CurrentDepth != eventDepth)
                continue;
            if (reader.ValueTextEquals("lastUpdateId"u8))
                shape.Kind = RecordedKind.Snapshot;
            else if (reader.ValueTextEquals("e"u8))
                shape.Kind = KindOf(ref reader);
            else if (reader.ValueTextEquals("s"u8))
                shape.Symbol = SymbolOf(ref reader, ref lastSymbol);
            else if (reader.ValueTextEquals("pu"u8))
                shape.HasPreviousFinal = true;
            else if (reader.ValueTextEquals("u"u8))
                hasUpdateId = true;
            else if (reader.ValueTextEquals("B"u8))
                hasBestSizes = true;
        }

        // The spot market's ticker names no event.
        if (shape.Kind is RecordedKind.Other && hasUpdateId && hasBestSizes)
            shape.Kind = RecordedKind.BookTicker;
        if (shape.Kind is RecordedKind.Diff && isImage)
            shape.Kind = RecordedKind.Other;
        return shape;
    }

    private static int StartOfEvent(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.StartObject ? (int)reader.TokenStartIndex : throw new JsonException("an event is an object");
    }

    // Streams such as x@depth20@100ms call their images of the best levels changes too; only the name tells.
    private static bool IsImage(ref Utf8JsonReader reader)
    {
        reader.Read();
        ReadOnlySpan<byte> name = reader.TokenType is JsonTokenType.String ? reader.ValueSpan : default;
        int depth = name.IndexOf("@depth"u8);
        return depth >= 0 && name.Length > depth + 6 && char.IsAsciiDigit((char)name[depth + 6]);
    }

    private static RecordedKind KindOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String when reader.ValueTextEquals("depthUpdate"u8) => RecordedKind.Diff,
            JsonTokenType.String when reader.ValueTextEquals("trade"u8) => RecordedKind.Trade,
            JsonTokenType.String when reader.ValueTextEquals("aggTrade"u8) => RecordedKind.AggregateTrade,
            JsonTokenType.String when reader.ValueTextEquals("bookTicker"u8) => RecordedKind.BookTicker,
            JsonTokenType.String when reader.ValueTextEquals("markPriceUpdate"u8) => RecordedKind.MarkPrice,
            _ => RecordedKind.Other,
        };
    }

    private static string SymbolOf(ref Utf8JsonReader reader, ref string last)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.String)
            throw new JsonException("a symbol is text");
        // Nearly every frame of a recording names the same symbol: no new text for those.
        return reader.ValueTextEquals(last) ? last : last = Encoding.UTF8.GetString(reader.ValueSpan);
    }
}
