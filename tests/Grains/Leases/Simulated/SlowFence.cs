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

    private sealed class Owner(IJournal journal, TimeProvider time) : PassingJournal(journal)
    {
        private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);
        private long? _lostAt;

        public override void Append(ReadOnlySpan<byte> record)
        {
            try
            {
                base.Append(record);
            }
            catch (JournalException)
            {
                _lostAt ??= time.GetTimestamp();
                if (time.GetElapsedTime(_lostAt.Value) >= Late)
                    throw;
            }
        }
    }
}
