using Quern.Domain.MarketData;

namespace Quern.Grains.Interfaces.MarketData;

/// <summary>A book as it stood when asked.</summary>
/// <param name="Instrument"><c>venue:symbol</c>.</param>
/// <param name="State">proven, empty or broken.</param>
/// <param name="Sequence">The book's sequence.</param>
/// <param name="AgeNs">How long ago the feed was last heard, nanoseconds; −1 when never.</param>
/// <param name="Bids">Best first.</param>
/// <param name="Asks">Best first.</param>
/// <param name="BidLevels">Levels of the whole bid side.</param>
/// <param name="AskLevels">Levels of the whole ask side.</param>
/// <param name="PriceScale">Decimals of a tick.</param>
/// <param name="QuantityScale">Decimals of a lot.</param>
/// <param name="Trades">The last public trades, newest first.</param>
/// <param name="MarkTicks">The mark price; 0 when not heard.</param>
[GenerateSerializer, Immutable, Alias("book-view")]
public sealed record BookView(
    [property: Id(0)] string Instrument,
    [property: Id(1)] string State,
    [property: Id(2)] long Sequence,
    [property: Id(3)] long AgeNs,
    [property: Id(4)] Level[] Bids,
    [property: Id(5)] Level[] Asks,
    [property: Id(6)] int BidLevels,
    [property: Id(7)] int AskLevels,
    [property: Id(8)] int PriceScale,
    [property: Id(9)] int QuantityScale,
    [property: Id(10)] FeedTrade[] Trades,
    [property: Id(11)] long MarkTicks);
