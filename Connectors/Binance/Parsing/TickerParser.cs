using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Best bid and ask. Its update id is of the same kind as a book update's, so it checks a book. Prices and sizes stay text.</summary>
internal ref struct BookTicker
{
    public long UpdateId;
    public long EventMs;
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> BidPrice;
    public ReadOnlySpan<byte> BidQuantity;
    public ReadOnlySpan<byte> AskPrice;
    public ReadOnlySpan<byte> AskQuantity;
}

/// <summary>Reads <c>bookTicker</c> by position in the orders that the venue has used, and any other by a general parser.</summary>
internal static class TickerParser
{
    private const ulong Required = (1 << 8) - 1;

    public static bool TryRead(ReadOnlySpan<byte> frame, out BookTicker ticker) =>
        TryReadByPosition(frame, out ticker) || TryReadGenerally(frame, out ticker);

    private static bool TryReadByPosition(ReadOnlySpan<byte> frame, out BookTicker ticker)
    {
        ticker = default;
        BookTicker read = default;
        var cursor = new FrameCursor(frame);
        if (!EventTail.TrySkipHead(ref cursor, frame)
            || !cursor.TrySkip("{\"e\":\"bookTicker\",\"u\":"u8) || !cursor.TryInteger(out read.UpdateId))
            return false;

        // Today the times stand here; in 2021 they stood at the end.
        bool timesFirst = cursor.TrySkip(",\"E\":"u8);
        bool isRead = (!timesFirst || TryReadTimes(ref cursor, ref read))
            && cursor.TrySkip(",\"s\":\""u8) && cursor.TryText(out read.Symbol)
            && cursor.TrySkip(",\"b\":\""u8) && cursor.TryText(out read.BidPrice)
            && cursor.TrySkip(",\"B\":\""u8) && cursor.TryText(out read.BidQuantity)
            && cursor.TrySkip(",\"a\":\""u8) && cursor.TryText(out read.AskPrice)
            && cursor.TrySkip(",\"A\":\""u8) && cursor.TryText(out read.AskQuantity)
            && (timesFirst || (cursor.TrySkip(",\"T\":"u8) && cursor.TryInteger(out _)
                && cursor.TrySkip(",\"E\":"u8) && cursor.TryInteger(out read.EventMs)))
            && EventTail.TrySkip(ref cursor, frame.StartsWith("{\"stream\":"u8));
        ticker = read;
        return isRead;
    }

    private static bool TryReadTimes(scoped ref FrameCursor cursor, scoped ref BookTicker ticker) =>
        cursor.TryInteger(out ticker.EventMs) && cursor.TrySkip(",\"T\":"u8) && cursor.TryInteger(out _);

    private static bool TryReadGenerally(ReadOnlySpan<byte> frame, out BookTicker ticker)
    {
        ticker = default;
        BookTicker read = default;
        if (!StreamEvent.TryLocate(frame, out ReadOnlySpan<byte> data))
            return false;

        var reader = new Utf8JsonReader(data);
        ulong seen = 0;
        reader.Read();
        while (Json.TryNextField(ref reader, BitOf, ref seen, out int bit))
        {
            if (!TryReadField(ref reader, bit, ref read))
                return false;
        }

        ticker = read;
        return Json.HasAll(seen, Required);
    }

    private static int BitOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("st"u8) ? 8 : name.Length == 1 ? "euEsbBaA"u8.IndexOf(name[0]) : -1;

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref BookTicker ticker) => bit switch
    {
        0 => reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("bookTicker"u8),
        1 => Json.TryInteger(ref reader, out ticker.UpdateId),
        2 => Json.TryInteger(ref reader, out ticker.EventMs),
        3 => Json.TryText(ref reader, out ticker.Symbol) && !ticker.Symbol.IsEmpty,
        4 => Json.TryText(ref reader, out ticker.BidPrice),
        5 => Json.TryText(ref reader, out ticker.BidQuantity),
        6 => Json.TryText(ref reader, out ticker.AskPrice),
        7 => Json.TryText(ref reader, out ticker.AskQuantity),
        _ => Json.TryInteger(ref reader, out long market) && market == 1,
    };
}
