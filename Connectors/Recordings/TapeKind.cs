namespace Quern.Connectors.Recordings;

/// <summary>Which reader a file of recorded market data needs.</summary>
public enum TapeKind : byte
{
    /// <summary>A Databento file of market by order, binary; <see cref="MarketByOrder.MboTape"/>.</summary>
    MarketByOrderBinary = 1,

    /// <summary>The same as lines of text.</summary>
    MarketByOrderText = 2,

    /// <summary>A Nasdaq TotalView-ITCH 5.0 day; <see cref="Itch.ItchTape"/>.</summary>
    Itch = 3,

    /// <summary>A LOBSTER message file; <see cref="Lobster.LobsterTape"/>.</summary>
    Lobster = 4,

    /// <summary>Recorded Binance sockets; <see cref="RecordingTape"/>.</summary>
    BinanceSockets = 5,

    /// <summary>Binance's historical depth; <see cref="BinanceHistory.DepthHistoryTape"/>.</summary>
    BinanceHistory = 6,

    /// <summary>A web-socket capture of Kraken, Coinbase, Deribit or OKX; <see cref="Captures.CaptureTape"/>.</summary>
    Capture = 7,

    /// <summary>A CSV file of Tardis.dev; <see cref="Tardis.TardisTape"/>.</summary>
    Tardis = 8,

    /// <summary>Trades or quotes in the layout of NYSE TAQ; <see cref="Taq.TaqTape"/>.</summary>
    Taq = 9,

    /// <summary>Ticks or bars of American stocks, told by the file's name; <see cref="UsTicks.UsTickTape"/>.</summary>
    UsTicks = 10,

    /// <summary>Messages of Polygon's sockets; <see cref="Polygon.PolygonSocketTape"/>.</summary>
    PolygonSockets = 11,

    /// <summary>A reply of Polygon's REST interface; <see cref="Polygon.PolygonReplyTape"/>.</summary>
    PolygonReply = 12,
}
