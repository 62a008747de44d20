namespace Quern.Domain.Risk;

/// <summary>What an account holds of one instrument and what could still change that, in lots.</summary>
/// <param name="PositionLots">Held now; positive is long.</param>
/// <param name="WorkingBuyLots">Open on buy orders that the venue has, or was just sent.</param>
/// <param name="WorkingSellLots">Open on sell orders that the venue has, or was just sent.</param>
/// <param name="UnknownBuyLots">Open on buy orders in doubt, as if all of them lived.</param>
/// <param name="UnknownSellLots">Open on sell orders in doubt, as if all of them lived.</param>
public readonly record struct Exposure(
    long PositionLots, long WorkingBuyLots, long WorkingSellLots, long UnknownBuyLots, long UnknownSellLots)
{
    /// <summary>The position if every buy traded and no sell did.</summary>
    public Int128 WorstLongLots => (Int128)PositionLots + WorkingBuyLots + UnknownBuyLots;

    /// <summary>How short the position would be if every sell traded and no buy did; negative means still long.</summary>
    public Int128 WorstShortLots => (Int128)WorkingSellLots + UnknownSellLots - PositionLots;
}
