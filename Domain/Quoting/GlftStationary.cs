namespace Quern.Domain.Quoting;

/// <summary>
/// The exact stationary quotes of the model that <see cref="Glft"/> approximates, for whole units of inventory within ±Q. Solved once per
/// volatility; asking for distances is then two subtractions.
/// </summary>
/// <remarks>
/// Guéant, Lehalle and Fernandez-Tapia (2013), the asymptotics of section 4: with α = (k/2) γ σ² and η = A (1 + γ/k)^−(1 + k/γ), f is the
/// eigenvector of the smallest eigenvalue of the matrix with α q² on the diagonal and −η beside it. Trade size 1 and ξ = γ. Allocates nothing
/// after construction.
/// </remarks>
public sealed class GlftStationary
{
    private readonly Glft _model;
    private readonly int _maxInventory;
    private readonly GroundState _state;

    /// <summary>Solves for one volatility.</summary>
    /// <param name="model">γ, A and k; its trade size must be 1 and its ξ must be γ.</param>
    /// <param name="maxInventory">Q, in units, 1 or above.</param>
    /// <param name="volatility">σ, ticks per √second, 0 or above.</param>
    /// <exception cref="ArgumentException">The trade size is not 1, or ξ is not γ.</exception>
    public GlftStationary(Glft model, int maxInventory, double volatility)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxInventory, 1);
        if (model.TradeSize != 1 || model.FillRiskAversion != model.RiskAversion)
            throw new ArgumentException($"The exact solution is for trade size 1 and ξ = γ, not {model}.", nameof(model));

        _model = model;
        _maxInventory = maxInventory;
        _state = new(2 * maxInventory + 1);
        Solve(volatility);
    }

    /// <summary>Solves again for another volatility.</summary>
    /// <param name="volatility">σ, ticks per √second, 0 or above.</param>
    public void Solve(double volatility)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(volatility);
        double x = _model.RiskAversion / _model.FillDecay;
        double alpha = _model.FillDecay / 2 * _model.RiskAversion * volatility * volatility;
        double eta = _model.FillRate * Math.Exp(-(1 + x) * LogRatio.At(x));

        Span<double> diagonal = _state.Diagonal;
        for (int q = -_maxInventory; q <= _maxInventory; q++)
            diagonal[q + _maxInventory] = alpha * q * q;
        _state.Solve(eta);
    }

    /// <summary>How far from the mid to quote: (1/k) ln(f_q ÷ f_q±1) + (1/γ) ln(1 + γ/k).</summary>
    /// <param name="inventory">q, whole units, positive is long. Beyond ±Q counts as ±Q.</param>
    /// <returns>No bid at Q and no ask at −Q: infinite there.</returns>
    public QuoteDistances Distances(int inventory)
    {
        int index = Math.Clamp(inventory, -_maxInventory, _maxInventory) + _maxInventory;
        ReadOnlySpan<double> logs = _state.Logs;
        double c1 = _model.C1;
        return new(
            Bid: index + 1 < logs.Length ? (logs[index] - logs[index + 1]) / _model.FillDecay + c1 : double.PositiveInfinity,
            Ask: index > 0 ? (logs[index] - logs[index - 1]) / _model.FillDecay + c1 : double.PositiveInfinity);
    }

    /// <summary>The quote in whole ticks, rounded away from the reservation price; one-sided at the limits.</summary>
    /// <param name="midTicks">The mid in ticks, halves included.</param>
    /// <param name="inventory">q, whole units, positive is long.</param>
    public Quote QuoteAround(double midTicks, int inventory) => Quote.Around(midTicks, Distances(inventory));
}
