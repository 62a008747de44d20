using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>What a market stream carries.</summary>
internal enum StreamKind : byte
{
    DepthDiff,
    PartialDepth,
    BookTicker,
    Trade,
    AggregateTrade,
    MarkPrice,
}

/// <summary>Which hosts' part of the streams a socket carries.</summary>
[Flags]
internal enum StreamCategory : byte
{
    Public = 1,
    Market = 2,
    All = Public | Market,
}

/// <summary>One market stream, however its name was spelled.</summary>
/// <param name="Market">Index of the instrument.</param>
/// <param name="Kind">What it carries.</param>
/// <param name="SpeedMs">Longest wait before changes are sent; 0 sends each at once.</param>
/// <param name="Levels">Of a partial book: how many per side.</param>
internal readonly record struct StreamName(int Market, StreamKind Kind, int SpeedMs, int Levels)
{
    public StreamCategory Category => Kind is StreamKind.AggregateTrade or StreamKind.MarkPrice ? StreamCategory.Market : StreamCategory.Public;

    /// <summary>Reads a name such as <c>btcusdt@depth@100ms</c>.</summary>
    /// <returns>Null when no such stream exists.</returns>
    public static StreamName? Read(VenueCore core, string text)
    {
        string[] parts = text.Split('@');
        if (parts.Length is < 2 or > 3 || !IsLower(parts[0]) || core.MarketOf(parts[0].ToUpperInvariant()) is not { } market)
            return null;

        string speed = parts.Length == 3 ? parts[2] : "";
        return parts[1] switch
        {
            "bookTicker" when speed.Length == 0 => new(market.Index, StreamKind.BookTicker, 0, 0),
            "trade" when speed.Length == 0 => new(market.Index, StreamKind.Trade, 0, 0),
            "aggTrade" when speed.Length == 0 => new(market.Index, StreamKind.AggregateTrade, 0, 0),
            "markPrice" when speed is "" or "1s" => new(market.Index, StreamKind.MarkPrice, speed.Length == 0 ? 3000 : 1000, 0),
            "depth" => DepthOf(market, StreamKind.DepthDiff, speed, 0),
            "depth5" => DepthOf(market, StreamKind.PartialDepth, speed, 5),
            "depth10" => DepthOf(market, StreamKind.PartialDepth, speed, 10),
            "depth20" => DepthOf(market, StreamKind.PartialDepth, speed, 20),
            _ => null,
        };
    }

    private static StreamName? DepthOf(VenueMarket market, StreamKind kind, string speed, int levels) => speed switch
    {
        "" or "250ms" => new(market.Index, kind, 250, levels),
        "500ms" => new(market.Index, kind, 500, levels),
        "100ms" => new(market.Index, kind, 100, levels),
        "25ms" => new(market.Index, kind, 25, levels),
        "0ms" => new(market.Index, kind, 0, levels),
        _ => null,
    };

    private static bool IsLower(string symbol) => !symbol.AsSpan().ContainsAnyInRange('A', 'Z');
}
