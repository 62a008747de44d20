namespace Quern.Domain.Positions;

/// <summary>
/// What fills were worth a while later, added up over the fills of one strategy on one instrument: side × (mid <i>h</i> after the fill − fill
/// price). Positive is good: the market went our way.
/// </summary>
/// <param name="HorizonNs">h, nanoseconds.</param>
/// <param name="Fills">Fills measured.</param>
/// <param name="Missed">Fills of which no mid was known in time; they count nowhere else.</param>
/// <param name="Lots">Lots measured.</param>
/// <param name="HalfTickLots">Half ticks × lots, added up.</param>
/// <param name="Money">The same in smallest units of the settlement asset, rounded down once.</param>
public readonly record struct Markout(long HorizonNs, long Fills, long Missed, long Lots, Int128 HalfTickLots, Int128 Money)
{
    /// <summary>Mean markout of a lot, in ticks. For reading only; 0 when nothing was measured.</summary>
    public double MeanTicks => Lots == 0 ? 0 : (double)HalfTickLots / 2 / Lots;
}
