using Quern.Grains.Leases;

namespace Quern.Grains.Journal;

/// <summary>A journal that passes everything on: what stands in the way of one member overrides it.</summary>
/// <param name="inner">The journal behind.</param>
public abstract class PassingJournal(IJournal inner) : IJournal
{
    /// <inheritdoc/>
    public string Location => inner.Location;

    /// <inheritdoc/>
    public int Epoch => inner.Epoch;

    /// <inheritdoc/>
    public string Notice => inner.Notice;

    /// <inheritdoc/>
    public IReadOnlyList<JournalRun> Runs => inner.Runs;

    /// <inheritdoc/>
    public virtual JournalSnapshot? Snapshot => inner.Snapshot;

    /// <inheritdoc/>
    public LeaseRecord? EarlierLease => inner.EarlierLease;

    /// <inheritdoc/>
    public IReadOnlyList<SequenceBlock> EarlierBlocks => inner.EarlierBlocks;

    /// <inheritdoc/>
    public long Appended => inner.Appended;

    /// <inheritdoc/>
    public long Durable => inner.Durable;

    /// <inheritdoc/>
    public TimeSpan DurabilityLag => inner.DurabilityLag;

    /// <inheritdoc/>
    public string Trouble => inner.Trouble;

    /// <inheritdoc/>
    public JournalCounts Counts => inner.Counts;

    /// <inheritdoc/>
    public uint ReservedThrough => inner.ReservedThrough;

    /// <inheritdoc/>
    public virtual IEnumerable<JournalLine> ReadEarlier() => inner.ReadEarlier();

    /// <inheritdoc/>
    public IEnumerable<JournalLine> ReadAll() => inner.ReadAll();

    /// <inheritdoc/>
    public virtual void Append(ReadOnlySpan<byte> record) => inner.Append(record);

    /// <inheritdoc/>
    public Task WhenDurable() => inner.WhenDurable();

    /// <inheritdoc/>
    public void Reserve(uint sequence) => inner.Reserve(sequence);

    /// <inheritdoc/>
    public Task WriteSnapshot(ReadOnlyMemory<byte> state) => inner.WriteSnapshot(state);

    /// <inheritdoc/>
    public virtual Task WriteLease(LeaseRecord lease) => inner.WriteLease(lease);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }
}
