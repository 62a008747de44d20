namespace Quern.Connectors.Binance.Parsing;

/// <summary>What may stand before and after the fields we read: the wrapper of combined streams, and the keys that the venue added in 2026.</summary>
internal static class EventTail
{
    /// <summary>Steps over <c>{"stream":"...","data":</c> where it is there.</summary>
    public static bool TrySkipHead(scoped ref FrameCursor cursor, ReadOnlySpan<byte> frame) =>
        !frame.StartsWith("{\"stream\":"u8)
        || (cursor.TrySkip("{\"stream\":\""u8) && cursor.TryText(out _) && cursor.TrySkip(",\"data\":"u8));

    /// <summary>Steps over <c>st</c> (market: 1 is USD-M) and <c>ps</c> (pair) and the closing braces, up to the frame's end.</summary>
    public static bool TrySkip(scoped ref FrameCursor cursor, bool isWrapped)
    {
        // Only USD-M here: the sister market's frames take the general path, which refuses them.
        cursor.TrySkip(",\"st\":1"u8);
        if (cursor.TrySkip(",\"ps\":\""u8) && !cursor.TryText(out _))
            return false;
        return cursor.TrySkip("}"u8) && (!isWrapped || cursor.TrySkip("}"u8)) && cursor.IsAtEnd;
    }
}
