using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

/// <summary>Short ways to write a feed by hand.</summary>
internal static class Feed
{
    public static MarketEvent[] Snapshot(long sequence, params (Side Side, long Ticks, long Lots)[] levels) =>
        [MarketEvents.SnapshotStart(sequence, default), .. Levels(levels), MarketEvents.UpdateEnd(sequence, sequence, default)];

    public static MarketEvent[] Update(long previous, long sequence, params (Side Side, long Ticks, long Lots)[] levels) =>
        [.. Levels(levels), MarketEvents.UpdateEnd(previous, sequence, default)];

    public static (Side Side, long Ticks, long Lots) Bid(long ticks, long lots) => (Side.Buy, ticks, lots);

    public static (Side Side, long Ticks, long Lots) Ask(long ticks, long lots) => (Side.Sell, ticks, lots);

    public static Touch Touch(long bid, long bidLots, long ask, long askLots) =>
        new(new(new Price(bid), new Quantity(bidLots)), new(new Price(ask), new Quantity(askLots)));

    private static IEnumerable<MarketEvent> Levels((Side Side, long Ticks, long Lots)[] levels) =>
        levels.Select(level => MarketEvents.Level(level.Side, level.Ticks, level.Lots, default));
}
