using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>A public trade (fills of one taker order at one price within 100 ms, summed). Price and size stay text until the scales are known.</summary>
internal ref struct AggTrade
{
    public long EventMs;
    public ReadOnlySpan<byte> Symbol;

    /// <summary>Grows by one per symbol.</summary>
    public long Id;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Quantity;
    public long FirstTradeId;
    public long LastTradeId;
    public long TradeMs;

    /// <summary>True when the aggressor sold.</summary>
    public bool BuyerIsMaker;
}

/// <summary>Reads <c>aggTrade</c> by position, in both orders that the venue has used, and any other by a general parser.</summary>
internal static class TradeParser
{
    private const ulong Required = (1 << 10) - 1;

    public static bool TryRead(ReadOnlySpan<byte> frame, out AggTrade trade) =>
        TryReadByPosition(frame, out trade) || TryReadGenerally(frame, out trade);

    private static bool TryReadByPosition(ReadOnlySpan<byte> frame, out AggTrade trade)
    {
        trade = default;
        AggTrade read = default;
        var cursor = new FrameCursor(frame);
        bool isRead = EventTail.TrySkipHead(ref cursor, frame)
            && cursor.TrySkip("{\"e\":\"aggTrade\",\"E\":"u8) && cursor.TryInteger(out read.EventMs)
            && TryReadNames(ref cursor, ref read)
            && cursor.TrySkip(",\"p\":\""u8) && cursor.TryText(out read.Price)
            && cursor.TrySkip(",\"q\":\""u8) && cursor.TryText(out read.Quantity)
            && cursor.TrySkip(",\"f\":"u8) && cursor.TryInteger(out read.FirstTradeId)
            && cursor.TrySkip(",\"l\":"u8) && cursor.TryInteger(out read.LastTradeId)
            && cursor.TrySkip(",\"T\":"u8) && cursor.TryInteger(out read.TradeMs)
            && cursor.TrySkip(",\"m\":"u8) && TryReadFlag(ref cursor, out read.BuyerIsMaker)
            && TrySkipRest(ref cursor, frame);
        trade = read;
        return isRead;
    }

    // Spot writes the symbol first, futures the id.
    private static bool TryReadNames(scoped ref FrameCursor cursor, scoped ref AggTrade trade)
    {
        if (cursor.TrySkip(",\"a\":"u8))
        {
            return cursor.TryInteger(out trade.Id)
                && cursor.TrySkip(",\"s\":\""u8) && cursor.TryText(out trade.Symbol);
        }

        return cursor.TrySkip(",\"s\":\""u8) && cursor.TryText(out trade.Symbol)
            && cursor.TrySkip(",\"a\":"u8) && cursor.TryInteger(out trade.Id);
    }

    private static bool TryReadFlag(scoped ref FrameCursor cursor, out bool flag)
    {
        flag = cursor.TrySkip("true"u8);
        return flag || cursor.TrySkip("false"u8);
    }

    // Spot ends with a flag that means nothing.
    private static bool TrySkipRest(scoped ref FrameCursor cursor, ReadOnlySpan<byte> frame) =>
        (!cursor.TrySkip(",\"M\":"u8) || TryReadFlag(ref cursor, out _))
        && EventTail.TrySkip(ref cursor, frame.StartsWith("{\"stream\":"u8));

    private static bool TryReadGenerally(ReadOnlySpan<byte> frame, out AggTrade trade)
    {
        trade = default;
        AggTrade read = default;
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

        trade = read;
        return Json.HasAll(seen, Required);
    }

    private static int BitOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("st"u8) ? 10 : name.Length == 1 ? "eEsapqflTm"u8.IndexOf(name[0]) : -1;

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref AggTrade trade) => bit switch
    {
        0 => reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("aggTrade"u8),
        1 => Json.TryInteger(ref reader, out trade.EventMs),
        2 => Json.TryText(ref reader, out trade.Symbol) && !trade.Symbol.IsEmpty,
        3 => Json.TryInteger(ref reader, out trade.Id),
        4 => Json.TryText(ref reader, out trade.Price),
        5 => Json.TryText(ref reader, out trade.Quantity),
        6 => Json.TryInteger(ref reader, out trade.FirstTradeId),
        7 => Json.TryInteger(ref reader, out trade.LastTradeId),
        8 => Json.TryInteger(ref reader, out trade.TradeMs),
        9 => Json.TryFlag(ref reader, out trade.BuyerIsMaker),
        _ => Json.TryInteger(ref reader, out long market) && market == 1,
    };
}
