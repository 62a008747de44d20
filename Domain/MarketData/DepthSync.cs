namespace Quern.Domain.MarketData;

/// <summary>
/// Joins a stream of raw depth diffs to a snapshot that was fetched beside it, and proves that nothing lies between: diffs wait for the
/// snapshot, old ones are dropped, the first one used must bridge the snapshot's id, and each one after it must follow the last. What is
/// proven leaves as normalised events; a gap leaves as <see cref="MarketEventKind.Broken"/> and asks for another snapshot on the same socket.
/// </summary>
/// <remarks>
/// The venue's rules: Binance USD-M "How to manage a local order book correctly" for <see cref="SequenceRule.PreviousFinal"/>, the spot page of
/// that name for <see cref="SequenceRule.NextFirst"/>. A snapshot whose id is exactly the previous final id of the first diff also proves that
/// nothing is missing. Allocates nothing once its arrays have grown. One instance per book and socket.
/// </remarks>
/// <param name="rule">How diffs name the one before.</param>
/// <param name="maxPendingLevels">Levels kept while waiting; beyond them all waiting diffs are forgotten. Default 262,144 (6 MiB).</param>
public sealed class DepthSync(SequenceRule rule, int maxPendingLevels = 262_144)
{
    private readonly PendingDepth _pending = new();
    private readonly PendingDepth _heldSnapshot = new();
    private bool _isPublished;

    /// <summary>Where the chain is.</summary>
    public DepthSyncState State { get; private set; }

    /// <summary>True while a snapshot must be fetched.</summary>
    public bool NeedsSnapshot => State is DepthSyncState.NeedsSnapshot;

    /// <summary>The final id of the last diff used, or the snapshot's.</summary>
    public long Sequence { get; private set; }

    /// <summary>Diffs dropped because the snapshot, or the diff before, already holds them.</summary>
    public long Dropped { get; private set; }

    /// <summary>Diffs that left as proven updates.</summary>
    public long Applied { get; private set; }

    /// <summary>Times the chain broke after the book had been published.</summary>
    public long Gaps { get; private set; }

    /// <summary>Snapshots older than the first diff that could follow them: another one was needed.</summary>
    public long SnapshotsTooOld { get; private set; }

    /// <summary>Diffs forgotten because no snapshot came in time.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Takes one diff of the stream.</summary>
    /// <param name="diff">Its place in the chain.</param>
    /// <param name="levels">Its changes, bids and asks in any order; copied when they have to wait.</param>
    /// <param name="output">Where the events go.</param>
    public void OnDiff(in DepthDiff diff, ReadOnlySpan<DepthLevel> levels, MarketEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (State is DepthSyncState.NeedsSnapshot)
        {
            Keep(in diff, levels);
        }
        else if (!TryStep(in diff, levels, output))
        {
            State = DepthSyncState.NeedsSnapshot;
            Keep(in diff, levels);
        }
    }

    /// <summary>Takes a fetched snapshot. While the chain holds, and when it is older than one already taken, it changes nothing.</summary>
    /// <param name="lastId">The snapshot's id (<c>lastUpdateId</c>).</param>
    /// <param name="levels">All its levels; copied when they have to wait.</param>
    /// <param name="stamp">When and where its frame came from.</param>
    /// <param name="output">Where the events go.</param>
    public void OnSnapshot(long lastId, ReadOnlySpan<DepthLevel> levels, FrameStamp stamp, MarketEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (State is DepthSyncState.Chained || (State is DepthSyncState.Bridging && lastId <= Sequence))
            return;

        _heldSnapshot.Clear();
        _heldSnapshot.Add(new DepthDiff(lastId, lastId, lastId, stamp), levels);
        Sequence = lastId;
        State = DepthSyncState.Bridging;
        _isPublished = false;
        Replay(output);
    }

    /// <summary>The socket is lost or was exchanged: forgets everything, and breaks the book if it had been published.</summary>
    public void Reset(FrameStamp stamp, MarketEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_isPublished)
            output.Add(MarketEvents.Broken(stamp));
        _pending.Clear();
        _heldSnapshot.Clear();
        _isPublished = false;
        State = DepthSyncState.NeedsSnapshot;
    }

    private void Replay(MarketEventBuffer output)
    {
        int waiting = _pending.Count;
        for (int i = 0; i < waiting; i++)
        {
            if (TryStep(_pending.DiffAt(i), _pending.LevelsAt(i), output))
                continue;
            _pending.RemoveFirst(i);
            State = DepthSyncState.NeedsSnapshot;
            return;
        }

        _pending.Clear();

        // The stream was live before the snapshot's id, so whatever comes after that id comes by the stream: the snapshot stands alone.
        // Without one diff from before, nobody knows when the stream began, and the snapshot waits for its bridge.
        if (waiting > 0 && State is DepthSyncState.Bridging)
            PublishSnapshot(output);
    }

    // False when the diff does not follow; the book, if it was published, is then broken.
    private bool TryStep(in DepthDiff diff, ReadOnlySpan<DepthLevel> levels, MarketEventBuffer output)
    {
        if (IsOld(in diff))
        {
            Dropped++;
            return true;
        }

        bool follows = State is DepthSyncState.Chained ? Follows(in diff) : Bridges(in diff);
        if (!follows)
        {
            Break(diff.Stamp, output);
            return false;
        }

        if (!_isPublished)
            PublishSnapshot(output);
        Publish(in diff, levels, output);
        State = DepthSyncState.Chained;
        return true;
    }

    // A chained diff is old only when it repeats the last one word for word: anything else out of order is a gap.
    private bool IsOld(in DepthDiff diff) => State is DepthSyncState.Chained
        ? diff.Final == Sequence && !Follows(in diff)
        : rule is SequenceRule.PreviousFinal ? diff.Final < Sequence : diff.Final <= Sequence;

    private bool Follows(in DepthDiff diff) =>
        rule is SequenceRule.PreviousFinal ? diff.PreviousFinal == Sequence : diff.First == Sequence + 1;

    private bool Bridges(in DepthDiff diff) => rule is SequenceRule.PreviousFinal
        ? (diff.First <= Sequence && Sequence <= diff.Final) || diff.PreviousFinal == Sequence
        : diff.First <= Sequence + 1 && Sequence + 1 <= diff.Final;

    private void Break(FrameStamp stamp, MarketEventBuffer output)
    {
        if (!_isPublished)
        {
            SnapshotsTooOld++;
            return;
        }

        Gaps++;
        _isPublished = false;
        output.Add(MarketEvents.Broken(stamp));
    }

    private void Keep(in DepthDiff diff, ReadOnlySpan<DepthLevel> levels)
    {
        if (_pending.LevelCount + levels.Length > maxPendingLevels)
        {
            Forgotten += _pending.Count;
            _pending.Clear();
        }

        _pending.Add(in diff, levels);
    }

    private void PublishSnapshot(MarketEventBuffer output)
    {
        FrameStamp stamp = _heldSnapshot.DiffAt(0).Stamp;
        output.Add(MarketEvents.SnapshotStart(Sequence, stamp));
        AddLevels(_heldSnapshot.LevelsAt(0), stamp, output);
        output.Add(MarketEvents.UpdateEnd(Sequence, Sequence, stamp));
        _heldSnapshot.Clear();
        _isPublished = true;
    }

    private void Publish(in DepthDiff diff, ReadOnlySpan<DepthLevel> levels, MarketEventBuffer output)
    {
        AddLevels(levels, diff.Stamp, output);
        output.Add(MarketEvents.UpdateEnd(Sequence, diff.Final, diff.Stamp));
        Sequence = diff.Final;
        Applied++;
    }

    private static void AddLevels(ReadOnlySpan<DepthLevel> levels, FrameStamp stamp, MarketEventBuffer output)
    {
        foreach (ref readonly DepthLevel level in levels)
            output.Add(MarketEvents.Level(level.Side, level.Ticks, level.Lots, stamp));
    }
}
