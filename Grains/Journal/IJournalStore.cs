using Quern.Grains.Leases;

namespace Quern.Grains.Journal;

/// <summary>Where journals live. The epoch lives here too: it is what keeps a stale owner from writing.</summary>
public interface IJournalStore
{
    /// <summary>
    /// Takes a journal over: its epoch rises by one, durably, and every append of an earlier owner fails from now on. How the run before
    /// ended is written down before this returns.
    /// </summary>
    /// <param name="name">For example <c>binance-usdm:demo</c>.</param>
    /// <exception cref="JournalException">It is damaged before its tail, of a newer version, in use by another opener, or out of reach.</exception>
    Task<IJournal> Open(string name);

    /// <summary>The newest lease on a journal, for whoever watches its owner; null when there was never one.</summary>
    /// <exception cref="JournalException">The store is out of reach.</exception>
    Task<LeaseRecord?> ReadLease(string name);
}

/// <summary>
/// One owner's hold on a journal, with two watermarks: what is <see cref="Appended"/> survives the death of this process (in a database: its
/// ids do), what is <see cref="Durable"/> survives the loss of power. One thread at a time appends.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Location { get; }

    /// <summary>This owner's epoch, from 1.</summary>
    int Epoch { get; }

    /// <summary>What is odd about what was found, for people: a damaged tail, where it was cut and where the cut is kept; empty when nothing.</summary>
    string Notice { get; }

    /// <summary>How the run of every earlier owner ended, oldest first. Written once, never changed.</summary>
    IReadOnlyList<JournalRun> Runs { get; }

    /// <summary>The newest whole snapshot that lies within the records; null when there is none.</summary>
    JournalSnapshot? Snapshot { get; }

    /// <summary>The lease of the owner before, as found when this one took over; null when there was none.</summary>
    LeaseRecord? EarlierLease { get; }

    /// <summary>Order sequences that earlier epochs had reserved: beyond the last one recorded, up to these, orders may exist.</summary>
    IReadOnlyList<SequenceBlock> EarlierBlocks { get; }

    /// <summary>Number of the last record that is appended, counted from 1 over all epochs.</summary>
    long Appended { get; }

    /// <summary>Number of the last record that is durable.</summary>
    long Durable { get; }

    /// <summary>How long the oldest record that is not durable yet has waited; zero when all are.</summary>
    TimeSpan DurabilityLag { get; }

    /// <summary>Why nothing new may be sent although appends still succeed: no room for the next segment, a failed flush; empty when all is well.</summary>
    string Trouble { get; }

    /// <summary>What it has done and suffered so far.</summary>
    JournalCounts Counts { get; }

    /// <summary>Orders of this epoch may be sent up to this sequence. Always the largest where an append alone is enough.</summary>
    uint ReservedThrough { get; }

    /// <summary>Records of earlier owners after <see cref="Snapshot"/>, oldest first, read as they are asked for.</summary>
    /// <exception cref="JournalException">A record that was there when its run ended can't be read any more.</exception>
    IEnumerable<JournalLine> ReadEarlier();

    /// <summary>Every record of earlier owners, snapshot or not.</summary>
    /// <exception cref="JournalException">A record that was there when its run ended can't be read any more.</exception>
    IEnumerable<JournalLine> ReadAll();

    /// <summary>Appends a record: never waits.</summary>
    /// <exception cref="JournalException">A newer owner took over, the record is too large, or there is no room at all. Nothing may be sent.</exception>
    void Append(ReadOnlySpan<byte> record);

    /// <summary>Completes when everything appended before the call is durable.</summary>
    /// <exception cref="JournalException">It can't become durable here: a newer owner took over, or the disk failed.</exception>
    Task WhenDurable();

    /// <summary>Asks for <see cref="ReservedThrough"/> to reach a sequence. Never waits: it rises once the reservation is durable.</summary>
    void Reserve(uint sequence);

    /// <summary>Stores the owner's state as of the last appended record; the next owner starts from it.</summary>
    /// <param name="state">Canonical bytes.</param>
    /// <exception cref="JournalException">It could not be stored; the records still tell everything.</exception>
    Task WriteSnapshot(ReadOnlyMemory<byte> state);

    /// <summary>Stores this owner's lease.</summary>
    /// <exception cref="JournalException">A newer owner took over, or the store is out of reach.</exception>
    Task WriteLease(LeaseRecord lease);
}

/// <summary>One record as it was found.</summary>
/// <param name="Epoch">The epoch that wrote it.</param>
/// <param name="Record">Its bytes, valid until the next record is asked for.</param>
public readonly record struct JournalLine(int Epoch, ReadOnlyMemory<byte> Record)
{
    /// <summary>Its number, from 1 over all epochs: the offset by which audit and analytics read.</summary>
    public long Sequence { get; init; }
}

/// <summary>An owner's state at a record.</summary>
/// <param name="Sequence">The last record that it contains.</param>
/// <param name="State">Canonical bytes, proven whole by their SHA-256.</param>
public sealed record JournalSnapshot(long Sequence, ReadOnlyMemory<byte> State);

/// <summary>Order sequences that an epoch may have used.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Through">The last one reserved.</param>
public readonly record struct SequenceBlock(int Epoch, uint Through);

/// <summary>What a journal has done and suffered since it was opened.</summary>
/// <param name="Records">Records appended.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Groups">Group commits that became durable.</param>
/// <param name="SlowGroups">Of those, the ones whose oldest record had waited 250 ms or more.</param>
/// <param name="FailedGroups">Group commits that failed, counted at every try.</param>
/// <param name="FailedClaims">Times that there was no room for a further segment.</param>
public readonly record struct JournalCounts(long Records, long Bytes, long Groups, long SlowGroups, long FailedGroups, long FailedClaims);

/// <summary>A journal that can't be opened or written.</summary>
/// <param name="message">What is wrong, where, and what to do next.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when it is certain that a newer owner took over: nothing will ever be written from here again. Default false.</summary>
    public bool IsTakenOver { get; init; }
}
