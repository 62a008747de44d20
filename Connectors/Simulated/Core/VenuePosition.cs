using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Core;

/// <summary>What one account holds of one instrument, by average cost. All integers: the remainder of a partial close stays in the cost.</summary>
internal sealed class VenuePosition(VenueMarket market)
{
    public VenueMarket Market { get; } = market;

    /// <summary>Positive is long.</summary>
    public long SignedLots { get; private set; }

    /// <summary>What the open lots cost, never negative, in tick·lots.</summary>
    public Int128 Cost { get; private set; }

    /// <summary>Profit of all closed lots, in 10^-8 of the settlement asset, fees apart.</summary>
    public Int128 RealisedE8 { get; private set; }

    public long UpdatedMs { get; private set; }

    /// <summary>Average entry price in ticks at the given number of further decimals, rounded toward zero; 0 when flat.</summary>
    public Int128 EntryTicks(int decimals) => SignedLots == 0 ? 0 : Cost * Decimals.PowerOfTen(decimals) / Math.Abs(SignedLots);

    /// <summary>Profit if all were closed at that price, in 10^-8.</summary>
    public Int128 UnrealisedE8(long markTicks) =>
        Market.ToE8(Math.Sign(SignedLots) * ((Int128)markTicks * Math.Abs(SignedLots) - Cost));

    /// <summary>Books one fill.</summary>
    /// <returns>The profit it realised, in 10^-8.</returns>
    public Int128 Apply(Side side, long price, long lots, long nowMs)
    {
        UpdatedMs = nowMs;
        long closing = Math.Sign(SignedLots) == -side.Sign() ? Math.Min(lots, Math.Abs(SignedLots)) : 0;
        Int128 realised = closing > 0 ? Close(price, closing) : 0;

        long opening = lots - closing;
        Cost += (Int128)price * opening;
        SignedLots += side.Sign() * opening;

        Int128 realisedE8 = Market.ToE8(realised);
        RealisedE8 += realisedE8;
        return realisedE8;
    }

    private Int128 Close(long price, long lots)
    {
        Int128 cost = Cost * lots / Math.Abs(SignedLots);
        int direction = Math.Sign(SignedLots);
        Cost -= cost;
        SignedLots -= direction * lots;
        return direction * ((Int128)price * lots - cost);
    }
}
