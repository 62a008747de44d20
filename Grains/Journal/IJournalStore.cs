namespace Quern.Grains.Journal;

/// <summary>Where journals live. The epoch lives here too: it is what keeps a stale owner from writing.</summary>
public interface IJournalStore
{
    /// <summary>Takes a journal over: its epoch rises by one, and every append of an earlier owner fails from now on.</summary>
    /// <param name="name">For example <c>binance-usdm:demo</c>.</param>
    /// <exception cref="JournalException">It is damaged before its tail, of a newer version, or in use by another process.</exception>
    IJournal Open(string name);
}

/// <summary>One owner's hold on a journal: read what is there, then append. One thread at a time.</summary>
public interface IJournal : IDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Location { get; }

    /// <summary>This owner's epoch, from 1.</summary>
    int Epoch { get; }

    /// <summary>What is odd about what was found, for people: a torn tail and where it was cut; empty when nothing.</summary>
    string Notice { get; }

    /// <summary>How long the oldest record that is not on the disk yet has waited; zero when all are.</summary>
    TimeSpan DurabilityLag { get; }

    /// <summary>Every record of earlier owners, oldest first, each with the epoch that wrote it.</summary>
    IEnumerable<JournalLine> ReadEarlier();

    /// <summary>Appends a record: after the return it survives the death of this process, and soon after the loss of power.</summary>
    /// <exception cref="JournalException">A newer owner took over, the record is too large, or the disk is full. Nothing may be sent.</exception>
    void Append(ReadOnlySpan<byte> record);

    /// <summary>Brings everything appended to the disk before it returns.</summary>
    void Flush();
}

/// <summary>One record as it was found.</summary>
/// <param name="Epoch">The epoch that wrote it.</param>
/// <param name="Record">Its bytes.</param>
public readonly record struct JournalLine(int Epoch, ReadOnlyMemory<byte> Record);

/// <summary>A journal that can't be opened or written.</summary>
/// <param name="message">What is wrong, where, and what to do next.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
