using Google.Protobuf;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Orders;
using Quern.Grains.Tests.Journal;
using Quern.Proto;

namespace Quern.Grains.Tests.Orders;

[Trait("Category", "property")]
public sealed class AccountSnapshotTests
{
    private const string Account = "venue:account";
    private readonly MemoryJournalStore _journals = new();

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task A_snapshot_anywhere_and_the_records_after_it_are_the_whole_journal(int seed)
    {
        var random = new Random(seed);
        for (int owner = 0; owner < 6; owner++)
        {
            IJournal journal = await _journals.Open(Account);
            var orders = new JournaledOrders(journal, Read(journal));
            var replayed = new JournaledOrders(journal);
            Assert.Equal(replayed.Manager.StateHash, orders.Manager.StateHash);
            Assert.Equal(replayed.Journal.LastSender, orders.Journal.LastSender);
            Assert.Equal(replayed.Fills.Count, orders.Fills.Count);
            Assert.Equal(Numbers(replayed.Fills, orders.Fills.Dropped), Numbers(orders.Fills, orders.Fills.Dropped));

            orders.Live(random, random.Next(1, 200));
            if (random.Next(4) > 0)
                await journal.WriteSnapshot(orders.Snapshot());
            orders.GoOn(random, 10_000, random.Next(1, 200));
            if (random.Next(2) == 0)
                await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_damaged_snapshot_is_found_and_a_newer_one_is_refused_by_name()
    {
        IJournal journal = await _journals.Open(Account);
        var orders = new JournaledOrders(journal);
        orders.Live(new(3), 50);
        byte[] whole = orders.Snapshot();
        var newer = AccountSnapshot.Parser.ParseFrom(whole);
        newer.Schema = AccountSnapshots.Schema + 1;

        Assert.Equal(orders.Manager.StateHash, AccountSnapshots.Read(new(1, whole)).StateHash);
        var random = new Random(9);
        for (int damage = 0; damage < 200; damage++)
        {
            byte[] damaged = [.. whole];
            int at = whole.AsSpan().IndexOf(orders.Manager.Snapshot()) + random.Next(orders.Manager.Snapshot().Length);
            damaged[at] ^= (byte)random.Next(1, 256);
            Assert.Throws<SnapshotException>(() => AccountSnapshots.Read(new(1, damaged)));
        }

        Assert.Throws<SnapshotException>(() => AccountSnapshots.Read(new(1, whole.AsMemory(0, whole.Length / 2))));
        JournalException refusal = Assert.Throws<JournalException>(() => AccountSnapshots.Read(new(7, newer.ToByteArray())));
        Assert.Contains("schema 2, this build reads up to 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fills_that_the_ledger_has_are_forgotten_but_for_the_newest_and_the_others_never()
    {
        var fills = new FillLog(kept: 10, mostUnconfirmed: 40);
        for (int number = 1; number <= 100; number++)
        {
            Add(fills, number);
            fills.Confirm(number);
        }

        Assert.Equal(100, fills.Count);
        Assert.InRange(fills.Dropped, 80, 90);
        Assert.Equal(91, fills.After(90, 3)[0].Sequence);
        Assert.Equal(fills.Dropped + 1, fills.After(0, 1)[0].Sequence);
        for (int number = 101; number <= 139; number++)
            Add(fills, number);
        Assert.False(fills.IsFull);
        Add(fills, 140);
        Assert.True(fills.IsFull);
        Assert.Equal(Enumerable.Range(101, 40), fills.After(100, 1_000).Select(fill => (int)fill.Sequence));
        fills.Confirm(140);
        Assert.False(fills.IsFull);
    }

    private static void Add(FillLog fills, long number) =>
        fills.Add(new(default, default, "mm", Domain.Instruments.Side.Buy, new(5), new(1), number, true, 0, null, 0, 0), 0);

    private static IEnumerable<(long, long)> Numbers(FillLog fills, long after) =>
        fills.After(after, int.MaxValue).Select(fill => (fill.Sequence, fill.TradeId));

    private static AccountSnapshot? Read(IJournal journal) => journal.Snapshot is { } stored ? AccountSnapshots.Read(stored) : null;
}
