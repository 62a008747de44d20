using System.Text;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;

namespace Quern.Grains.Tests.Journal.Files;

/// <summary>Whatever happens to the bytes of a run that nobody closed: what is read is a prefix, and what is not read is kept aside.</summary>
[Trait("Category", "property")]
public sealed class DamagedTailTests : IDisposable
{
    private const int Segment = 16 * 1024;
    private const int Records = 120;
    private readonly JournalFolder _folder = new(segmentBytes: Segment);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cut_at_every_byte_of_the_last_4_KiB_the_rest_is_a_prefix()
    {
        (byte[] whole, int used) = await Killed();
        string path = Scratch();
        int longest = 0;

        for (int length = used - 4096; length < used; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length], TestContext.Current.CancellationToken);
            RunScan scan = RunScan.Read([path], StoreUnderTest.Name, []);

            Assert.NotNull(scan.Damage);
            Assert.InRange(scan.CutAt, 0, length);
            Assert.InRange(scan.Records, longest, Records);
            longest = (int)scan.Records;
        }

        Assert.True(longest >= Records - 1, $"only {longest} records were found just before the end");
    }

    [Fact]
    public async Task Zeroed_from_every_byte_of_the_last_4_KiB_the_rest_is_a_prefix()
    {
        (byte[] whole, int used) = await Killed();
        string path = Scratch();
        long longest = 0;

        for (int from = used - 4096; from < used; from++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged.AsSpan(from).Clear();
            await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
            RunScan scan = RunScan.Read([path], StoreUnderTest.Name, []);

            Assert.InRange(scan.Records, longest, Records);
            longest = scan.Records;
        }

        Assert.Equal(Records - 1, longest);
    }

    [Fact]
    public async Task With_any_sector_of_512_bytes_zeroed_a_prefix_is_read_and_the_rest_is_kept_aside()
    {
        (byte[] whole, int used) = await Killed();

        for (int sector = 0; sector * 512 < used; sector++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged.AsSpan(sector * 512, 512).Clear();

            await CheckPrefix(whole, damaged, $"sector {sector}");
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task With_any_byte_changed_a_prefix_is_read_and_the_rest_is_kept_aside(int seed)
    {
        var random = new Random(seed);
        (byte[] whole, int used) = await Killed();

        for (int round = 0; round < 40; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            int at = random.Next(used);
            damaged[at] ^= (byte)(1 + random.Next(255));
            // A changed version is another matter: that file is refused by name.
            if (at is >= 8 and < 12)
                continue;

            await CheckPrefix(whole, damaged, $"byte {at}");
        }
    }

    [Fact]
    public async Task Records_that_are_not_the_ones_that_were_sealed_do_not_count_even_when_each_is_whole()
    {
        await Killed();
        using var other = new JournalFolder(segmentBytes: Segment);
        IJournal journal = await other.Open(TimeSpan.FromHours(1));
        journal.Append("record 0000, not the one that was sealed......................................");
        byte[] forged = await File.ReadAllBytesAsync(other.Segments(1)[0], TestContext.Current.CancellationToken);
        byte[] whole = await File.ReadAllBytesAsync(_folder.Segments(1)[0], TestContext.Current.CancellationToken);
        int frame = 8 + BitConverter.ToInt32(whole, 512);
        Assert.Equal(frame, 8 + BitConverter.ToInt32(forged, 512));
        forged.AsSpan(512, frame).CopyTo(whole.AsSpan(512));
        string path = Scratch();
        await File.WriteAllBytesAsync(path, whole, TestContext.Current.CancellationToken);

        RunScan scan = RunScan.Read([path], StoreUnderTest.Name, []);

        Assert.Equal((0L, 512L, "a seal does not match the records before it"), (scan.Records, scan.CutAt, scan.Damage));
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task When_an_earlier_segment_is_damaged_the_later_ones_are_kept_aside_whole()
    {
        IJournal killed = await _folder.Open();
        for (int number = 0; number < 40; number++)
            killed.Append($"{number}" + new string('.', 1_000));
        await killed.WhenDurable();
        string[] segments = _folder.Segments(1);
        byte[] first = await File.ReadAllBytesAsync(segments[0], TestContext.Current.CancellationToken);
        first[2_000] ^= 1;
        await File.WriteAllBytesAsync(segments[0], first, TestContext.Current.CancellationToken);

        await using IJournal next = await _folder.Open();

        Assert.Equal(["1/1:0"], next.ReadEarlier().Texts().Select(text => text.TrimEnd('.')));
        Assert.Equal(RunEnding.Quarantined, next.Runs[0].Ending);
        Assert.True(segments.Length > 2);
        Assert.All(segments[1..], segment => Assert.True(File.Exists(segment + ".cut-0")));
        await killed.DisposeAsync();
    }

    /// <summary>What a killed owner with several groups and an unsealed tail leaves behind.</summary>
    private async Task<(byte[] Whole, int Used)> Killed()
    {
        IJournal killed = await _folder.Open(TimeSpan.FromHours(1));
        for (int number = 0; number < Records; number++)
        {
            killed.Append($"record {number:D4}".PadRight(78, '.'));
            if (number % 25 == 24)
                await killed.WhenDurable();
        }

        byte[] whole = await File.ReadAllBytesAsync(_folder.Segments(1)[0], TestContext.Current.CancellationToken);
        return (whole, Array.FindLastIndex(whole, value => value != 0) + 1);
    }

    private async Task CheckPrefix(byte[] whole, byte[] damaged, string what)
    {
        using var folder = new JournalFolder(segmentBytes: Segment);
        Directory.CreateDirectory(folder.Journal);
        string file = Path.Combine(folder.Journal, "0000001-00001.journal");
        await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);

        await using IJournal next = await folder.Open();
        string[] read = [.. next.ReadEarlier().Select(line => Encoding.UTF8.GetString(line.Record.Span).TrimEnd('.'))];

        Assert.Equal(Enumerable.Range(0, read.Length).Select(number => $"record {number:D4}"), read);
        if (damaged.AsSpan().SequenceEqual(whole))
            return;
        Assert.True(next.Runs[0].Ending is RunEnding.Quarantined, what);
        Assert.Contains("offset", next.Notice, StringComparison.Ordinal);
        string side = Assert.Single(Directory.GetFiles(folder.Journal, "*.cut-*"));
        Assert.Contains(Path.GetFileName(side), next.Notice, StringComparison.Ordinal);
        // Nothing is dropped: file and cut together are what was found.
        int offset = int.Parse(side[(side.LastIndexOf('-') + 1)..]);
        byte[] cut = await File.ReadAllBytesAsync(side, TestContext.Current.CancellationToken);
        Assert.Equal(damaged.AsSpan(offset).TrimEnd((byte)0).ToArray(), cut);
    }

    private string Scratch() => Path.Combine(_folder.Root, "scratch");
}
