using Quern.Grains.Journal;
using Quern.Grains.Leases;

namespace Quern.Grains.Tests.Positions;

/// <summary>A journal that says it has no snapshot: whoever restores from it reads every record.</summary>
internal sealed class WithoutSnapshot(IJournal journal) : IJournal
{
    public string Location => journal.Location;

    public int Epoch => journal.Epoch;

    public string Notice => journal.Notice;

    public IReadOnlyList<JournalRun> Runs => journal.Runs;

    public JournalSnapshot? Snapshot => null;

    public LeaseRecord? EarlierLease => journal.EarlierLease;

    public IReadOnlyList<SequenceBlock> EarlierBlocks => journal.EarlierBlocks;

    public long Appended => journal.Appended;

    public long Durable => journal.Durable;

    public TimeSpan DurabilityLag => journal.DurabilityLag;

    public string Trouble => journal.Trouble;

    public JournalCounts Counts => journal.Counts;

    public uint ReservedThrough => journal.ReservedThrough;

    public IEnumerable<JournalLine> ReadEarlier() => journal.ReadAll();

    public IEnumerable<JournalLine> ReadAll() => journal.ReadAll();

    public void Append(ReadOnlySpan<byte> record) => throw new NotSupportedException();

    public Task WhenDurable() => throw new NotSupportedException();

    public void Reserve(uint sequence) => throw new NotSupportedException();

    public Task WriteSnapshot(ReadOnlyMemory<byte> state) => throw new NotSupportedException();

    public Task WriteLease(LeaseRecord lease) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
