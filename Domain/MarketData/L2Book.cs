using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// The price levels of one instrument, rebuilt from its feed and proven by sequence: each update must name the one before it. A book that
/// misses one is <see cref="BookState.Broken"/>, drops its levels, and takes nothing until the next snapshot.
/// </summary>
/// <remarks>
/// Levels lie in an <see cref="L2Ladder"/>: near the touch nothing is searched, and applying events allocates nothing once the arrays have
/// grown. The specification is <see cref="PlainL2Book"/>. Between a level and the end of its update the levels are half old, half new: read
/// the book only after an end.
/// </remarks>
/// <param name="capacity">Levels per side before the arrays grow. Default 1024.</param>
public sealed class L2Book(int capacity = 1024)
{
    private readonly L2Ladder _levels = new(capacity);
    private bool _inSnapshot;

    /// <summary>What the book can prove.</summary>
    public BookState State { get; private set; }

    /// <summary>The venue's number of the last proven update; stays when the book breaks. 0 before the first snapshot.</summary>
    public long Sequence { get; private set; }

    /// <summary>When the last proven update was stamped by the venue, Unix nanoseconds; 0 when it gave no time.</summary>
    public long VenueTimeNs { get; private set; }

    /// <summary>When the last proven update was stamped by us, Unix nanoseconds.</summary>
    public long ReceiveTimeNs { get; private set; }

    /// <summary>Bid levels held.</summary>
    public int BidCount => _levels.CountOf(Side.Buy);

    /// <summary>Ask levels held.</summary>
    public int AskCount => _levels.CountOf(Side.Sell);

    /// <summary>Best bid and best ask.</summary>
    public Touch Touch => _levels.Touch;

    /// <summary>The touch with its proof and stamps.</summary>
    public TopOfBook Top => new(Touch, State, Sequence, VenueTimeNs, ReceiveTimeNs);

    /// <summary>Applies events in order. Kinds that say nothing about levels pass by.</summary>
    /// <returns>How many updates and snapshots were closed with their proof intact.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A level has a negative size.</exception>
    public int Apply(ReadOnlySpan<MarketEvent> events)
    {
        int closed = 0;
        foreach (ref readonly MarketEvent step in events)
        {
            if (Apply(in step))
                closed++;
        }

        return closed;
    }

    /// <summary>Applies one event.</summary>
    /// <returns>True when it closed an update or a snapshot with the proof intact.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A level has a negative size.</exception>
    public bool Apply(in MarketEvent step)
    {
        switch (step.Kind)
        {
            case MarketEventKind.Level:
                if (_inSnapshot || State is BookState.Proven)
                    _levels.Set(step.Side, step.Price, step.Quantity);
                return false;
            case MarketEventKind.UpdateEnd:
                return Close(in step);
            case MarketEventKind.SnapshotStart:
                Forget(BookState.Empty);
                _inSnapshot = true;
                Sequence = step.Sequence;
                return false;
            case MarketEventKind.Broken:
                Forget(BookState.Broken);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Copies the best levels of one side, the touch first.</summary>
    /// <returns>Levels copied: at most what fits and what there is.</returns>
    public int CopyDepth(Side side, Span<Level> destination) => _levels.CopyDepth(side, destination);

    /// <summary>The size resting at a price; zero when there is no such level.</summary>
    public Quantity SizeAt(Side side, Price price) => _levels.SizeAt(side, price);

    /// <summary>What an aggressor of that side and size would get: a buy takes asks, a sell takes bids.</summary>
    public Sweep SweepOf(Side aggressor, Quantity quantity) => _levels.SweepOf(aggressor, quantity);

    /// <summary>(bid − ask) ÷ (bid + ask) over the sizes of the best levels of each side, −1 to 1; 0 when there are none.</summary>
    /// <param name="levels">How many levels of each side, at least 1.</param>
    public double Imbalance(int levels)
    {
        double bid = _levels.TotalLots(Side.Buy, levels);
        double ask = _levels.TotalLots(Side.Sell, levels);
        return bid + ask == 0 ? 0 : (bid - ask) / (bid + ask);
    }

    private bool Close(in MarketEvent end)
    {
        bool isChained = (_inSnapshot || State is BookState.Proven) && end.PreviousSequence == Sequence;
        if (!isChained)
        {
            Forget(BookState.Broken);
            return false;
        }

        _inSnapshot = false;
        State = BookState.Proven;
        Sequence = end.Sequence;
        VenueTimeNs = end.VenueTimeNs;
        ReceiveTimeNs = end.ReceiveTimeNs;
        return true;
    }

    private void Forget(BookState state)
    {
        _levels.Clear();
        _inSnapshot = false;
        State = state;
    }
}
