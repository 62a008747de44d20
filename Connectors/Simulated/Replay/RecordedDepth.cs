using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>What of a recorded book can still be taken: the levels as recorded, less what we took of the same statement of a level before.</summary>
internal sealed class RecordedDepth(L2Book book)
{
    private readonly record struct Footprint(Side Side, long Price, long Shown, long Taken);

    private readonly List<Footprint> _footprints = [];
    private Level[] _levels = new Level[64];

    /// <summary>Copies one side of the book, the touch first.</summary>
    /// <returns>Its levels; valid until the next call. None while the book is unproven.</returns>
    public ReadOnlySpan<Level> Levels(Side side)
    {
        int count = side is Side.Buy ? book.BidCount : book.AskCount;
        if (book.State is not BookState.Proven || count == 0)
            return [];
        if (_levels.Length < count)
            _levels = new Level[count * 2];
        return _levels.AsSpan(0, book.CopyDepth(side, _levels));
    }

    /// <summary>Lots of a level that nobody of ours took yet.</summary>
    public long Available(Side side, in Level level)
    {
        int index = Find(side, level.Price.Ticks);
        return index < 0 ? level.Quantity.Lots : level.Quantity.Lots - _footprints[index].Taken;
    }

    public void Take(Side side, in Level level, long lots)
    {
        int index = Find(side, level.Price.Ticks);
        if (index < 0)
            _footprints.Add(new(side, level.Price.Ticks, level.Quantity.Lots, lots));
        else
            _footprints[index] = _footprints[index] with { Taken = _footprints[index].Taken + lots };
    }

    /// <summary>The recording went on: levels that it states anew are whole again.</summary>
    public void OnBook()
    {
        for (int index = _footprints.Count - 1; index >= 0; index--)
        {
            Footprint footprint = _footprints[index];
            if (book.SizeAt(footprint.Side, new Price(footprint.Price)).Lots != footprint.Shown)
                _footprints.RemoveAt(index);
        }
    }

    private int Find(Side side, long price)
    {
        for (int index = 0; index < _footprints.Count; index++)
        {
            if (_footprints[index].Side == side && _footprints[index].Price == price)
                return index;
        }

        return -1;
    }
}
