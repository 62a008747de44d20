namespace Quern.Domain.MarketData;

/// <summary>Fill intensity at distance d from the mid: λ(d) = A exp(−k d).</summary>
/// <param name="Rate">A, fills per second at the mid.</param>
/// <param name="Decay">k, per tick.</param>
/// <param name="Points">Distances the fit rests on.</param>
/// <param name="IsBounded">True when A or k had to be moved to the edge of what is sane.</param>
public readonly record struct IntensityFit(double Rate, double Decay, int Points, bool IsBounded)
{
    /// <summary>Fills per second at a distance in ticks.</summary>
    public double At(double distanceTicks) => Rate * Math.Exp(-Decay * distanceTicks);
}
