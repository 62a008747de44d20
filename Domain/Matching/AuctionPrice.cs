using Quern.Domain.Instruments;

namespace Quern.Domain.Matching;

/// <summary>All that rests at one price, shown or not.</summary>
internal readonly record struct AuctionLevel(long Price, Int128 Lots);

/// <summary>
/// The one price at which a crossed book trades. Of all prices, on every tick between the best ask and the best bid: the most lots trade; then the
/// fewest lots that were willing stay without a partner; then the price is nearest to the reference price; then it is the lower.
/// </summary>
/// <param name="Price">In ticks.</param>
/// <param name="Lots">What trades.</param>
/// <param name="SurplusLots">What is willing at that price and finds no partner.</param>
/// <param name="SurplusSide">Of which side; buy when there is none.</param>
/// <remarks>Maximum executable volume, then minimum surplus, then the reference price: the sequence of Xetra's market model.</remarks>
internal readonly record struct AuctionPrice(long Price, Int128 Lots, Int128 SurplusLots, Side SurplusSide)
{
    /// <summary>Finds it in one sweep over the crossed levels, from the lowest price up.</summary>
    /// <param name="bids">The levels at or above the best ask, the highest first; at least one.</param>
    /// <param name="asks">The levels at or below the best bid, the lowest first; at least one.</param>
    /// <param name="reference">In ticks.</param>
    public static AuctionPrice Find(List<AuctionLevel> bids, List<AuctionLevel> asks, long reference)
    {
        Int128 demand = 0;
        foreach (AuctionLevel level in bids)
            demand += level.Lots;

        AuctionPrice best = default;
        Int128 supply = 0;
        long price = asks[0].Price;
        int bid = bids.Count - 1;
        int ask = 0;
        while (bid >= 0 || ask < asks.Count)
        {
            // On the tick of a level both its bids and its asks are willing.
            bool isBid = bid >= 0 && bids[bid].Price == price;
            if (ask < asks.Count && asks[ask].Price == price)
                supply += asks[ask++].Lots;
            best = Better(best, At(price, demand, supply), reference);
            if (isBid)
                demand -= bids[bid--].Lots;
            if (bid < 0 && ask == asks.Count)
                break;

            long next = bid < 0 ? asks[ask].Price : ask == asks.Count ? bids[bid].Price : Math.Min(bids[bid].Price, asks[ask].Price);
            if (next - (Int128)price > 1)
                best = Better(best, At(Math.Clamp(reference, price + 1, next - 1), demand, supply), reference);
            price = next;
        }

        return best;
    }

    private static AuctionPrice At(long price, Int128 demand, Int128 supply) => new(
        price, Int128.Min(demand, supply), Int128.Abs(demand - supply), supply > demand ? Side.Sell : Side.Buy);

    // Prices come in ascending order: of two that are equally good the first, lower one stays.
    private static AuctionPrice Better(AuctionPrice best, AuctionPrice other, long reference)
    {
        if (other.Lots != best.Lots)
            return other.Lots > best.Lots ? other : best;
        if (other.SurplusLots != best.SurplusLots)
            return other.SurplusLots < best.SurplusLots ? other : best;
        return Distance(other.Price, reference) < Distance(best.Price, reference) ? other : best;
    }

    private static Int128 Distance(long price, long reference) => Int128.Abs((Int128)price - reference);
}
