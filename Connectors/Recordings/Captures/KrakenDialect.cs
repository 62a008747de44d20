using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>
/// Kraken's web-socket API v1: <c>[channel, {…}, {…}, "book-1000", "XBT/EUR"]</c>. A book's message may hold two objects, one for each side;
/// both are one change, and the checksum in the last of them is of the book after it.
/// </summary>
internal sealed class KrakenDialect(ICaptureOutput output) : CaptureDialect(output)
{
    private const int DefaultDepth = 10;
    private const int DeepestDepth = 10_000;
    private bool _isSnapshot;
    private long? _checksum;
    private long _timeNs;

    public override void Read(ReadOnlySpan<byte> json)
    {
        (int channelAt, int pairAt) = FindNames(json);
        if (pairAt == 0)
        {
            Output.Other();
            return;
        }

        ReadOnlySpan<byte> channel = TextAt(json, channelAt), pair = TextAt(json, pairAt);
        if (channel.StartsWith("book"u8))
            ReadBook(json, channel, pair);
        else if (channel.SequenceEqual("trade"u8))
            ReadTrades(json, pair);
        else
            Output.Other();
    }

    // The names come last, after what they name: where the two last texts of the outer list begin, or zeros.
    private static (int Channel, int Pair) FindNames(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        bool isList = reader.TokenType is JsonTokenType.StartArray;
        (int before, int last) = (0, 0);
        while (reader.Read())
        {
            if (isList && reader is { TokenType: JsonTokenType.String, CurrentDepth: 1 })
                (before, last) = (last, (int)reader.TokenStartIndex);
            reader.TrySkip();
        }

        return before > 0 ? (before, last) : default;
    }

    private static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> json, int start)
    {
        ReadOnlySpan<byte> text = json[(start + 1)..];
        return text[..text.IndexOf((byte)'"')];
    }

    private void ReadBook(ReadOnlySpan<byte> json, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> pair)
    {
        (_isSnapshot, _checksum, _timeNs) = (false, null, 0);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: 1 })
                ReadSides(ref reader);
        }

        Output.Book(pair, new(_isSnapshot, 0, 0, CaptureProof.Kraken, _checksum, DepthOf(channel)), _timeNs);
    }

    private void ReadSides(scoped ref Utf8JsonReader reader)
    {
        while (JsonSteps.TryKey(ref reader))
        {
            bool isWhole = reader.ValueTextEquals("as"u8) || reader.ValueTextEquals("bs"u8);
            if (isWhole || reader.ValueTextEquals("a"u8) || reader.ValueTextEquals("b"u8))
            {
                _isSnapshot |= isWhole;
                ReadTimedLevels(ref reader, reader.ValueSpan[0] == (byte)'b' ? Side.Buy : Side.Sell);
            }
            else if (reader.ValueTextEquals("c"u8))
            {
                _checksum = TapeText.Whole(JsonSteps.Text(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // [price, size, time, r for repeated]: the newest time is the message's.
    private void ReadTimedLevels(scoped ref Utf8JsonReader reader, Side side)
    {
        JsonSteps.OpenList(ref reader);
        while (JsonSteps.TryOpenRow(ref reader))
        {
            ReadLevel(ref reader, side);
            _timeNs = Math.Max(_timeNs, CaptureTime.Seconds(JsonSteps.Text(ref reader)));
            JsonSteps.CloseRow(ref reader);
        }
    }

    // [price, size, time, b or s, m or l, misc]: the letter is the aggressor's.
    private void ReadTrades(ReadOnlySpan<byte> json, ReadOnlySpan<byte> pair)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.StartArray)
            reader.TrySkip();
        while (JsonSteps.TryOpenRow(ref reader))
        {
            WrittenDecimal price = TapeText.Decimal(JsonSteps.Text(ref reader)), size = TapeText.Decimal(JsonSteps.Text(ref reader));
            long time = CaptureTime.Seconds(JsonSteps.Text(ref reader));
            Side side = JsonSteps.Text(ref reader) is [(byte)'b'] ? Side.Buy : Side.Sell;
            JsonSteps.CloseRow(ref reader);
            Output.Trade(pair, side, price, size, 0, TapeFlags.SideKnown, time);
        }
    }

    // "book-1000"; "book" alone is the venue's default.
    private static int DepthOf(ReadOnlySpan<byte> channel)
    {
        int dash = channel.IndexOf((byte)'-');
        return dash < 0 ? DefaultDepth : (int)Math.Clamp(TapeText.Whole(channel[(dash + 1)..]), 1, DeepestDepth);
    }
}
