using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// The price levels of both sides without any proof of where they come from: what is inside an <see cref="L2Book"/>, and enough alone for a
/// source that numbers nothing.
/// </summary>
/// <remarks>
/// Setting and removing a level near the touch and reading the touch take a few loads whatever the size of the book; far levels cost a binary
/// search. Any 64-bit price is welcome; memory follows the most levels held at one time, at most 300 bytes for a level without neighbours.
/// The distance between prices is learned, so levels a million ticks apart are as near as levels one tick apart. Warm, it allocates nothing.
/// </remarks>
/// <param name="capacity">Levels per side before the arrays grow, when they lie close together. Default 1024.</param>
public sealed class L2Ladder(int capacity = 1024)
{
    private readonly PriceLadder _bids = new(Side.Buy, capacity / 16);
    private readonly PriceLadder _asks = new(Side.Sell, capacity / 16);

    /// <summary>Best bid and best ask; a missing side has no size.</summary>
    public Touch Touch => new(BestOf(Side.Buy), BestOf(Side.Sell));

    /// <summary>The best level of a side; no size when the side is empty.</summary>
    public Level BestOf(Side side)
    {
        (long ticks, long lots) = LadderOf(side).Best;
        return new(new Price(ticks), new Quantity(lots));
    }

    /// <summary>Levels held on a side.</summary>
    public int CountOf(Side side) => LadderOf(side).Count;

    /// <summary>A level now has this size; zero removes it, also when it is not there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public void Set(Side side, long ticks, long lots)
    {
        if (lots < 0)
            throw new ArgumentOutOfRangeException(nameof(lots), lots, "A level cannot have a negative size.");
        LadderOf(side).Set(ticks, lots);
    }

    /// <summary>The size resting at a price; zero when there is no such level.</summary>
    public Quantity SizeAt(Side side, Price price) => new(LadderOf(side).ValueAt(price.Ticks));

    /// <summary>Copies the best levels of one side, the touch first.</summary>
    /// <returns>Levels copied: at most what fits and what there is.</returns>
    public int CopyDepth(Side side, Span<Level> destination)
    {
        int count = 0;
        for (PriceLadder.LadderWalk walk = LadderOf(side).Walk(); count < destination.Length && walk.MoveNext(); count++)
            destination[count] = new(new Price(walk.Price), new Quantity(walk.Value));
        return count;
    }

    /// <summary>What an aggressor of that side and size would get: a buy takes asks, a sell takes bids.</summary>
    public Sweep SweepOf(Side aggressor, Quantity quantity)
    {
        long left = quantity.Lots;
        Int128 tickLots = 0;
        long worst = 0;
        for (PriceLadder.LadderWalk walk = LadderOf(aggressor.Opposite()).Walk(); left > 0 && walk.MoveNext();)
        {
            worst = walk.Price;
            long taken = Math.Min(left, walk.Value);
            tickLots += (Int128)worst * taken;
            left -= taken;
        }

        return new(quantity.Lots - left, tickLots, worst);
    }

    /// <summary>Sum of the sizes of the best levels of a side, in lots.</summary>
    /// <param name="side">Which side.</param>
    /// <param name="levels">How many levels at most; none when zero or less.</param>
    public double TotalLots(Side side, int levels)
    {
        double total = 0;
        for (PriceLadder.LadderWalk walk = LadderOf(side).Walk(); levels > 0 && walk.MoveNext(); levels--)
            total += walk.Value;
        return total;
    }

    /// <summary>Forgets the levels behind the best ones of a side.</summary>
    /// <param name="side">Which side.</param>
    /// <param name="levels">How many to keep, 0 or more.</param>
    /// <returns>How many were forgotten.</returns>
    public int KeepBest(Side side, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(levels);
        PriceLadder ladder = LadderOf(side);
        int cut = 0;
        for (; ladder.Count > levels; cut++)
            ladder.Set(ladder.WorstPrice, 0);
        return cut;
    }

    /// <summary>Forgets all levels.</summary>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    private PriceLadder LadderOf(Side side) => side is Side.Buy ? _bids : _asks;
}
