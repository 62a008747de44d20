using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>The specification of <see cref="L2Book"/>: the same rules in sorted dictionaries, written to be read. Allocates freely.</summary>
public sealed class PlainL2Book
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];
    private bool _inSnapshot;

    /// <inheritdoc cref="L2Book.State"/>
    public BookState State { get; private set; }

    /// <inheritdoc cref="L2Book.Sequence"/>
    public long Sequence { get; private set; }

    /// <inheritdoc cref="L2Book.Touch"/>
    public Touch Touch => new(Depth(Side.Buy).FirstOrDefault(), Depth(Side.Sell).FirstOrDefault());

    /// <summary>All levels of a side, the touch first.</summary>
    public IEnumerable<Level> Depth(Side side) =>
        LevelsOf(side).Select(level => new Level(new Price(level.Key), new Quantity(level.Value)));

    /// <inheritdoc cref="L2Book.Apply(ReadOnlySpan{MarketEvent})"/>
    public void Apply(ReadOnlySpan<MarketEvent> events)
    {
        foreach (MarketEvent step in events)
            Apply(step);
    }

    /// <inheritdoc cref="L2Book.SweepOf"/>
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

    private void Apply(MarketEvent step)
    {
        bool takesLevels = _inSnapshot || State is BookState.Proven;
        switch (step.Kind)
        {
            case MarketEventKind.SnapshotStart:
                (_inSnapshot, State, Sequence) = (true, BookState.Empty, step.Sequence);
                Clear();
                break;
            case MarketEventKind.Level when takesLevels && step.Quantity == 0:
                LevelsOf(step.Side).Remove(step.Price);
                break;
            case MarketEventKind.Level when takesLevels:
                LevelsOf(step.Side)[step.Price] = step.Quantity;
                break;
            case MarketEventKind.UpdateEnd when takesLevels && step.PreviousSequence == Sequence:
                (_inSnapshot, State, Sequence) = (false, BookState.Proven, step.Sequence);
                break;
            case MarketEventKind.UpdateEnd or MarketEventKind.Broken:
                (_inSnapshot, State) = (false, BookState.Broken);
                Clear();
                break;
            default:
                break;
        }
    }

    private SortedDictionary<long, long> LevelsOf(Side side) => side is Side.Buy ? _bids : _asks;

    private void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }
}
