namespace Quern.Domain.Risk;

/// <summary>Stops an account that lost too much today, or too much of what it had won. What was reached holds until the day's end.</summary>
public static class LossLimit
{
    /// <summary>Checks loss, then drawdown: the deepest of the day, not the present ones alone. At the limit counts as passed.</summary>
    public static Verdict Check(in Equity equity, RiskLimits limits)
    {
        Int128 loss = Int128.Max(equity.WorstLossE8, equity.StartE8 - equity.NowE8);
        if (loss >= limits.MaxLossE8)
            return Verdict.Deny(DenyReason.Loss, limits.MaxLossE8, loss);

        Int128 drawdown = Int128.Max(equity.WorstDrawdownE8, equity.PeakE8 - equity.NowE8);
        return drawdown >= limits.MaxDrawdownE8
            ? Verdict.Deny(DenyReason.Drawdown, limits.MaxDrawdownE8, drawdown)
            : Verdict.Accept;
    }
}
