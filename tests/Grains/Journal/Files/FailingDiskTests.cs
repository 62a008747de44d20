using Microsoft.Win32.SafeHandles;
using Quern.Domain.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;

namespace Quern.Grains.Tests.Journal.Files;

/// <summary>A disk that is full, slow or broken: counted, sending stops, nothing that was appended is lost, nothing crashes.</summary>
[Trait("Category", "unit")]
public sealed class FailingDiskTests : IDisposable
{
    private static readonly JournalEntry Entry = new() { Kind = JournalKind.Killed, TimeNs = 1, Text = new string('x', 500) };
    private readonly RefusingDisk _disk = new();
    private readonly JournalFolder _folder;

    public FailingDiskTests() => _folder = new(_disk);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_stops_sending_while_there_is_still_room_for_what_the_venue_says()
    {
        await using IJournal journal = await _folder.Open();
        var account = new AccountJournal(journal, "run", "desk");
        _disk.IsFull = true;

        for (int number = 0; number < 80; number++)
            Assert.True(account.Append(Entry));
        await Until(() => !account.AcceptsIntents);

        Assert.True(journal.Counts.FailedClaims > 0);
        Assert.Contains("No room", journal.Trouble, StringComparison.Ordinal);
        Assert.True(account.Append(Entry));

        _disk.IsFull = false;
        await Until(() => account.AcceptsIntents);
        for (int number = 0; number < 200; number++)
            Assert.True(account.Append(Entry));
    }

    [Fact]
    public async Task A_disk_that_stays_full_ends_in_a_refusal_and_the_successor_reads_all_that_was_taken()
    {
        IJournal journal = await _folder.Open();
        var account = new AccountJournal(journal, "run", "desk");
        _disk.IsFull = true;
        int taken = 0;
        while (account.Append(Entry))
            taken++;

        Assert.True(account.IsFenced);
        Assert.Contains("No room", account.Failure, StringComparison.Ordinal);
        await journal.DisposeAsync();

        _disk.IsFull = false;
        await using IJournal next = await _folder.Open();
        Assert.Equal(taken, next.ReadEarlier().Count());
        Assert.True(taken > 50);
    }

    [Fact]
    public async Task A_slow_flush_stops_sending_until_it_is_done_and_appends_go_on()
    {
        await using IJournal journal = await _folder.Open();
        var account = new AccountJournal(journal, "run", "desk");
        _disk.Hold();
        account.Append(Entry);

        await Until(() => !account.AcceptsIntents);
        Assert.True(journal.DurabilityLag >= TimeSpan.FromMilliseconds(250));
        Assert.True(account.Append(Entry));

        _disk.LetGo();
        await Until(() => account.AcceptsIntents);
        Assert.True(journal.Counts.SlowGroups > 0);
        Assert.Equal("", journal.Trouble);
    }

    [Fact]
    public async Task A_failed_flush_stops_sending_for_good_and_keeps_taking_what_the_venue_says()
    {
        IJournal journal = await _folder.Open();
        var account = new AccountJournal(journal, "run", "desk");
        _disk.FailsFlushes = true;
        account.Append(Entry);

        await Until(() => !account.AcceptsIntents);
        await Assert.ThrowsAsync<JournalException>(journal.WhenDurable);
        // After a failed flush the kernel may have forgotten what it could not write: a later success proves nothing.
        _disk.FailsFlushes = false;
        await Task.Delay(60, TestContext.Current.CancellationToken);
        Assert.False(account.AcceptsIntents);
        Assert.True(account.Append(Entry));
        Assert.Equal(1, journal.Counts.FailedGroups);
        await journal.DisposeAsync();

        await using IJournal next = await _folder.Open();
        Assert.Equal(2, next.ReadEarlier().Count());
        Assert.Equal(RunEnding.Recovered, next.Runs[0].Ending);
        Assert.True(new AccountJournal(next, "run", "desk").AcceptsIntents);
    }

    [Fact]
    public async Task Without_room_for_a_first_segment_the_journal_does_not_open_and_opens_later()
    {
        _disk.IsFull = true;
        JournalException refusal = await Assert.ThrowsAsync<JournalException>(() => _folder.Open());
        Assert.Contains("No room", refusal.Message, StringComparison.Ordinal);

        _disk.IsFull = false;
        await using IJournal next = await _folder.Open();
        Assert.Equal(2, next.Epoch);
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (int attempt = 0; attempt < 1_000 && !isSo(); attempt++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(isSo());
    }

    private sealed class RefusingDisk : JournalDisk
    {
        private readonly ManualResetEventSlim _isFree = new(initialState: true);

        public bool IsFull { get; set; }

        public bool FailsFlushes { get; set; }

        public void Hold() => _isFree.Reset();

        public void LetGo() => _isFree.Set();

        public override SafeFileHandle Claim(string path, long size) =>
            IsFull ? throw new IOException("No space left on device") : base.Claim(path, size);

        public override void Flush(SafeFileHandle file)
        {
            _isFree.Wait();
            if (FailsFlushes)
                throw new IOException("Input/output error");
            base.Flush(file);
        }
    }
}
