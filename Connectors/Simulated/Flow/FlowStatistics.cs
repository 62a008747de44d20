namespace Quern.Connectors.Simulated.Flow;

/// <summary>What the crowd did on one instrument since the venue opened.</summary>
/// <param name="Symbol">The instrument.</param>
/// <param name="Events">Decisions of the crowd.</param>
/// <param name="Placed">Orders it left resting.</param>
/// <param name="Cancelled">Orders it took back.</param>
/// <param name="Taken">Orders that took liquidity.</param>
/// <param name="Revisions">Changes of fair value.</param>
public sealed record FlowStatistics(string Symbol, long Events, long Placed, long Cancelled, long Taken, long Revisions);
