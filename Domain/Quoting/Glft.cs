namespace Quern.Domain.Quoting;

/// <summary>
/// Quotes of a dealer without a horizon, who may hold at most so much: the closed-form asymptotic approximation. The half spread and the lean
/// per unit of inventory are constants of the market, so the distances are straight lines in the inventory.
/// </summary>
/// <remarks>
/// Guéant, Lehalle and Fernandez-Tapia (2013), Dealing with the inventory risk, Mathematics and Financial Economics 7(4), 477-507; with trade
/// size and ξ as in Guéant (2017), Optimal market making, Applied Mathematical Finance 24(2), 112-154. Worked in ticks, seconds and units of
/// inventory. The exact solution that this approximates is <see cref="GlftStationary"/>.
/// </remarks>
/// <param name="RiskAversion">γ, per unit of inventory and tick, 0 or above.</param>
/// <param name="FillRate">A, fills per second at the mid, above 0.</param>
/// <param name="FillDecay">k, per tick, above 0.</param>
/// <param name="TradeSize">Δ, units of inventory per fill, above 0. Default 1.</param>
public sealed record Glft(double RiskAversion, double FillRate, double FillDecay, double TradeSize = 1)
{
    /// <summary>ξ, aversion to not being filled: γ in the exponential-utility model, 0 in the mean-variance variant. Default γ.</summary>
    public double FillRiskAversion { get; init; } = RiskAversion;

    private double X => FillRiskAversion * TradeSize / FillDecay;

    /// <summary>c₁ = ln(1 + ξΔ/k) ÷ (ξΔ), in ticks; 1/k as ξ goes to 0.</summary>
    public double C1 => LogRatio.At(X) / FillDecay;

    /// <summary>c₂ = √( γ ÷ (2AΔk) × (1 + ξΔ/k)^(k/(ξΔ) + 1) ), √seconds per unit; √(γe ÷ (2AΔk)) as ξ goes to 0.</summary>
    public double C2
    {
        get
        {
            // (1 + x)^(1/x + 1) = exp((1 + x) ln(1 + x) / x), which has a limit at x = 0 where the power has none.
            double power = Math.Exp((1 + X) * LogRatio.At(X));
            return Math.Sqrt(RiskAversion / (2 * FillRate * TradeSize * FillDecay) * power);
        }
    }

    /// <summary>c₁ + Δ/2 σ c₂: half of bid to ask, in ticks.</summary>
    /// <param name="volatility">σ, ticks per √second, 0 or above.</param>
    public double HalfSpread(double volatility) => C1 + TradeSize / 2 * volatility * C2;

    /// <summary>σ c₂: ticks by which both quotes move down for each unit held.</summary>
    /// <param name="volatility">σ, ticks per √second, 0 or above.</param>
    public double Skew(double volatility) => volatility * C2;

    /// <summary>How far from the mid to quote: half spread plus skew × q on the bid, minus on the ask.</summary>
    /// <param name="inventory">q, in units; positive is long.</param>
    /// <param name="volatility">σ, ticks per √second, 0 or above.</param>
    public QuoteDistances Distances(double inventory, double volatility)
    {
        double halfSpread = HalfSpread(volatility);
        double lean = Skew(volatility) * inventory;
        return new(Bid: halfSpread + lean, Ask: halfSpread - lean);
    }

    /// <summary>The quote in whole ticks, rounded away from the reservation price.</summary>
    /// <param name="midTicks">The mid in ticks, halves included.</param>
    /// <param name="inventory">q, in units; positive is long.</param>
    /// <param name="volatility">σ, ticks per √second, 0 or above.</param>
    public Quote QuoteAround(double midTicks, double inventory, double volatility) =>
        Quote.Around(midTicks, Distances(inventory, volatility));
}
