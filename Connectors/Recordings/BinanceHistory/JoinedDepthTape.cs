using System.Runtime.InteropServices;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.BinanceHistory;

/// <summary>
/// A historical snapshot and the updates that follow it as one tape, once it is proven that they do: updates that the snapshot already holds
/// are dropped, the first one used must bridge the snapshot's id, and each one after it must follow the last. A gap is refused by its ids.
/// </summary>
public sealed class JoinedDepthTape : ITape
{
    private readonly DepthHistoryTape _snapshot;
    private readonly IReadOnlyList<string> _updateFiles;
    private readonly List<DepthLevel> _levels = [];
    private readonly MarketEventBuffer _proven = new();
    private readonly MarketTranslation _translation = new();
    private readonly EventQueue _events = new();
    private DepthLevel[] _held = [];
    private DepthSync? _sync;
    private DepthHistoryTape? _updates;
    private int _filesOpened;
    private long _recordsBefore;
    private long _snapshotId = -1;
    private long _snapshotTimeNs;

    /// <summary>Opens the snapshot; it is read when the first event is.</summary>
    /// <param name="snapshotFile">Rows of type <c>snap</c>; of several whole books the first is used.</param>
    /// <param name="updateFiles">Rows of type <c>set</c>, in order of time; at least one file.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 8.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18. Default 8.</param>
    /// <exception cref="RecordingException">The snapshot is missing or can't be opened.</exception>
    public JoinedDepthTape(string snapshotFile, IReadOnlyList<string> updateFiles, int priceScale = 8, int quantityScale = 8)
    {
        ArgumentNullException.ThrowIfNull(updateFiles);
        ArgumentOutOfRangeException.ThrowIfZero(updateFiles.Count);
        (PriceScale, QuantityScale, _updateFiles) = (priceScale, quantityScale, updateFiles);
        _snapshot = new DepthHistoryTape(snapshotFile, priceScale, quantityScale);
    }

    /// <inheritdoc/>
    public int PriceScale { get; }

    /// <inheritdoc/>
    public int QuantityScale { get; }

    /// <inheritdoc/>
    public bool HasDate => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols => _snapshot.Symbols;

    /// <inheritdoc/>
    public long RecordsRead => _recordsBefore + (_updates ?? _snapshot).RecordsRead;

    /// <inheritdoc/>
    public double Progress => (_filesOpened + (_updates ?? _snapshot).Progress) / (_updateFiles.Count + 1);

    /// <summary>Updates that the snapshot already held.</summary>
    public long Dropped => _sync?.Dropped ?? 0;

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        while (!_events.TryTake(out step))
        {
            if (!TryReadUpdate())
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _snapshot.Dispose();
        _updates?.Dispose();
    }

    private bool TryReadUpdate()
    {
        if (_snapshotId < 0)
            ReadSnapshot();
        _levels.Clear();
        while (true)
        {
            if (_updates is null || !_updates.TryRead(out TapeEvent step))
            {
                if (!TryOpenNext())
                    return false;
                continue;
            }

            if (step.Kind is TapeEventKind.Clear)
                throw new RecordingRefusedException($"{_updates.Name} holds a whole book, {step.Sequence}, where changes were expected.");
            if (step.Kind is TapeEventKind.Level)
                _levels.Add(new(step.Side, step.Price, step.Quantity));
            if (step.Kind is TapeEventKind.UpdateEnd)
            {
                Follow(_updates, in step);
                return true;
            }
        }
    }

    private void ReadSnapshot()
    {
        while (_snapshot.TryRead(out TapeEvent step))
        {
            if (!step.Flags.HasFlag(TapeFlags.Snapshot))
                throw new RecordingRefusedException($"{_snapshot.Name} holds changes where a whole book was expected.");
            if (step.Kind is TapeEventKind.Level)
                _levels.Add(new(step.Side, step.Price, step.Quantity));
            if (step.Kind is not TapeEventKind.UpdateEnd)
                continue;
            (_snapshotId, _snapshotTimeNs) = (step.Sequence, step.VenueTimeNs);
            _held = [.. _levels];
            return;
        }

        throw new RecordingRefusedException($"{_snapshot.Name} holds no whole book.");
    }

    private bool TryOpenNext()
    {
        if (_filesOpened == _updateFiles.Count)
        {
            return _sync?.State is DepthSyncState.Chained
                ? false
                : throw new RecordingRefusedException($"{_snapshot.Name} ends at {_snapshotId}, and no update comes after it.");
        }

        _recordsBefore = RecordsRead;
        _updates?.Dispose();
        _updates = null;
        _updates = new DepthHistoryTape(_updateFiles[_filesOpened++], PriceScale, QuantityScale);
        return true;
    }

    private void Follow(DepthHistoryTape updates, in TapeEvent end)
    {
        string symbol = updates.Symbols[end.Instrument];
        if (symbol != Symbols[0])
            throw new RecordingRefusedException($"{updates.Name} is of {symbol}, the snapshot of {Symbols[0]}.");
        DepthSync sync = _sync ?? Begin(updates.NamesPrevious ? SequenceRule.PreviousFinal : SequenceRule.NextFirst);
        long reached = sync.Sequence;
        bool isChained = sync.State is DepthSyncState.Chained;
        var diff = new DepthDiff(updates.FirstId, end.Sequence, end.PreviousSequence, new FrameStamp(end.VenueTimeNs, end.ReceiveTimeNs));
        sync.OnDiff(in diff, CollectionsMarshal.AsSpan(_levels), _proven);
        if (sync.NeedsSnapshot)
            throw Gap(updates, isChained ? $"the update before it ends at {reached}" : $"the snapshot {_snapshot.Name} ends at {reached}", in diff);
        _translation.Move(_proven, _events);
    }

    private DepthSync Begin(SequenceRule rule)
    {
        _sync = new DepthSync(rule);
        _sync.OnSnapshot(_snapshotId, _held, new FrameStamp(_snapshotTimeNs, 0), _proven);
        return _sync;
    }

    private static RecordingRefusedException Gap(DepthHistoryTape updates, string before, in DepthDiff diff) => new(
        $"{updates.Name} can't be joined: {before}, its update {diff.First} to {diff.Final} follows {diff.PreviousFinal}; what lies between is missing.");
}
