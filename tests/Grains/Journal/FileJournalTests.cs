using System.Buffers.Binary;
using System.Text;
using Quern.Grains.Journal;

namespace Quern.Grains.Tests.Journal;

[Trait("Category", "unit")]
public sealed class FileJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_next_owner_reads_what_the_last_one_appended()
    {
        using (IJournal first = Open())
        {
            first.Append("one"u8);
            first.Append("two"u8);
        }

        using IJournal second = Open();

        Assert.Equal(2, second.Epoch);
        Assert.Equal(["1:one", "1:two"], Lines(second));
        Assert.Equal("", second.Notice);
    }

    [Fact]
    public void A_killed_owner_loses_nothing_that_was_appended()
    {
        // No Dispose and no Flush: what a killed process leaves behind.
        IJournal killed = Open();
        killed.Append("sent"u8);

        using IJournal next = Open();

        Assert.Equal(["1:sent"], Lines(next));
        killed.Dispose();
    }

    [Fact]
    public void An_owner_whose_successor_came_cannot_append()
    {
        using IJournal old = Open();
        using IJournal successor = Open();

        JournalException refusal = Assert.Throws<JournalException>(() => old.Append("late"u8));

        Assert.Contains("newer owner (epoch 2, this one is 1)", refusal.Message, StringComparison.Ordinal);
        successor.Append("mine"u8);
    }

    [Fact]
    public void A_lost_epoch_file_does_not_bring_an_old_epoch_back()
    {
        Open().Dispose();
        using (IJournal second = Open())
            second.Append("x"u8);
        File.Delete(Path.Combine(JournalFolder, "epoch"));

        using IJournal third = Open();

        Assert.Equal(3, third.Epoch);
    }

    [Fact]
    public void Full_segments_follow_each_other_without_a_gap()
    {
        byte[] record = new byte[3000];
        using (IJournal journal = Open())
        {
            for (int number = 0; number < 100; number++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(record, number);
                journal.Append(record);
            }
        }

        using IJournal next = Open();

        Assert.Equal(Enumerable.Range(0, 100), next.ReadEarlier().Select(line => BinaryPrimitives.ReadInt32LittleEndian(line.Record.Span)));
        Assert.True(Directory.GetFiles(JournalFolder, "0000001-*.journal").Length > 3);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_tail_damaged_anywhere_gives_a_prefix_and_says_where(int seed)
    {
        var random = new Random(seed);
        using (IJournal journal = Open())
        {
            for (int number = 0; number < 20; number++)
                journal.Append(Encoding.UTF8.GetBytes($"record {number}"));
        }

        string file = Directory.GetFiles(JournalFolder, "*.journal").Single();
        byte[] whole = File.ReadAllBytes(file);
        int used = Array.FindLastIndex(whole, value => value != 0);

        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            int at = random.Next(JournalSegmentHeader, used + 1);
            damaged[at] ^= (byte)(1 + random.Next(255));
            File.WriteAllBytes(file, damaged);
            File.Delete(Path.Combine(JournalFolder, "epoch"));

            using IJournal next = Open();
            string[] lines = [.. next.ReadEarlier().Select(line => Encoding.UTF8.GetString(line.Record.Span))];

            Assert.Equal(Enumerable.Range(0, lines.Length).Select(number => $"record {number}"), lines);
            Assert.True(next.Notice.Contains("offset", StringComparison.Ordinal) || lines.Length == 20 || IsEndMark(damaged, at));
            Assert.True(lines.Length <= 20);
            next.Dispose();
            File.Delete(Path.Combine(JournalFolder, "0000002-00001.journal"));
        }
    }

    [Fact]
    public void A_journal_of_a_newer_build_is_refused_by_name()
    {
        Open().Dispose();
        string file = Directory.GetFiles(JournalFolder, "*.journal").Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[8] = 9;
        File.WriteAllBytes(file, bytes);

        JournalException refusal = Assert.Throws<JournalException>(Open);

        Assert.Contains(Path.GetFileName(file), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lag_of_the_disk_is_zero_again_after_a_flush()
    {
        using IJournal journal = Open();
        journal.Append("x"u8);
        journal.Flush();

        Assert.Equal(TimeSpan.Zero, journal.DurabilityLag);
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using IJournal journal = new FileJournalStore(
            new() { Folder = _folder, FlushEvery = TimeSpan.FromHours(1) }, TimeProvider.System).Open("venue:account");
        byte[] record = new byte[200];
        journal.Append(record);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int number = 0; number < 10_000; number++)
            journal.Append(record);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private const int JournalSegmentHeader = 512;

    private string JournalFolder => Path.Combine(_folder, "venue~account");

    private IJournal Open() =>
        new FileJournalStore(new() { Folder = _folder, SegmentBytes = 64 * 1024 }, TimeProvider.System).Open("venue:account");

    private static string[] Lines(IJournal journal) =>
        [.. journal.ReadEarlier().Select(line => $"{line.Epoch}:{Encoding.UTF8.GetString(line.Record.Span)}")];

    // A length that became zero reads as the end: a shorter prefix, without a notice.
    private static bool IsEndMark(byte[] file, int at)
    {
        for (int offset = JournalSegmentHeader; offset <= at;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(offset));
            if (length == 0)
                return true;
            offset += 8 + (int)(length & 0x7fffffff);
        }

        return false;
    }
}
