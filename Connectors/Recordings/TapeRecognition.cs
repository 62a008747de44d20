using System.Text;
using System.Text.Json;
using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.UsTicks;

namespace Quern.Connectors.Recordings;

/// <summary>Tells what a file is by its beginning. What could be two things is refused rather than guessed.</summary>
internal static class TapeRecognition
{
    private static readonly string[] SocketMembers = ["ev", "channel", "message"];
    private static readonly string[] ReplyMembers = ["results", "status", "ticker", "next_url", "request_id", "symbol", "from"];

    /// <exception cref="RecordingRefusedException">Nothing that is read here begins like this.</exception>
    public static TapeKind KindOf(TapeHead head) => ByMagic(head) ?? ByFirstLine(head) ?? throw Unknown(head);

    private static TapeKind? ByMagic(TapeHead head) => head.Bytes switch
    {
        [] => throw new RecordingRefusedException($"{head.Name} is empty."),
        [0x1F, 0x8B, ..] => throw new RecordingRefusedException($"{head.Name} is packed by gzip: a name that ends in .gz says so."),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => throw new RecordingRefusedException($"{head.Name} is packed by Zstandard: a name that ends in .zst says so."),
        [(byte)'D', (byte)'B', (byte)'N', ..] => TapeKind.MarketByOrderBinary,
        _ => IsItch(head.Bytes) ? TapeKind.Itch : null,
    };

    // Two messages in a row: a length, or none, and a type that has this length.
    private static bool IsItch(ReadOnlySpan<byte> bytes)
    {
        int messages = 0;
        for (; messages < 2 && bytes.Length >= 3; messages++)
        {
            int said = bytes[0] << 8 | bytes[1];
            int length = ItchLengths.Of(bytes[2]);
            if (length == 0 || (said != 0 && said != length) || bytes.Length < 2 + length)
                return false;
            bytes = bytes[(2 + length)..];
        }

        return messages > 0;
    }

    private static TapeKind? ByFirstLine(TapeHead head)
    {
        ReadOnlySpan<byte> line = head.FirstLine;
        return line switch
        {
            [] => null,
            [(byte)'{' or (byte)'[', ..] => ByMembers(head.Text),
            [>= (byte)'0' and <= (byte)'9', ..] => ByNumbers(head, line),
            _ => CaptureLines.IsConnectionRecord(line) ? TapeKind.Capture : ByHeader(line),
        };
    }

    // "stamp {", "seconds.fraction: {", or columns of numbers.
    private static TapeKind? ByNumbers(TapeHead head, ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (end > 0 && line[end..].StartsWith(" {"u8))
            return TapeKind.BinanceSockets;
        int stampEnd = line.IndexOfAnyExcept("0123456789."u8);
        if (stampEnd > 0 && line[stampEnd..].StartsWith(": "u8))
            return TapeKind.Capture;
        if (IsLobsterMessage(line))
            return TapeKind.Lobster;
        if (UsTickName.TryParse(head.Path, out _))
            return TapeKind.UsTicks;
        int columns = line.Count((byte)',') + 1;
        if (columns % 4 == 0)
            throw new RecordingRefusedException($"{head.Name} looks like the order-book rows that LOBSTER puts beside its messages; name the file of messages.");
        return null;
    }

    private static bool IsLobsterMessage(ReadOnlySpan<byte> line)
    {
        var fields = new TapeFields(line);
        _ = fields.Next();
        return fields.TryNext(out long type) && fields.TryNext(out _) && fields.TryNext(out _) && fields.TryNext(out _)
            && fields.TryNext(out long direction) && fields.IsAtEnd && type is >= 1 and <= 7 && direction is 1 or -1;
    }

    private static TapeKind? ByHeader(ReadOnlySpan<byte> line)
    {
        HashSet<string> columns = [.. Encoding.UTF8.GetString(line).Split(',').Select(name => name.Trim().Trim('"'))];
        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (!columns.Contains(name))
                    return false;
            }

            return true;
        }

        if (Has("ts_event", "order_id", "price_e9"))
            return TapeKind.MarketByOrderText;
        if (Has("symbol", "first_update_id", "last_update_id"))
            return TapeKind.BinanceHistory;
        if (Has("exchange", "symbol", "timestamp", "local_timestamp"))
            return TapeKind.Tardis;
        return Has("DT", "EX", "SYMBOL") ? TapeKind.Taq : null;
    }

    // The names that the first object uses, as far as it is held.
    private static TapeKind? ByMembers(ReadOnlySpan<byte> json)
    {
        TapeKind? found = null;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(new() { AllowMultipleValues = true }));
        try
        {
            int depth = -1;
            while (reader.Read() && !(reader.TokenType is JsonTokenType.EndObject && reader.CurrentDepth < depth))
            {
                if (reader.TokenType is not JsonTokenType.PropertyName)
                    continue;
                depth = depth < 0 ? reader.CurrentDepth : depth;
                if (reader.CurrentDepth != depth)
                    continue;
                string name = reader.GetString()!;
                if (SocketMembers.Contains(name))
                    return TapeKind.PolygonSockets;
                found = ReplyMembers.Contains(name) ? TapeKind.PolygonReply : found;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return found;
        }

        return found;
    }

    private static RecordingRefusedException Unknown(TapeHead head) => new(
        $"{head.Name} begins with '{head.Beginning}', as nothing does that is read here: LOBSTER messages, ITCH 5.0, market by order (DBN, CSV), "
        + "Binance sockets and history, web-socket captures, Tardis, TAQ, American ticks, Polygon.");
}
