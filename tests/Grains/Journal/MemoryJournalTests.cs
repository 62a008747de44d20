using Quern.Grains.Journal;

namespace Quern.Grains.Tests.Journal;

public sealed class MemoryJournalConformance : JournalConformance
{
    protected override Task<StoreUnderTest> Start() => Task.FromResult<StoreUnderTest>(new InMemory());

    private sealed class InMemory : StoreUnderTest
    {
        public override IJournalStore Store { get; } = new MemoryJournalStore();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

[Trait("Category", "unit")]
public sealed class MemoryDiskTests
{
    private readonly HandClock _time = new();

    [Fact]
    public async Task A_slow_disk_stops_the_sending_and_lets_it_go_on()
    {
        var disk = new MemoryDisk(_time) { FlushTime = TimeSpan.FromSeconds(2) };
        await using IJournal journal = await new MemoryJournalStore(disk: disk).Open("venue:account");
        var account = new AccountJournal(journal, "run", "desk");
        account.Append(new() { Kind = Domain.Orders.JournalKind.Killed, TimeNs = 1 });
        Assert.True(account.AcceptsIntents);

        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.False(account.AcceptsIntents);
        Assert.Equal(0, journal.Durable);

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(account.AcceptsIntents);
        Assert.Equal((1L, 1L), (journal.Durable, journal.Counts.SlowGroups));
    }

    [Fact]
    public async Task A_full_disk_refuses_appends_and_is_counted()
    {
        var disk = new MemoryDisk(_time);
        await using IJournal journal = await new MemoryJournalStore(disk: disk).Open("venue:account");
        disk.IsFull = true;

        Assert.Throws<JournalException>(() => journal.Append("x"));

        Assert.Equal(1, journal.Counts.FailedClaims);
        Assert.NotEqual("", journal.Trouble);
        disk.IsFull = false;
        journal.Append("x");
        Assert.Equal(1, journal.Appended);
    }

    [Theory, InlineData(true, RunEnding.Quarantined), InlineData(false, RunEnding.Recovered)]
    public async Task A_lost_tail_leaves_a_prefix_and_is_told_when_it_can_be_seen(bool isDamaged, RunEnding ending)
    {
        var disk = new MemoryDisk(_time);
        var store = new MemoryJournalStore(disk: disk);
        IJournal journal = await store.Open("venue:account");
        journal.Append("one");
        _time.Advance(TimeSpan.FromSeconds(5));
        journal.Append("two");
        journal.Append("three");

        Assert.Equal(2, store.LoseTail("venue:account", store.AppendedWithin("venue:account", TimeSpan.FromSeconds(1)), isDamaged));

        await using IJournal next = await store.Open("venue:account");
        Assert.Equal(["1/1:one"], next.ReadEarlier().Texts());
        Assert.Equal(ending, next.Runs[0].Ending);
        Assert.Equal(isDamaged, next.Notice.Contains("2 records are cut off", StringComparison.Ordinal));
    }
}
