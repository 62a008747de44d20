namespace Quern.Domain.Quoting;

/// <summary>
/// Quotes of a dealer with exponential utility and a horizon: a reservation price that leans against the inventory, and a spread around it.
/// </summary>
/// <remarks>
/// Avellaneda and Stoikov (2008), High-frequency trading in a limit order book, Quantitative Finance 8(3), 217-224: section 3.2,
/// finite-horizon approximation. Fills at distance d arrive at A exp(−k d); A drops out of the approximation.
/// </remarks>
/// <param name="RiskAversion">γ, per unit of inventory and tick, 0 or above. Larger leans harder; at 0 the quotes stand k⁻¹ from the mid.</param>
/// <param name="FillDecay">k, per tick, above 0: how fast the fill rate dies with distance from the mid.</param>
public sealed record AvellanedaStoikov(double RiskAversion, double FillDecay)
{
    /// <summary>The price at which the dealer is indifferent, in ticks: r = s − q γ σ² (T − t).</summary>
    /// <param name="midTicks">s, the mid.</param>
    /// <param name="inventory">q, in the units γ is given per; positive is long.</param>
    /// <param name="variance">σ² (T − t), left until the horizon, in ticks².</param>
    public double ReservationPrice(double midTicks, double inventory, double variance) =>
        midTicks - inventory * RiskAversion * variance;

    /// <summary>Bid to ask in ticks: γ σ² (T − t) + (2/γ) ln(1 + γ/k).</summary>
    /// <param name="variance">σ² (T − t), left until the horizon, in ticks².</param>
    public double Spread(double variance) =>
        RiskAversion * variance + 2 / FillDecay * LogRatio.At(RiskAversion / FillDecay);

    /// <summary>How far from the mid to quote; half of the spread on each side of the reservation price.</summary>
    /// <param name="inventory">q, in the units γ is given per; positive is long.</param>
    /// <param name="variance">σ² (T − t), left until the horizon, in ticks².</param>
    public QuoteDistances Distances(double inventory, double variance)
    {
        double halfSpread = Spread(variance) / 2;
        double lean = inventory * RiskAversion * variance;
        return new(Bid: halfSpread + lean, Ask: halfSpread - lean);
    }

    /// <summary>The quote in whole ticks, rounded away from the reservation price.</summary>
    /// <inheritdoc cref="ReservationPrice"/>
    public Quote QuoteAround(double midTicks, double inventory, double variance) =>
        Quote.Around(midTicks, Distances(inventory, variance));
}
