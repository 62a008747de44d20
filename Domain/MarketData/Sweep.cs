namespace Quern.Domain.MarketData;

/// <summary>What a market order would get from the resting levels, exactly.</summary>
/// <param name="FilledLots">Lots that rest there, at most what was asked for.</param>
/// <param name="TickLots">Sum of price × size over those lots.</param>
/// <param name="WorstTicks">The last price reached; 0 when nothing was filled.</param>
public readonly record struct Sweep(long FilledLots, Int128 TickLots, long WorstTicks)
{
    /// <summary>The volume-weighted average price in ticks; not a number when nothing was filled.</summary>
    public double AverageTicks => FilledLots == 0 ? double.NaN : (double)TickLots / FilledLots;
}
