using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Tapes;

[Trait("Category", "unit")]
public sealed class TapeLinesTests : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nbc\n", "0:a|2:bc")]
    [InlineData("a\r\nbc\r\n", "0:a|3:bc")]
    [InlineData("a\n\n\r\nbc", "0:a|2:|3:|5:bc")]
    [InlineData("a\rb\n\r", "0:a\rb|4:")]
    public void Lines_end_with_LF_or_CRLF_and_the_last_may_be_open(string text, string expected)
    {
        using TapeLines lines = Open(text);

        Assert.Equal(expected, string.Join('|', ReadAll(lines)));
        Assert.Equal((text.Length, 1.0), (lines.Offset, lines.Progress));
    }

    [Fact]
    public void A_line_stays_the_same_until_it_is_left()
    {
        using TapeLines lines = Open("one\ntwo\n");
        Assert.True(lines.TryTake(out _));

        Assert.True(lines.TryPeek(out _));
        Assert.True(lines.TryPeek(out ReadOnlyMemory<byte> line));

        Assert.Equal("two", Encoding.ASCII.GetString(line.Span));
        RecordingException damage = lines.Damage("it is wrong");
        Assert.Equal((2, 4, 1), (damage.Line, damage.Offset, damage.LinesRead));
    }

    [Theory]
    [InlineData(99, true), InlineData(100, false), InlineData(5000, false)]
    public void A_line_has_a_longest_length(int length, bool fits)
    {
        using TapeLines lines = Open("first\n" + new string('x', length) + "\nlast", longest: 100);
        Assert.True(lines.TryTake(out _));

        if (fits)
        {
            Assert.Equal(2, ReadAll(lines).Count);
            return;
        }

        var error = Assert.Throws<RecordingException>(() => lines.TryPeek(out _));
        Assert.Contains("longer than 100 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 6, 1), (error.Line, error.Offset, error.LinesRead));
    }

    [Fact]
    public void Lines_longer_than_the_first_buffer_are_read_whole()
    {
        string[] texts = [new('a', 70_000), "b", new('c', 300_000), new('d', 64 * 1024)];
        using TapeLines lines = Open(string.Join('\n', texts));

        foreach (string text in texts)
        {
            Assert.True(lines.TryTake(out ReadOnlyMemory<byte> line));
            Assert.Equal(text, Encoding.ASCII.GetString(line.Span));
        }

        Assert.False(lines.TryTake(out _));
    }

    [Fact]
    public void A_line_that_unpacks_to_gigantic_length_takes_no_memory()
    {
        string path = _folder.WriteRaw(Packing.Gzip([.. "first\n"u8, .. new byte[50_000_000]]), ".csv.gz");
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var lines = new TapeLines(path);
        Assert.True(lines.TryTake(out _));

        Assert.Throws<RecordingException>(() => lines.TryPeek(out _));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
    }

    [Fact]
    public void An_open_last_line_can_be_a_damage()
    {
        using var lines = new TapeLines(_folder.WriteRaw("a\nb"u8.ToArray(), ".txt"), lastMayBeOpen: false, linesBefore: 10);
        Assert.True(lines.TryTake(out _));

        var error = Assert.Throws<RecordingException>(() => lines.TryPeek(out _));
        Assert.Equal((2, 2, 11), (error.Line, error.Offset, error.LinesRead));
    }

    [Fact]
    public void Records_are_looked_at_and_left_and_a_cut_one_is_told_with_its_offset()
    {
        using var records = new TapeRecords(_folder.WriteRaw([9, 1, 2, 3, 4, 5], ".bin"), longest: 4);
        records.Pass(records.Peek(1).Length);
        Assert.Equal([1, 2], records.Peek(2).ToArray());
        Assert.Equal([1, 2, 3], records.Peek(3).ToArray());
        records.Leave(3);

        var error = Assert.Throws<RecordingException>(() => records.TryPeek(3, out _));

        Assert.Contains("2 of 3 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 4, 1), (error.Line, error.Offset, error.LinesRead));
        records.Leave(2);
        Assert.False(records.TryPeek(3, out _));
        Assert.Equal(6, Assert.Throws<RecordingException>(() => records.Peek(1).Length).Offset);
    }

    private TapeLines Open(string text, int longest = 1024 * 1024) =>
        new(_folder.WriteRaw(Encoding.ASCII.GetBytes(text), ".txt"), longest);

    private static List<string> ReadAll(TapeLines lines)
    {
        var all = new List<string>();
        for (long offset = lines.Offset; lines.TryTake(out ReadOnlyMemory<byte> line); offset = lines.Offset)
            all.Add($"{offset}:{Encoding.ASCII.GetString(line.Span)}");
        return all;
    }

    public void Dispose() => _folder.Dispose();
}
