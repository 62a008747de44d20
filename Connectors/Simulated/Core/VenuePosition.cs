using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Core;

/// <summary>What one account holds of one instrument, by average cost. All integers: the remainder of a partial close stays in the cost.</summary>
internal sealed class VenuePosition(VenueMarket market)
{
    public VenueMarket Market { get; } = market;

    /// <summary>Positive is long.</summary>
    public long SignedLots { get; private set; }

    /// <summary>What the open lots cost, never negative, in 10^-8 of the settlement asset: a partial close takes its part rounded toward zero.</summary>
    public Int128 CostE8 { get; private set; }

    /// <summary>Profit of all closed lots, in 10^-8 of the settlement asset, fees apart.</summary>
    public Int128 RealisedE8 { get; private set; }

    public long UpdatedMs { get; private set; }

    /// <summary>Average entry price in ticks at the given number of further decimals, rounded toward zero; 0 when flat.</summary>
    public Int128 EntryTicks(int decimals) => SignedLots == 0 ? 0 : CostE8 * Decimals.PowerOfTen(decimals) / (Market.ToE8(1) * Math.Abs(SignedLots));

    /// <summary>Profit if all were closed at that price, in 10^-8.</summary>
    public Int128 UnrealisedE8(long markTicks) =>
        Math.Sign(SignedLots) * (E8(markTicks, Math.Abs(SignedLots)) - CostE8);

    /// <summary>Books one fill.</summary>
    /// <returns>The profit it realised, in 10^-8.</returns>
    public Int128 Apply(Side side, long price, long lots, long nowMs)
    {
        UpdatedMs = nowMs;
        long closing = Math.Sign(SignedLots) == -side.Sign() ? Math.Min(lots, Math.Abs(SignedLots)) : 0;
        Int128 before = RealisedE8;
        if (closing > 0)
            Close(price, closing);

        long opening = lots - closing;
        CostE8 += E8(price, opening);
        SignedLots += side.Sign() * opening;
        return RealisedE8 - before;
    }

    private void Close(long price, long lots)
    {
        Int128 cost = CostE8 * lots / Math.Abs(SignedLots);
        int direction = Math.Sign(SignedLots);
        CostE8 -= cost;
        SignedLots -= direction * lots;
        RealisedE8 += direction * (E8(price, lots) - cost);
    }

    private Int128 E8(long price, long lots) => Market.ToE8((Int128)price * lots);
}
