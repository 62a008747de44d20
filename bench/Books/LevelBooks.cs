using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Bench.Books;

/// <summary>Ours, the form <em>core</em>: the ladder by typed calls.</summary>
internal readonly struct CoreLadder(L2Ladder ladder) : ILevelBook
{
    public BestLevels Best
    {
        get
        {
            Level bid = ladder.BestOf(Side.Buy);
            Level ask = ladder.BestOf(Side.Sell);
            return new(bid.Price.Ticks, bid.Quantity.Lots, ask.Price.Ticks, ask.Quantity.Lots);
        }
    }

    public void Set(in LevelChange change) => ladder.Set((Side)change.Side, change.Price, change.Lots);

    public (long Price, long Lots)[] Top(int side)
    {
        var levels = new Level[10];
        return [.. levels.Take(ladder.CopyDepth((Side)side, levels)).Select(level => (level.Price.Ticks, level.Quantity.Lots))];
    }
}

/// <summary>Ours, the form <em>full</em>: the proven book by its events, each change one update with its sequence.</summary>
internal readonly struct ProvenBook(L2Book book) : ILevelBook
{
    public BestLevels Best
    {
        get
        {
            Touch touch = book.Touch;
            return new(touch.Bid.Price.Ticks, touch.Bid.Quantity.Lots, touch.Ask.Price.Ticks, touch.Ask.Quantity.Lots);
        }
    }

    public static ProvenBook New()
    {
        var book = new L2Book();
        book.Apply([MarketEvents.SnapshotStart(1, default), MarketEvents.UpdateEnd(1, 1, default)]);
        return new(book);
    }

    public void Set(in LevelChange change)
    {
        book.Apply(MarketEvents.Level((Side)change.Side, change.Price, change.Lots, default));
        book.Apply(MarketEvents.UpdateEnd(book.Sequence, book.Sequence + 1, default));
    }

    public (long Price, long Lots)[] Top(int side)
    {
        var levels = new Level[10];
        return [.. levels.Take(book.CopyDepth((Side)side, levels)).Select(level => (level.Price.Ticks, level.Quantity.Lots))];
    }
}

/// <summary>
/// The floor: sizes in an array by price, one bit for each occupied price, the best place kept. The range of prices is known, nothing is
/// checked, array bounds neither. Asks lie mirrored, so that no branch depends on the side.
/// </summary>
internal sealed class FloorLadder
{
    private readonly long[] _origin = new long[2];
    private readonly int[][] _lots = new int[2][];
    private readonly ulong[][] _bits = new ulong[2][];
    private readonly int[] _best = new int[2];

    public FloorLadder(LevelChange[] changes)
    {
        long lowest = changes.Min(change => change.Price);
        long highest = changes.Max(change => change.Price);

        // Places begin after a word whose lowest bit is always set: the search for the next level stops there.
        (_origin[0], _origin[1]) = (64 - lowest, 64 + highest);
        for (int side = 0; side < 2; side++)
        {
            _lots[side] = new int[highest - lowest + 65];
            _bits[side] = new ulong[(highest - lowest + 65) / 64 + 1];
            _bits[side][0] = 1;
        }
    }

    public BestLevels Best
    {
        get
        {
            (int bid, int ask) = (BestAt(0), BestAt(1));
            return new(bid == 0 ? 0 : bid - _origin[0], LotsOf(0, bid), ask == 0 ? 0 : _origin[1] - ask, LotsOf(1, ask));
        }
    }

    public void Set(in LevelChange change)
    {
        int side = change.Side;
        int at = (int)(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_origin), side) + (1 - 2 * side) * change.Price);
        LotsOf(side, at) = change.Lots;
        ref ulong word = ref Word(side, at >> 6);
        ref int best = ref BestAt(side);
        if (change.Lots != 0)
        {
            word |= 1UL << at;
            best = Math.Max(best, at);
            return;
        }

        word &= ~(1UL << at);
        if (at == best)
            best = Below(side, at);
    }

    public (long Price, long Lots)[] Top(int side)
    {
        List<(long Price, long Lots)> top = [];
        for (int at = BestAt(side); top.Count < 10 && at != 0; at = Below(side, at))
            top.Add(((1 - 2 * side) * (at - _origin[side]), LotsOf(side, at)));
        return [.. top];
    }

    private int Below(int side, int at)
    {
        int index = at >> 6;
        ulong word = Word(side, index) & ((1UL << at) - 1);
        while (word == 0)
            word = Word(side, --index);
        return (index << 6) + 63 - BitOperations.LeadingZeroCount(word);
    }

    private ref int BestAt(int side) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_best), side);

    private ref int LotsOf(int side, int at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(SideOf(_lots, side)), at);

    private ref ulong Word(int side, int at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(SideOf(_bits, side)), at);

    private static T[] SideOf<T>(T[][] sides, int side) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(sides), side);
}

/// <summary>The floor as a value.</summary>
internal readonly struct Floor(FloorLadder ladder) : ILevelBook
{
    public BestLevels Best => ladder.Best;

    public void Set(in LevelChange change) => ladder.Set(in change);

    public (long Price, long Lots)[] Top(int side) => ladder.Top(side);
}

/// <summary>What a textbook would write: sorted dictionaries. Allocates.</summary>
internal readonly struct Textbook() : ILevelBook
{
    private readonly SortedDictionary<long, int> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, int> _asks = [];

    public BestLevels Best
    {
        get
        {
            (long bid, int bidLots) = First(_bids);
            (long ask, int askLots) = First(_asks);
            return new(bid, bidLots, ask, askLots);
        }
    }

    public void Set(in LevelChange change)
    {
        SortedDictionary<long, int> levels = change.Side == 0 ? _bids : _asks;
        if (change.Lots == 0)
            levels.Remove(change.Price);
        else
            levels[change.Price] = change.Lots;
    }

    public (long Price, long Lots)[] Top(int side) =>
        [.. (side == 0 ? _bids : _asks).Take(10).Select(level => (level.Key, (long)level.Value))];

    private static (long Price, int Lots) First(SortedDictionary<long, int> levels)
    {
        foreach ((long price, int lots) in levels)
            return (price, lots);
        return default;
    }
}
