using Quern.Domain.Instruments;
using Quern.Domain.Positions;
using Quern.Domain.Risk;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Journal;
using Quern.Grains.Positions;

namespace Quern.Grains.Tests.Positions;

[Trait("Category", "unit")]
public sealed class AccountBooksTests
{
    private const string Account = "test-venue:main";
    private static readonly InstrumentId Bitcoin = new("test-venue", "BTCUSDT");
    private readonly MemoryJournalStore _journals = new();

    [Fact]
    public async Task Books_are_the_same_after_a_restart()
    {
        AccountBooks first = await Open();
        first.BookTransfer("USDT", 1_000_000, "opening", nowNs: 1_000);
        first.Book(Fill(1, Side.Buy), nowNs: 2_000);
        first.BookFunding(new VenueFunding(Bitcoin, -70, 5_000), nowNs: 5_001);
        first.Book(Fill(2, Side.Sell), nowNs: 6_000);
        string hash = first.Keeper.StateHash;

        AccountBooks second = await Open();

        Assert.Equal((hash, 4, 2L, 5_000L), (second.Keeper.StateHash, second.Records, second.LastFill, second.FundedUntilNs));
    }

    [Fact]
    public async Task A_payment_of_the_history_is_booked_once_also_after_a_restart()
    {
        AccountBooks books = await Open();
        books.BookTransfer("USDT", 1_000_000, "opening", nowNs: 1_000);
        Assert.True(books.BookFunding(new VenueFunding(Bitcoin, -70, 5_000), nowNs: 5_001));
        Assert.False(books.BookFunding(new VenueFunding(Bitcoin, -70, 5_000), nowNs: 5_002));
        Assert.False((await Open()).BookFunding(new VenueFunding(Bitcoin, -70, 5_000), nowNs: 5_003));
        Assert.True((await Open()).BookFunding(new VenueFunding(Bitcoin, -71, 6_000), nowNs: 6_001));
        Assert.Equal(1_000_000 - 141, (long)(await Open()).Keeper.Wallet("USDT"));
    }

    [Fact]
    public async Task A_payment_booked_from_the_stream_is_not_booked_again_from_the_history()
    {
        AccountBooks books = await Open();
        books.BookTransfer("USDT", 1_000_000, "opening", nowNs: 1_000);
        var told = new AccountEventMessage { Asset = "USDT", ChangeE8 = -70, WalletE8 = 999_930, Cause = BalanceCause.Funding, VenueTimeNs = 5_000 };
        Assert.True(books.BookFunding(told, nowNs: 5_001));
        Assert.False(books.BookFunding(told, nowNs: 5_002));
        Assert.False(books.BookFunding(new VenueFunding(Bitcoin, -70, 5_000), nowNs: 5_003));
    }

    [Fact]
    public async Task A_fill_after_a_gap_waits_for_the_missing_one()
    {
        AccountBooks books = await Open();
        Assert.False(books.Book(Fill(2, Side.Buy), nowNs: 1));
        Assert.True(books.Book(Fill(1, Side.Buy), nowNs: 2));
        Assert.False(books.Book(Fill(1, Side.Buy), nowNs: 3));
        Assert.True(books.Book(Fill(2, Side.Buy), nowNs: 4));
        Assert.Equal(10, books.Keeper.Position(Bitcoin).Lots);
    }

    [Fact]
    public async Task What_was_lost_today_is_known_after_a_restart()
    {
        AccountBooks books = await Open();
        books.BookTransfer("USDT", 1_000_000, "opening", nowNs: 1_000);
        var day = new EquityDay(20_000, StartE8: 50, PeakE8: 70, WorstLossE8: 30, WorstDrawdownE8: 45);
        books.KeepEquity("USDT", day, nowNs: 2_000);

        Assert.Equal(day, (await Open()).Equity);
    }

    [Fact]
    public void Only_the_newest_unnamed_payments_are_remembered()
    {
        var keys = new FundingKeys();
        for (int payment = 1; payment <= 1_025; payment++)
            keys.Add(payment, "1");

        Assert.False(keys.Contains(1, "1"));
        Assert.True(keys.Contains(2, "1"));
        Assert.False(keys.Contains(2, "2"));
        Assert.Equal(1_025, keys.NewestNs);
    }

    [Fact]
    public async Task A_snapshot_anywhere_and_the_records_after_it_are_the_whole_ledger()
    {
        var random = new Random(12);
        long number = 0;
        for (int owner = 0; owner < 40; owner++)
        {
            IJournal journal = await _journals.Open($"{Account}/ledger");
            AccountBooks books = Open(journal);
            AccountBooks whole = AccountBooks.Open(Keeper, new WithoutSnapshot(journal), "test", Account, notice => Assert.Fail(notice));
            Assert.Equal(whole.Keeper.StateHash, books.Keeper.StateHash);
            // Marks are not booked: a snapshot knows the last one, records only those that something was booked by.
            whole.Keeper.Mark(Bitcoin, 20_000);
            books.Keeper.Mark(Bitcoin, 20_000);
            Assert.Equal(whole.Snapshot(), books.Snapshot());
            Assert.Equal((whole.Records, whole.LastFill, whole.Fills, whole.FundedUntilNs), (books.Records, books.LastFill, books.Fills, books.FundedUntilNs));

            int snapshotAt = random.Next(30);
            for (int step = 0; step < 25; step++)
            {
                if (step == snapshotAt)
                    await journal.WriteSnapshot(books.Snapshot());
                Step(books, random, ref number);
            }
        }
    }

    [Fact]
    public async Task A_damaged_snapshot_of_the_ledger_is_found_and_all_records_are_read()
    {
        IJournal journal = await _journals.Open($"{Account}/ledger");
        AccountBooks books = Open(journal);
        books.BookTransfer("USDT", 1_000_000, "opening", nowNs: 1_000);
        books.Book(Fill(1, Side.Buy), nowNs: 2_000);
        byte[] damaged = books.Snapshot();
        damaged[damaged.AsSpan().IndexOf(books.Keeper.Snapshot()) + 40] ^= 1;
        await journal.WriteSnapshot(damaged);
        var notices = new List<string>();

        AccountBooks second = AccountBooks.Open(Keeper, await _journals.Open($"{Account}/ledger"), "test", Account, notices.Add);

        Assert.Contains("is damaged", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Equal(books.Keeper.StateHash, second.Keeper.StateHash);
    }

    [Fact]
    public async Task A_snapshot_of_a_newer_build_is_refused_by_name()
    {
        IJournal journal = await _journals.Open($"{Account}/ledger");
        var newer = Proto.LedgerSnapshot.Parser.ParseFrom(Open(journal).Snapshot());
        newer.Schema = 2;
        await journal.WriteSnapshot(Google.Protobuf.MessageExtensions.ToByteArray(newer));

        JournalException refusal = await Assert.ThrowsAsync<JournalException>(Open);

        Assert.Contains("schema 2, this build reads up to 1", refusal.Message, StringComparison.Ordinal);
    }

    private static void Step(AccountBooks books, Random random, ref long number)
    {
        switch (random.Next(8))
        {
            case 0:
                books.BookTransfer("USDT", random.Next(1_000), "transfer", nowNs: ++number);
                break;
            case 1:
                books.BookFunding(new VenueFunding(Bitcoin, random.Next(-90, 90), ++number), nowNs: number);
                break;
            case 2:
                books.TakePosition(new() { Instrument = Bitcoin.ToString(), SignedLots = random.Next(-20, 20), EntryPriceE8 = 100_000_000_000 }, 0, "by hand", nowNs: ++number);
                break;
            case 3:
                books.KeepEquity("USDT", new(random.Next(9), random.Next(99), 3, 4, 5), nowNs: ++number);
                break;
            case 4:
                books.Keeper.Mark(Bitcoin, 20_000 + random.Next(9));
                books.TakeBalance(new() { Asset = "USDT", WalletE8 = random.Next(1_000) }, "dust", nowNs: ++number);
                books.Book(Fill(books.LastFill + 1, (Side)random.Next(2)) with { MidHalfTicks = 0 }, nowNs: ++number);
                break;
            default:
                books.Book(Fill(books.LastFill + 1, (Side)random.Next(2)), nowNs: ++number);
                break;
        }
    }

    private async Task<AccountBooks> Open() => Open(await _journals.Open($"{Account}/ledger"));

    private static AccountBooks Open(IJournal journal) => AccountBooks.Open(Keeper, journal, "test", Account, notice => Assert.Fail(notice));

    private static PositionKeeper Keeper() => new(new() { Account = Account }, [Definition]);

    private static FillMessage Fill(long number, Side side) => new()
    {
        Sequence = number,
        Instrument = Bitcoin.ToString(),
        Strategy = "maker",
        Side = side,
        PriceTicks = 10_000 + number,
        QuantityLots = 5,
        TradeId = number,
        MidHalfTicks = 20_001,
    };

    private static Instrument Definition { get; } = new()
    {
        Id = Bitcoin,
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        SettlementAsset = "USDT",
        Payoff = Payoff.Linear,
        PriceScale = 1,
        QuantityScale = 3,
        Filters = new(Version: 1, PriceIncrement: 1, QuantityIncrement: 1),
    };
}
