using Google.Protobuf;
using Quern.Domain.Orders;
using Quern.Grains.Journal;
using Quern.Proto;

namespace Quern.Grains.Orders;

/// <summary>An order manager's state at a record of its journal, as bytes and back.</summary>
internal static class AccountSnapshots
{
    /// <summary>Version that this build writes, and the highest that it reads.</summary>
    public const uint Schema = 1;

    public static byte[] Write(OrderManager manager, AccountJournal journal, FillLog fills, IEnumerable<string> instruments, long orders)
    {
        FillMessages(fills, out IEnumerable<BookedFill> newest, out long before);
        (int epoch, uint sequence) = journal.LastSender;
        return new AccountSnapshot
        {
            Schema = Schema,
            State = ByteString.CopyFrom(manager.Snapshot()),
            StateHash = manager.StateHash,
            Instruments = { instruments },
            Fills = { newest },
            FillsBefore = before,
            Orders = orders,
            SenderEpoch = (uint)epoch,
            SenderSequence = sequence,
        }.ToByteArray();
    }

    /// <summary>What is in a stored snapshot.</summary>
    /// <exception cref="SnapshotException">It is damaged: the records tell everything.</exception>
    /// <exception cref="JournalException">A newer build wrote it.</exception>
    public static AccountSnapshot Read(JournalSnapshot stored)
    {
        AccountSnapshot snapshot;
        try
        {
            snapshot = AccountSnapshot.Parser.ParseFrom(stored.State.Span);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new SnapshotException($"The snapshot at record {stored.Sequence} can't be read: {error.Message}");
        }

        RequireKnown("account", snapshot.Schema, Schema, stored.Sequence);
        RequireWhole(snapshot.State, snapshot.StateHash, stored.Sequence);
        return snapshot;
    }

    /// <exception cref="JournalException">The schema is newer.</exception>
    public static void RequireKnown(string what, uint schema, uint known, long sequence)
    {
        if (schema > known)
            throw new JournalException($"The {what} snapshot at record {sequence} was written by a newer build (schema {schema}, this build reads up to {known}); run that build.");
    }

    private static void RequireWhole(ByteString state, string hash, long sequence)
    {
        if (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(state.Span)) != hash)
            throw new SnapshotException($"The snapshot at record {sequence} is damaged: its state has another hash than {hash}.");
    }

    private static void FillMessages(FillLog fills, out IEnumerable<BookedFill> newest, out long before)
    {
        Interfaces.Orders.FillMessage[] messages = fills.ForSuccessor();
        newest = messages.Select(BookedFills.ToRecord);
        before = fills.Count - messages.Length;
    }
}
