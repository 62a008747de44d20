namespace Quern.Domain.Risk;

/// <summary>
/// An account's money over one day of UTC: what it began with, its peak, and the deepest loss and drawdown. Amounts are 10^-8 of the account's
/// currency. It is all that a loss limit must not forget over a restart.
/// </summary>
/// <param name="Day">Days since 1970-01-01, UTC; −1 before the first observation.</param>
/// <param name="StartE8">The first equity observed on that day.</param>
/// <param name="PeakE8">The highest one.</param>
/// <param name="WorstLossE8">The deepest fall below the first one, from 0.</param>
/// <param name="WorstDrawdownE8">The deepest fall below a peak before it, from 0.</param>
public readonly record struct EquityDay(long Day, Int128 StartE8, Int128 PeakE8, Int128 WorstLossE8, Int128 WorstDrawdownE8)
{
    private const long DayNs = 86_400_000_000_000;

    /// <summary>A restart may forget changes below this part of the limit that they count against.</summary>
    private const int Fineness = 100;

    /// <summary>Nothing observed yet.</summary>
    public static EquityDay None => new(-1, 0, 0, 0, 0);

    /// <summary>With one more observation; the first of a day begins anew.</summary>
    /// <param name="nowE8">Equity now.</param>
    /// <param name="nowNs">Unix nanoseconds. A day before this one's is counted to this one: a day never comes again.</param>
    public EquityDay Observe(Int128 nowE8, long nowNs)
    {
        long day = nowNs / DayNs;
        if (day > Day)
            return new(day, nowE8, nowE8, 0, 0);
        Int128 peak = Int128.Max(PeakE8, nowE8);
        return new(Day, StartE8, peak, Int128.Max(WorstLossE8, StartE8 - nowE8), Int128.Max(WorstDrawdownE8, peak - nowE8));
    }

    /// <summary>The same as a statement for the order manager.</summary>
    public Equity At(Int128 nowE8, long version) =>
        new(nowE8, StartE8, PeakE8) { WorstLossE8 = WorstLossE8, WorstDrawdownE8 = WorstDrawdownE8, Version = version };

    /// <summary>
    /// True when forgetting the change since an earlier state could matter: another day, a hundredth of a limit, or a limit reached.
    /// </summary>
    public bool IsNewsAfter(in EquityDay earlier, RiskLimits limits)
    {
        if (Day != earlier.Day)
            return true;
        return Matters(earlier.WorstLossE8, WorstLossE8, limits.MaxLossE8)
            || Matters(earlier.WorstDrawdownE8, WorstDrawdownE8, limits.MaxDrawdownE8)
            || (limits.MaxDrawdownE8 < long.MaxValue && PeakE8 - earlier.PeakE8 >= Step(limits.MaxDrawdownE8));
    }

    private static bool Matters(Int128 before, Int128 now, long limit) =>
        limit < long.MaxValue && (now - before >= Step(limit) || (now >= limit && before < limit));

    private static long Step(long limit) => Math.Max(1, limit / Fineness);
}
