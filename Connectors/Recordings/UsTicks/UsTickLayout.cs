namespace Quern.Connectors.Recordings.UsTicks;

/// <summary>What the rows of a file of American ticks or bars hold.</summary>
public enum UsTickLayout : byte
{
    /// <summary>Trades: time, price, quantity, exchange, condition, suspicious.</summary>
    TradeTick = 1,

    /// <summary>Best quotes, one side a row: time, bid, bid size, ask, ask size, exchange, condition, suspicious.</summary>
    QuoteTick = 2,

    /// <summary>Bars of trades: start, open, high, low, close, volume.</summary>
    TradeMinute = 3,

    /// <summary>Bars of quotes: start, open, high, low, close and size of the bid, the same of the ask.</summary>
    QuoteMinute = 4,
}
