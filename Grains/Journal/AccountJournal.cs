using Quern.Domain.Orders;

namespace Quern.Grains.Journal;

/// <summary>An order manager's journal: entries as records of an <see cref="IJournal"/>, and the gate that stops sending.</summary>
/// <param name="journal">This owner's hold.</param>
/// <param name="run">The run's name.</param>
/// <param name="desk">The account's desk.</param>
internal sealed class AccountJournal(IJournal journal, string run, string desk) : IOrderJournal
{
    /// <summary>Sending stops when the disk lags behind by this (design: money path, two watermarks).</summary>
    private static readonly TimeSpan MostLag = TimeSpan.FromMilliseconds(250);

    /// <summary>Order sequences are reserved in blocks of this many, half a block ahead of need.</summary>
    public const uint Block = 1_000;

    private readonly JournalCodec _codec = new(run, desk, journal.Epoch);
    private uint _lastSequence;

    /// <inheritdoc/>
    public bool AcceptsIntents =>
        !IsFenced && !IsHeldBack && _lastSequence < journal.ReservedThrough && journal.DurabilityLag < MostLag && journal.Trouble.Length == 0;

    /// <summary>True while somebody who must keep up with the journal does not: nothing new is sent.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>The last epoch that intended an order, and that order's sequence; zeros when none did.</summary>
    public (int Epoch, uint Sequence) LastSender { get; private set; }

    /// <summary>True once an append was refused: a newer owner, a full or broken disk.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>Why; empty while appends go through.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>
    /// Orders of earlier epochs that may exist although no record tells of them: a database lost its newest records, but not the reservation.
    /// Each is to be looked for at the venue before anything is sent. Complete after <see cref="Earlier"/> was read to its end. An owner that
    /// has sent has looked for those of epochs before its own.
    /// </summary>
    public IEnumerable<LostOrders> MayExist =>
        from block in journal.EarlierBlocks
        let last = block.Epoch == LastSender.Epoch ? LastSender.Sequence : 0
        where block.Epoch >= LastSender.Epoch && block.Through > last
        select new LostOrders(block.Epoch, last + 1, block.Through);

    /// <inheritdoc/>
    public bool Append(in JournalEntry entry)
    {
        if (IsFenced)
            return false;

        try
        {
            journal.Append(_codec.Encode(in entry));
            if (entry.Kind is JournalKind.OrderIntended)
            {
                NoteSender(entry.Id);
                Reserve(entry.Id.Sequence);
            }

            return true;
        }
        catch (Exception error) when (error is JournalException or ObjectDisposedException)
        {
            IsFenced = true;
            Failure = error.Message;
            return false;
        }
    }

    /// <summary>Entries of earlier owners after the snapshot, oldest first, read as they are asked for.</summary>
    /// <param name="sender">The <see cref="LastSender"/> of the snapshot.</param>
    public IEnumerable<JournalEntry> Earlier((int Epoch, uint Sequence) sender = default) => Read(journal.ReadEarlier(), sender);

    /// <summary>All entries of earlier owners, snapshot or not.</summary>
    public IEnumerable<JournalEntry> All() => Read(journal.ReadAll(), default);

    private IEnumerable<JournalEntry> Read(IEnumerable<JournalLine> lines, (int Epoch, uint Sequence) sender)
    {
        LastSender = sender;
        foreach (JournalLine line in lines)
        {
            JournalEntry entry = JournalCodec.Decode(line.Record.Span);
            if (entry.Kind is JournalKind.OrderIntended)
                NoteSender(entry.Id);
            yield return entry;
        }
    }

    private void NoteSender(ClientOrderId id)
    {
        if ((id.Epoch, id.Sequence).CompareTo(LastSender) > 0)
            LastSender = (id.Epoch, id.Sequence);
    }

    private void Reserve(uint sequence)
    {
        _lastSequence = sequence;
        if (journal.ReservedThrough - sequence < Block / 2)
            journal.Reserve(journal.ReservedThrough + Block);
    }
}

/// <summary>Orders that may exist although no record tells of them.</summary>
/// <param name="Epoch">Their epoch.</param>
/// <param name="First">The first sequence.</param>
/// <param name="Last">The last sequence.</param>
internal readonly record struct LostOrders(int Epoch, uint First, uint Last);
