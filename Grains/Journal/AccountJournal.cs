using Quern.Domain.Orders;

namespace Quern.Grains.Journal;

/// <summary>An order manager's journal: entries as records of an <see cref="IJournal"/>.</summary>
/// <param name="journal">This owner's hold.</param>
/// <param name="run">The run's name.</param>
/// <param name="desk">The account's desk.</param>
internal sealed class AccountJournal(IJournal journal, string run, string desk) : IOrderJournal
{
    /// <summary>Sending stops when the disk lags behind by this (design: money path, two watermarks).</summary>
    private static readonly TimeSpan MostLag = TimeSpan.FromMilliseconds(250);

    private readonly JournalCodec _codec = new(run, desk, journal.Epoch);

    /// <inheritdoc/>
    public bool AcceptsIntents => !IsFenced && journal.DurabilityLag < MostLag;

    /// <summary>True once an append was refused: a newer owner, a full or broken disk.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>Why; empty while appends go through.</summary>
    public string Failure { get; private set; } = "";

    /// <inheritdoc/>
    public bool Append(in JournalEntry entry)
    {
        if (IsFenced)
            return false;

        try
        {
            journal.Append(_codec.Encode(in entry));
            return true;
        }
        catch (Exception error) when (error is JournalException or ObjectDisposedException)
        {
            IsFenced = true;
            Failure = error.Message;
            return false;
        }
    }

    /// <summary>Entries of earlier owners, oldest first.</summary>
    public IEnumerable<JournalEntry> Earlier()
    {
        foreach (JournalLine line in journal.ReadEarlier())
            yield return JournalCodec.Decode(line.Record.Span);
    }
}
