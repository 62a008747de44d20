using Quern.Grains.Journal;
using Quern.Grains.Leases;

namespace Quern.Grains.Tests.Leases.Simulated;

/// <summary>
/// A store whose stale owners notice only after 250 ms that they lost, as those of a database do, which write behind: until then they append
/// into the void. Everything else is the store's beneath.
/// </summary>
internal sealed class SlowFence(IJournalStore inner, TimeProvider time) : IJournalStore
{
    public async Task<IJournal> Open(string name) => new Owner(await inner.Open(name), time);

    public Task<LeaseRecord?> ReadLease(string name) => inner.ReadLease(name);

    private sealed class Owner(IJournal journal, TimeProvider time) : IJournal
    {
        private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);
        private long? _lostAt;

        public string Location => journal.Location;

        public int Epoch => journal.Epoch;

        public string Notice => journal.Notice;

        public IReadOnlyList<JournalRun> Runs => journal.Runs;

        public JournalSnapshot? Snapshot => journal.Snapshot;

        public LeaseRecord? EarlierLease => journal.EarlierLease;

        public IReadOnlyList<SequenceBlock> EarlierBlocks => journal.EarlierBlocks;

        public long Appended => journal.Appended;

        public long Durable => journal.Durable;

        public TimeSpan DurabilityLag => journal.DurabilityLag;

        public string Trouble => journal.Trouble;

        public JournalCounts Counts => journal.Counts;

        public uint ReservedThrough => journal.ReservedThrough;

        public IEnumerable<JournalLine> ReadEarlier() => journal.ReadEarlier();

        public IEnumerable<JournalLine> ReadAll() => journal.ReadAll();

        public void Append(ReadOnlySpan<byte> record)
        {
            try
            {
                journal.Append(record);
            }
            catch (JournalException)
            {
                _lostAt ??= time.GetTimestamp();
                if (time.GetElapsedTime(_lostAt.Value) >= Late)
                    throw;
            }
        }

        public Task WhenDurable() => journal.WhenDurable();

        public void Reserve(uint sequence) => journal.Reserve(sequence);

        public Task WriteSnapshot(ReadOnlyMemory<byte> state) => journal.WriteSnapshot(state);

        public Task WriteLease(LeaseRecord lease) => journal.WriteLease(lease);

        public ValueTask DisposeAsync() => journal.DisposeAsync();
    }
}
