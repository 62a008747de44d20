using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>All of a book update but its levels, which can be read once the symbol's scales are known.</summary>
internal ref struct DepthHeader
{
    public long EventMs;

    /// <summary>0 when the frame has none.</summary>
    public long TransactionMs;
    public ReadOnlySpan<byte> Symbol;
    public long First;
    public long Final;

    /// <summary>−1 when the frame has none.</summary>
    public long PreviousFinal;

    /// <summary>Where the positional parser stopped; −1 when the general parser read the header.</summary>
    public int LevelsAt;
    public ReadOnlySpan<byte> Bids;
    public ReadOnlySpan<byte> Asks;
}

/// <summary>
/// Reads <c>depthUpdate</c>, futures or spot, bare or wrapped: by position in the order in which the venue writes, and any other order,
/// spacing, escape or new key by <see cref="DepthGeneralParser"/>. A frame is either read right or refused.
/// </summary>
internal static class DepthParser
{
    public static bool TryReadHeader(ReadOnlySpan<byte> frame, out DepthHeader header) =>
        TryReadByPosition(frame, out header) || DepthGeneralParser.TryReadHeader(frame, out header);

    public static bool TryReadLevels(
        ReadOnlySpan<byte> frame, in DepthHeader header, int priceScale, int quantityScale, DepthLevels levels)
    {
        if (header.LevelsAt >= 0)
        {
            levels.Clear();
            var cursor = new FrameCursor(frame, header.LevelsAt);
            if (TryReadSide(ref cursor, Side.Buy, priceScale, quantityScale, levels)
                && cursor.TrySkip(",\"a\":["u8)
                && TryReadSide(ref cursor, Side.Sell, priceScale, quantityScale, levels)
                && EventTail.TrySkip(ref cursor, IsWrapped(frame)))
                return true;
        }

        return DepthGeneralParser.TryReadHeader(frame, out DepthHeader general)
            && DepthGeneralParser.TryReadLevels(in general, priceScale, quantityScale, levels);
    }

    private static bool TryReadByPosition(ReadOnlySpan<byte> frame, out DepthHeader header)
    {
        header = new() { PreviousFinal = -1 };
        var cursor = new FrameCursor(frame);
        if (!EventTail.TrySkipHead(ref cursor, frame)
            || !cursor.TrySkip("{\"e\":\"depthUpdate\",\"E\":"u8) || !cursor.TryInteger(out header.EventMs))
            return false;
        if (cursor.TrySkip(",\"T\":"u8) && !cursor.TryInteger(out header.TransactionMs))
            return false;
        if (!cursor.TrySkip(",\"s\":\""u8) || !cursor.TryText(out header.Symbol)
            || !cursor.TrySkip(",\"U\":"u8) || !cursor.TryInteger(out header.First)
            || !cursor.TrySkip(",\"u\":"u8) || !cursor.TryInteger(out header.Final))
            return false;
        if (cursor.TrySkip(",\"pu\":"u8) && !cursor.TryInteger(out header.PreviousFinal))
            return false;
        if (!cursor.TrySkip(",\"b\":["u8))
            return false;

        header.LevelsAt = cursor.Position;
        return true;
    }

    private static bool TryReadSide(scoped ref FrameCursor cursor, Side side, int priceScale, int quantityScale, DepthLevels levels)
    {
        if (cursor.TrySkip("]"u8))
            return true;
        do
        {
            if (!cursor.TrySkip("[\""u8) || !cursor.TryDecimal(priceScale, out long ticks)
                || !cursor.TrySkip(",\""u8) || !cursor.TryDecimal(quantityScale, out long lots)
                || !cursor.TrySkip("]"u8))
                return false;
            levels.Add(new(side, ticks, lots));
        }
        while (cursor.TrySkip(","u8));

        return cursor.TrySkip("]"u8);
    }

    private static bool IsWrapped(ReadOnlySpan<byte> frame) => frame.StartsWith("{\"stream\":"u8);
}
