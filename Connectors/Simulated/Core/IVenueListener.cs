using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Core;

/// <summary>A dialect's ears: hears what the core did, in order, under the venue's lock, and never calls back into the core.</summary>
internal interface IVenueListener
{
    /// <summary>A command changed levels of the public book; it already holds them.</summary>
    void OnBookChanged(VenueMarket market, ReadOnlySpan<MatchEvent> events, long nowMs);

    void OnTrade(VenueMarket market, in PublicTrade trade);

    void OnAggregateTrade(VenueMarket market, in AggregateTrade trade);

    /// <summary>Something happened to an account's order; the fill counts for <see cref="OrderNews.Traded"/> alone.</summary>
    void OnOrder(VenueOrder order, OrderNews news, ExpiryCause cause, in AccountFill fill, long nowMs);

    /// <summary>A funding payment was booked.</summary>
    void OnFunding(VenueAccount account, VenueMarket market, Int128 changeE8, long nowMs);

    /// <summary>Mark prices were set; once a second.</summary>
    void OnMarks(long nowMs);
}

/// <summary>The crowd's ears: what became of its own orders.</summary>
internal interface ICrowd
{
    /// <summary>One event that names a crowd order, as taker or as maker.</summary>
    void OnCrowdEvent(VenueMarket market, in MatchEvent step);
}
