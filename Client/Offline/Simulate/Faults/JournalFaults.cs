using Quern.Grains.Journal;
using Quern.Grains.Leases;

namespace Quern.Client.Offline.Simulate.Faults;

/// <summary>The moments at which a silo writes an account's journal, so that it can die there. For what a disk does, see <see cref="MemoryDisk"/>.</summary>
public sealed class JournalFaults
{
    /// <summary>Hears of each append, before and after; it may throw, as a process that dies there. Null for nobody.</summary>
    public Action<AppendMoment>? OnAppend { get; set; }

    /// <summary>The leases as their owners renew them.</summary>
    public LeaseTimes Leases { get; } = new();

    internal IJournalStore Around(string silo, IJournalStore journals) => new Store(this, silo, journals);

    private sealed class Store(JournalFaults faults, string silo, IJournalStore inner) : IJournalStore
    {
        public async Task<IJournal> Open(string name)
        {
            IJournal opened = await inner.Open(name);
            faults.Leases.Opened(name, opened.Epoch);
            return new Journal(faults, silo, name, opened);
        }

        public Task<LeaseRecord?> ReadLease(string name) => inner.ReadLease(name);
    }

    private sealed class Journal(JournalFaults faults, string silo, string name, IJournal inner) : PassingJournal(inner)
    {
        public override void Append(ReadOnlySpan<byte> record)
        {
            faults.OnAppend?.Invoke(new(silo, name, IsBefore: true));
            base.Append(record);
            faults.OnAppend?.Invoke(new(silo, name, IsBefore: false));
        }

        public override async Task WriteLease(LeaseRecord lease)
        {
            LeaseTimes.Renewal begun = LeaseTimes.Begin();
            await base.WriteLease(lease);
            faults.Leases.Took(name, lease, begun);
        }

        public override ValueTask DisposeAsync()
        {
            faults.Leases.Closed(name, Epoch);
            return base.DisposeAsync();
        }
    }
}

/// <summary>A moment at a journal's boundary.</summary>
/// <param name="Silo">The silo that writes.</param>
/// <param name="Journal">The journal's name.</param>
/// <param name="IsBefore">True before the record is there, false after.</param>
public readonly record struct AppendMoment(string Silo, string Journal, bool IsBefore);

/// <summary>The process died here: nothing of it goes on.</summary>
public sealed class DiedHereException() : Exception("The silo was killed at this point.");
