using Google.Protobuf;
using Quern.Domain.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Leases;
using Quern.Proto;
using JournalKind = Quern.Proto.JournalKind;

namespace Quern.Simulation.Tests.Faults.Bugs;

/// <summary>A store whose accounts' journals are wrong in one way.</summary>
internal sealed class WrongStore(IJournalStore inner, Func<IJournalStore, string, IJournal, IJournal> wrong) : IJournalStore
{
    public async Task<IJournal> Open(string name)
    {
        IJournal journal = await inner.Open(name);
        return name.EndsWith("/ledger", StringComparison.Ordinal) ? journal : wrong(inner, name, journal);
    }

    public Task<LeaseRecord?> ReadLease(string name) => inner.ReadLease(name);
}

/// <summary>A store in which nobody sees another's lease.</summary>
internal sealed class BlindStore(IJournalStore inner) : IJournalStore
{
    public Task<IJournal> Open(string name) => inner.Open(name);

    public Task<LeaseRecord?> ReadLease(string name) => Task.FromResult<LeaseRecord?>(null);
}

/// <summary>Journals wrong in one way each.</summary>
internal static class WrongJournals
{
    /// <summary>Does not say that there is a newer owner: one that was fenced off goes on.</summary>
    public static IJournal Unfenced(IJournalStore store, string name, IJournal journal) => new UnfencedJournal(journal);

    /// <summary>Writes an order down after it was sent: with the next record.</summary>
    public static IJournal Late(IJournalStore store, string name, IJournal journal) => new LateJournal(journal);

    /// <summary>Does not write orders down at all.</summary>
    public static IJournal Skipping(IJournalStore store, string name, IJournal journal) => new FilteredJournal(journal, JournalKind.OrderIntended);

    /// <summary>Does not write down that an order is wanted gone.</summary>
    public static IJournal Forgetful(IJournalStore store, string name, IJournal journal) => new FilteredJournal(journal, JournalKind.CancelRequested);

    /// <summary>Writes adjustments down without their cause.</summary>
    public static IJournal Causeless(IJournalStore store, string name, IJournal journal) => new CauselessJournal(journal);

    private static JournalKind KindOf(ReadOnlySpan<byte> record) => Envelope.Parser.ParseFrom(record).JournalRecord?.Kind ?? JournalKind.None;

    private sealed class UnfencedJournal(IJournal journal) : PassingJournal(journal)
    {
        public override void Append(ReadOnlySpan<byte> record)
        {
            try
            {
                base.Append(record);
            }
            catch (JournalException)
            {
                // Whoever wrote last goes on as if he were the owner.
            }
        }
    }

    private sealed class LateJournal(IJournal journal) : PassingJournal(journal)
    {
        private readonly List<byte[]> _held = [];

        public override void Append(ReadOnlySpan<byte> record)
        {
            if (KindOf(record) is JournalKind.OrderIntended)
            {
                _held.Add(record.ToArray());
                return;
            }

            foreach (byte[] held in _held)
                base.Append(held);
            _held.Clear();
            base.Append(record);
        }
    }

    private sealed class CauselessJournal(IJournal journal) : PassingJournal(journal)
    {
        public override void Append(ReadOnlySpan<byte> record)
        {
            if (KindOf(record) is not JournalKind.PositionAdjusted)
            {
                base.Append(record);
                return;
            }

            Envelope envelope = Envelope.Parser.ParseFrom(record);
            envelope.JournalRecord.Text = "";
            base.Append(envelope.ToByteArray());
        }
    }

    private sealed class FilteredJournal(IJournal journal, JournalKind skipped) : PassingJournal(journal)
    {
        public override void Append(ReadOnlySpan<byte> record)
        {
            if (KindOf(record) != skipped)
                base.Append(record);
        }
    }
}
