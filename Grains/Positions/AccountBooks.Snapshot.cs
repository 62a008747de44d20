using System.Security.Cryptography;
using Google.Protobuf;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Grains.Journal;
using Quern.Grains.Orders;
using Quern.Proto;
using Side = Quern.Domain.Instruments.Side;

namespace Quern.Grains.Positions;

internal sealed partial class AccountBooks
{
    private const uint SnapshotSchema = 1;

    /// <summary>Rebuilds an account's books from the newest snapshot and the records after it; from all records when there is none or it can't be used.</summary>
    /// <param name="makeKeeper">Makes books with nothing in them.</param>
    /// <param name="journal">This owner's hold.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="desk">The account's desk.</param>
    /// <param name="notice">Hears why a snapshot was not used.</param>
    /// <exception cref="JournalException">A newer build wrote a record or the snapshot.</exception>
    public static AccountBooks Open(Func<PositionKeeper> makeKeeper, IJournal journal, string run, string desk, Action<string> notice)
    {
        if (journal.Snapshot is { } stored)
        {
            try
            {
                var books = new AccountBooks(makeKeeper(), journal, run, desk);
                books.Take(stored);
                books.Replay(journal.ReadEarlier());
                return books;
            }
            catch (SnapshotException damaged)
            {
                notice($"{damaged.Message} All records are read instead.");
            }
        }

        var whole = new AccountBooks(makeKeeper(), journal, run, desk);
        whole.Replay(journal.ReadAll());
        return whole;
    }

    /// <summary>Everything that a successor needs in place of the records so far.</summary>
    public byte[] Snapshot()
    {
        byte[] books = Keeper.Snapshot();
        var snapshot = new LedgerSnapshot
        {
            Schema = SnapshotSchema,
            Books = ByteString.CopyFrom(books),
            BooksHash = HashOf(books),
            Records = Records,
            LastFill = LastFill,
            Fills = Fills,
            FundedUntilNs = (ulong)FundedUntilNs,
            Equity = Marked("", Equity),
            NewestFundingNs = _unnamedFundings.NewestNs,
        };
        snapshot.Fundings.AddRange(_unnamedFundings.All.Select(payment => new UnnamedFunding { TimeNs = payment.TimeNs, WalletE8 = payment.Wallet }));
        foreach (((string instrument, Side side), IdWindow window) in _trades.OrderBy(pair => pair.Key.Instrument, StringComparer.Ordinal).ThenBy(pair => pair.Key.Side))
        {
            var trades = new BookedTrades { Instrument = instrument, Side = (Proto.Side)(side + 1) };
            for (int age = 0; age < window.Count; age++)
                trades.TradeIds.Add(window[age]);
            snapshot.Trades.Add(trades);
        }

        return snapshot.ToByteArray();
    }

    private void Take(JournalSnapshot stored)
    {
        LedgerSnapshot snapshot;
        try
        {
            snapshot = LedgerSnapshot.Parser.ParseFrom(stored.State.Span);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new SnapshotException($"The ledger's snapshot at record {stored.Sequence} can't be read: {error.Message}");
        }

        AccountSnapshots.RequireKnown("ledger", snapshot.Schema, SnapshotSchema, stored.Sequence);
        if (HashOf(snapshot.Books.Span) != snapshot.BooksHash)
            throw new SnapshotException($"The ledger's snapshot at record {stored.Sequence} is damaged: its books have another hash than {snapshot.BooksHash}.");

        Keeper.Read(snapshot.Books.Memory);
        Records = (int)snapshot.Records;
        LastFill = snapshot.LastFill;
        Fills = snapshot.Fills;
        FundedUntilNs = (long)snapshot.FundedUntilNs;
        Equity = EquityOf(snapshot.Equity);
        _unnamedFundings.Take(snapshot.Fundings.Select(payment => (payment.TimeNs, payment.WalletE8)), snapshot.NewestFundingNs);
        foreach (BookedTrades trades in snapshot.Trades)
        {
            IdWindow window = TradesOf(trades.Instrument, (Side)(trades.Side - 1));
            foreach (long tradeId in trades.TradeIds)
                window.Add(tradeId);
        }
    }

    private void Replay(IEnumerable<JournalLine> lines)
    {
        foreach (JournalLine line in lines)
        {
            Envelope earlier = Envelope.Parser.ParseFrom(line.Record.Span);
            if (earlier.Schema > Schema)
                throw new JournalException($"A ledger record was written by a newer build (schema {earlier.Schema}, this build reads up to {Schema}); run that build.");
            Apply(earlier.LedgerRecord);
            Records++;
        }
    }

    private static string HashOf(ReadOnlySpan<byte> books) => Convert.ToHexStringLower(SHA256.HashData(books));
}
