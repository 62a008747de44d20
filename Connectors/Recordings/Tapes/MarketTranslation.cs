using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>Events of a proven chain of diffs as events of a tape.</summary>
internal sealed class MarketTranslation
{
    private bool _isSnapshot;

    /// <summary>Moves all events over. A broken chain is an empty book that can't be trusted until the next one.</summary>
    public void Move(MarketEventBuffer from, EventQueue to)
    {
        foreach (ref readonly MarketEvent step in from.Events)
        {
            _isSnapshot |= step.Kind is MarketEventKind.SnapshotStart;
            if (KindOf(step.Kind) is not TapeEventKind.None and TapeEventKind kind)
                to.Add(Translated(in step, kind));
            _isSnapshot &= step.Kind is not MarketEventKind.UpdateEnd and not MarketEventKind.Broken;
        }

        from.Clear();
    }

    private static TapeEventKind KindOf(MarketEventKind kind) => kind switch
    {
        MarketEventKind.SnapshotStart or MarketEventKind.Broken => TapeEventKind.Clear,
        MarketEventKind.Level => TapeEventKind.Level,
        MarketEventKind.UpdateEnd => TapeEventKind.UpdateEnd,
        _ => TapeEventKind.None,
    };

    private TapeEvent Translated(in MarketEvent step, TapeEventKind kind) => new()
    {
        Kind = kind,
        Flags = step.Kind is MarketEventKind.Broken ? TapeFlags.Doubtful : _isSnapshot ? TapeFlags.Snapshot : TapeFlags.None,
        Side = step.Side,
        Price = step.Price,
        Quantity = step.Quantity,
        PreviousSequence = step.PreviousSequence,
        Sequence = step.Sequence,
        VenueTimeNs = step.VenueTimeNs,
        ReceiveTimeNs = step.ReceiveTimeNs,
    };
}
