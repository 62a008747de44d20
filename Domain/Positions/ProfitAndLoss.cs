namespace Quern.Domain.Positions;

/// <summary>Where profit comes from, in smallest units of one asset. The parts add up to the total exactly; nothing is rounded away.</summary>
/// <param name="Spread">Side × (mid before the fill − fill price) × size: what quoting earned.</param>
/// <param name="Inventory">The rest of the profit from price: what holding earned, and the remainder of every division.</param>
/// <param name="Fees">Paid: zero or less.</param>
/// <param name="Rebates">Received for resting: zero or more.</param>
/// <param name="Funding">Received; negative when paid.</param>
/// <param name="Adjustments">Differences to the venue's balance, each with a named cause.</param>
public readonly record struct ProfitAndLoss(
    Int128 Spread, Int128 Inventory, Int128 Fees, Int128 Rebates, Int128 Funding, Int128 Adjustments)
{
    /// <summary>The sum of all parts.</summary>
    public Int128 Total => Spread + Inventory + Fees + Rebates + Funding + Adjustments;

    /// <summary>Both together.</summary>
    public static ProfitAndLoss operator +(ProfitAndLoss left, ProfitAndLoss right) => new(
        left.Spread + right.Spread, left.Inventory + right.Inventory, left.Fees + right.Fees, left.Rebates + right.Rebates,
        left.Funding + right.Funding, left.Adjustments + right.Adjustments);

    /// <summary>What is left of the first without the second.</summary>
    public static ProfitAndLoss operator -(ProfitAndLoss left, ProfitAndLoss right) => new(
        left.Spread - right.Spread, left.Inventory - right.Inventory, left.Fees - right.Fees, left.Rebates - right.Rebates,
        left.Funding - right.Funding, left.Adjustments - right.Adjustments);
}

/// <summary>A difference between our books and the venue's that was booked, and why.</summary>
/// <param name="Subject">The instrument or the asset.</param>
/// <param name="Ours">Lots or smallest units before.</param>
/// <param name="Venues">Lots or smallest units as the venue states them; ours from now on.</param>
/// <param name="Cause">In words.</param>
/// <param name="TimeNs">Unix nanoseconds.</param>
public readonly record struct Adjustment(string Subject, Int128 Ours, Int128 Venues, string Cause, long TimeNs)
{
    /// <summary>What was added to our books.</summary>
    public Int128 Difference => Venues - Ours;
}

/// <summary>A position as it stands.</summary>
/// <param name="Lots">Positive is long.</param>
/// <param name="Realised">Profit of what was closed, in smallest units of the settlement asset.</param>
/// <param name="Unrealised">Profit of what is open at the last mark, in smallest units of the settlement asset.</param>
public readonly record struct PositionView(long Lots, Int128 Realised, Int128 Unrealised);
