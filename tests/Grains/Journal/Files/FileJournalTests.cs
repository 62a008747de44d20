using System.Text;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;

namespace Quern.Grains.Tests.Journal.Files;

public sealed class FileJournalConformance : JournalConformance
{
    protected override Task<StoreUnderTest> Start() => Task.FromResult<StoreUnderTest>(new InFiles());

    private sealed class InFiles : StoreUnderTest
    {
        private readonly JournalFolder _folder = new();

        public override IJournalStore Store => _folder.Store;

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

[Trait("Category", "unit")]
public sealed class FileJournalTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Appended_is_enough_to_survive_the_death_of_the_process()
    {
        // No flush and no end: what a killed process leaves behind.
        IJournal killed = await Open(TimeSpan.FromHours(1));
        killed.Append("sent");

        await using IJournal next = await Open();

        Assert.Equal(["1/1:sent"], next.ReadEarlier().Texts());
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task A_lost_epoch_file_does_not_bring_an_old_epoch_back()
    {
        await (await Open()).DisposeAsync();
        await (await Open()).DisposeAsync();
        File.Delete(_folder.PathOf("epoch"));

        await using IJournal third = await Open();

        Assert.Equal(3, third.Epoch);
    }

    [Fact]
    public async Task Lost_runs_are_judged_anew_from_the_segments()
    {
        await using (IJournal first = await Open())
            first.Append("a");
        await using (IJournal second = await Open())
            second.Append("b");
        File.Delete(_folder.PathOf("runs"));

        await using IJournal third = await Open();

        Assert.Equal(["1/1:a", "2/2:b"], third.ReadAll().Texts().Take(2));
    }

    [Fact]
    public async Task An_unfinished_line_of_the_runs_is_replaced()
    {
        await using (IJournal first = await Open())
            first.Append("a");
        IJournal second = await Open();
        second.Append("b");
        await second.WhenDurable();
        await File.AppendAllTextAsync(_folder.PathOf("runs"), "{\"epoch\":2,\"endi", TestContext.Current.CancellationToken);

        await using (IJournal third = await Open())
            Assert.Equal(["1/1:a", "2/2:b"], third.ReadEarlier().Texts());
        await using IJournal fourth = await Open();

        Assert.Equal([1, 2, 3], fourth.Runs.Select(run => run.Epoch));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Full_segments_follow_each_other_without_a_gap()
    {
        await using (IJournal journal = await Open())
        {
            for (int number = 1; number <= 100; number++)
                journal.Append($"{number}" + new string('.', 3000));
        }

        await using IJournal next = await Open();

        Assert.Equal(Enumerable.Range(1, 100), next.ReadEarlier().Select(line => int.Parse(Encoding.UTF8.GetString(line.Record.Span).TrimEnd('.'))));
        Assert.True(_folder.Segments(1).Length > 3);
    }

    [Fact]
    public async Task A_journal_of_a_newer_build_is_refused_by_name()
    {
        IJournal killed = await Open();
        string file = _folder.Segments(1).Single();
        await killed.DisposeAsync();
        File.Delete(_folder.PathOf("runs"));
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[8] = 9;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        JournalException refusal = await Assert.ThrowsAsync<JournalException>(() => Open());

        Assert.Contains($"{file} was written by a newer build (journal version 9", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_in_a_run_that_had_ended_is_no_tail_and_is_refused()
    {
        await using (IJournal journal = await Open())
        {
            for (int number = 0; number < 20; number++)
                journal.Append($"record {number}");
        }

        string file = _folder.Segments(1).Single();
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[600] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await using IJournal next = await Open();
        JournalException refusal = Assert.Throws<JournalException>(() => next.ReadEarlier().Count());

        Assert.Contains("run 1 ended with 20", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("fails its checksum", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_snapshot_gives_way_to_the_one_before_it()
    {
        await using (IJournal journal = await Open())
        {
            journal.Append("one");
            await journal.WriteSnapshot("after one"u8.ToArray());
            journal.Append("two");
            await journal.WriteSnapshot("after two"u8.ToArray());
        }

        string newest = Directory.GetFiles(_folder.Journal, "*.snapshot").Order(StringComparer.Ordinal).Last();
        byte[] bytes = await File.ReadAllBytesAsync(newest, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes, TestContext.Current.CancellationToken);

        await using IJournal next = await Open();

        Assert.Equal(1, next.Snapshot!.Sequence);
        Assert.Equal(["2/1:two"], next.ReadEarlier().Texts());
    }

    [Fact]
    public async Task Appending_allocates_nothing()
    {
        var store = new FileJournalStore(new() { Folder = _folder.Root, FlushEvery = TimeSpan.FromHours(1) }, TimeProvider.System);
        await using IJournal journal = await store.Open("venue:account");

        // A method of its own: an async one may go on on another thread.
        Assert.Equal(0, Allocated(journal));

        static long Allocated(IJournal journal)
        {
            byte[] record = new byte[200];
            journal.Append(record);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int number = 0; number < 10_000; number++)
                journal.Append(record);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Reading_does_not_hold_what_was_read()
    {
        const int records = 20_000;
        var store = new FileJournalStore(new() { Folder = _folder.Root }, TimeProvider.System);
        await using (IJournal journal = await store.Open("venue:account"))
            Fill(journal);
        await using IJournal next = await store.Open("venue:account");

        long before = GC.GetAllocatedBytesForCurrentThread();
        int read = next.ReadEarlier().Count();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(records, read);
        Assert.True(allocated < 2_000_000, $"{allocated} bytes were allocated to read {records} records of 1,000 bytes.");

        static void Fill(IJournal journal)
        {
            byte[] record = new byte[1_000];
            for (int number = 0; number < records; number++)
                journal.Append(record);
        }
    }

    private Task<IJournal> Open(TimeSpan? flushEvery = null) => _folder.Open(flushEvery);
}
