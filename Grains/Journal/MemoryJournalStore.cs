using Quern.Grains.Leases;

namespace Quern.Grains.Journal;

/// <summary>
/// Journals that outlive a silo but not the process: what simulations and replays write to. The same fencing, runs, snapshots and leases as the
/// other stores', on a disk that can be slow, full, or forget.
/// </summary>
/// <param name="onAppend">Hears every record in the order of writing; null when nobody listens.</param>
/// <param name="disk">What lies beneath; null for a disk without faults.</param>
public sealed class MemoryJournalStore(Action<string, int, ReadOnlyMemory<byte>>? onAppend = null, MemoryDisk? disk = null) : IJournalStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryContent> _contents = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IJournal> Open(string name)
    {
        lock (_gate)
            return Task.FromResult<IJournal>(new MemoryJournal(Content(name), name, disk, _gate, onAppend));
    }

    /// <inheritdoc/>
    public Task<LeaseRecord?> ReadLease(string name)
    {
        lock (_gate)
            return Task.FromResult(_contents.TryGetValue(name, out MemoryContent? content) ? content.Lease : null);
    }

    /// <summary>Every record of a journal, oldest first; empty for a name never opened.</summary>
    public IReadOnlyList<JournalLine> Read(string name)
    {
        lock (_gate)
            return _contents.TryGetValue(name, out MemoryContent? content) ? [.. content.Lines] : [];
    }

    /// <summary>Loses the newest records of the run that is open, as a fail-over to a lagging copy or a damaged tail does.</summary>
    /// <param name="name">The journal.</param>
    /// <param name="records">How many; no more than the open run has are lost.</param>
    /// <param name="isDamaged">True when the next owner shall find a damaged tail, false when it finds nothing amiss.</param>
    /// <returns>How many were lost.</returns>
    public int LoseTail(string name, int records, bool isDamaged)
    {
        lock (_gate)
            return Content(name).LoseTail(records, isDamaged);
    }

    /// <summary>How many of the newest records were appended less than this long ago; all that a fail-over may lose.</summary>
    public int AppendedWithin(string name, TimeSpan span)
    {
        lock (_gate)
            return disk is null ? 0 : Content(name).Stamps.Count(stamp => disk.Time.GetElapsedTime(stamp) <= span);
    }

    private MemoryContent Content(string name)
    {
        if (!_contents.TryGetValue(name, out MemoryContent? content))
            _contents.Add(name, content = new());
        return content;
    }
}
