using Quern.Grains.Journal;

namespace Quern.Client.Offline.Simulate.Faults;

/// <summary>What goes wrong with the journals' disk; nothing does at the start. It holds for all silos.</summary>
public sealed class JournalFaults
{
    /// <summary>How far the disk lags behind. Default none.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>Every append of an account's journal fails, as on a full disk. Default false.</summary>
    public bool IsFull { get; set; }

    /// <summary>Hears of each append to an account's journal, before and after; it may throw, as a process that dies there. Null for nobody.</summary>
    public Action<AppendMoment>? OnAppend { get; set; }

    /// <summary>Ends all of it.</summary>
    public void Mend() => (Lag, IsFull, OnAppend) = (TimeSpan.Zero, false, null);

    internal IJournalStore Around(string silo, IJournalStore journals) => new Store(this, silo, journals);

    private sealed class Store(JournalFaults faults, string silo, IJournalStore inner) : IJournalStore
    {
        public IJournal Open(string name) => new Journal(faults, silo, name, inner.Open(name));
    }

    private sealed class Journal(JournalFaults faults, string silo, string name, IJournal inner) : IJournal
    {
        public string Location => inner.Location;

        public int Epoch => inner.Epoch;

        public string Notice => inner.Notice;

        public TimeSpan DurabilityLag => faults.Lag > inner.DurabilityLag ? faults.Lag : inner.DurabilityLag;

        public IEnumerable<JournalLine> ReadEarlier() => inner.ReadEarlier();

        public void Append(ReadOnlySpan<byte> record)
        {
            if (faults.IsFull)
                throw new JournalException($"The disk of '{name}' is full.");
            faults.OnAppend?.Invoke(new(silo, name, IsBefore: true));
            inner.Append(record);
            faults.OnAppend?.Invoke(new(silo, name, IsBefore: false));
        }

        public void Flush() => inner.Flush();

        public void Dispose() => inner.Dispose();
    }
}

/// <summary>A moment at a journal's boundary.</summary>
/// <param name="Silo">The silo that writes.</param>
/// <param name="Journal">The journal's name.</param>
/// <param name="IsBefore">True before the record is there, false after.</param>
public readonly record struct AppendMoment(string Silo, string Journal, bool IsBefore);

/// <summary>The process died here: nothing of it goes on.</summary>
public sealed class DiedHereException() : Exception("The silo was killed at this point.");
