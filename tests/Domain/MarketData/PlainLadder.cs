using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

/// <summary>The specification of <see cref="L2Ladder"/> in two sorted dictionaries.</summary>
internal sealed class PlainLadder
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];

    public IEnumerable<Level> Depth(Side side) =>
        LevelsOf(side).Select(level => new Level(new Price(level.Key), new Quantity(level.Value)));

    public void Set(Side side, long ticks, long lots)
    {
        if (lots == 0)
            LevelsOf(side).Remove(ticks);
        else
            LevelsOf(side)[ticks] = lots;
    }

    public Sweep SweepOf(Side aggressor, Quantity quantity)
    {
        var sweep = default(Sweep);
        foreach (Level level in Depth(aggressor.Opposite()))
        {
            long taken = Math.Min(quantity.Lots - sweep.FilledLots, level.Quantity.Lots);
            if (taken <= 0)
                break;
            sweep = new(sweep.FilledLots + taken, sweep.TickLots + (Int128)level.Price.Ticks * taken, level.Price.Ticks);
        }

        return sweep;
    }

    public int KeepBest(Side side, int levels)
    {
        long[] cut = [.. LevelsOf(side).Keys.Skip(levels)];
        foreach (long price in cut)
            LevelsOf(side).Remove(price);
        return cut.Length;
    }

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    private SortedDictionary<long, long> LevelsOf(Side side) => side is Side.Buy ? _bids : _asks;
}
