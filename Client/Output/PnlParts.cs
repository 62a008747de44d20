using Quern.Proto;

namespace Quern.Client.Output;

/// <summary>The parts of profit and loss in the order in which they are read; the last one is their sum.</summary>
public static class PnlParts
{
    /// <summary>Parts with the total.</summary>
    public const int Count = 7;

    /// <summary>Names and amounts, as they came.</summary>
    public static IReadOnlyList<(string Name, string Amount)> Of(Pnl pnl) =>
    [
        ("spread", pnl.Spread),
        ("inventory", pnl.Inventory),
        ("fees", pnl.Fees),
        ("rebates", pnl.Rebates),
        ("funding", pnl.Funding),
        ("adjustments", pnl.Adjustments),
        ("total", pnl.Total),
    ];
}
