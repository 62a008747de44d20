using System.Text;
using Quern.Connectors.Recordings;

namespace Quern.Connectors.Tests.Recordings;

[Trait("Category", "unit")]
public sealed class RecordingReaderTests : IDisposable
{
    private static readonly string[] ThreeLines =
    [
        Lines.Diff(0, 1, 2, 0, """["10.0","1"]"""),
        Lines.Snapshot(5, 2, """["10.0","1"]""", """["11.0","2"]"""),
        Lines.Trade(9, 7, "10.0", "1", buyerIsMaker: true),
    ];

    private readonly TemporaryRecording _folder = new();

    [Fact]
    public void Each_line_comes_with_its_place_its_time_and_its_own_bytes()
    {
        using var reader = new RecordingReader(_folder.Write(ThreeLines));
        var read = new List<(long, long, long, RecordedKind, string, string)>();
        while (reader.TryRead(out RecordedFrame frame))
            read.Add((frame.Line, frame.Offset, frame.ReceiveTimeNs, frame.Kind, frame.Symbol, Encoding.UTF8.GetString(frame.Bytes.Span)));

        Assert.Equal(
            [
                (1, 0, Lines.Start, RecordedKind.Diff, "ETHUSDT", ThreeLines[0][20..]),
                (2, ThreeLines[0].Length + 1, Lines.Start + 5_000_000, RecordedKind.Snapshot, "", ThreeLines[1][20..]),
                (3, ThreeLines[0].Length + ThreeLines[1].Length + 2, Lines.Start + 9_000_000, RecordedKind.Trade, "ETHUSDT", ThreeLines[2][20..]),
            ],
            read);
    }

    [Theory]
    [InlineData("""{"stream":"x@trade","data":{"e":"trade","q":{"data":1}},"more":{"u":1}}""", """{"e":"trade","q":{"data":1}}""")]
    [InlineData("""{"data": {"e":"trade"} ,"stream":"x@trade"}""", """{"e":"trade"}""")]
    [InlineData("""{"e":"trade"}""", """{"e":"trade"}""")]
    public void The_event_is_found_inside_its_wrapper(string json, string inside)
    {
        using var reader = new RecordingReader(_folder.Write(Lines.At(0, json)));

        Assert.True(reader.TryRead(out RecordedFrame frame));
        Assert.Equal((inside, json != inside), (Encoding.UTF8.GetString(frame.Event.Span), frame.IsWrapped));
    }

    [Theory]
    [InlineData("""{"e":"aggTrade","s":"X","a":1,"p":"1","q":"1","m":true}""", RecordedKind.AggregateTrade)]
    [InlineData("""{"e":"markPriceUpdate","s":"X","p":"1"}""", RecordedKind.MarkPrice)]
    [InlineData("""{"u":1,"s":"X","b":"1","B":"1","a":"2","A":"1"}""", RecordedKind.BookTicker)]
    [InlineData("""{"stream":"x@depth@100ms","data":{"e":"depthUpdate","s":"X"}}""", RecordedKind.Diff)]
    [InlineData("""{"stream":"x@depth20@100ms","data":{"e":"depthUpdate","s":"X"}}""", RecordedKind.Other)]
    [InlineData("""{"e":"forceOrder"}""", RecordedKind.Other)]
    public void A_frame_is_known_by_its_own_keys(string json, RecordedKind kind)
    {
        using var reader = new RecordingReader(_folder.Write(Lines.At(0, json)));

        Assert.True(reader.TryRead(out RecordedFrame frame));
        Assert.Equal(kind, frame.Kind);
    }

    [Theory]
    [InlineData("no stamp", "stamp")]
    [InlineData("17000000000000000001 {}", "stamp")]
    [InlineData("-5 {}", "stamp")]
    [InlineData("12345", "stamp")]
    [InlineData("12345 ", "no JSON")]
    [InlineData("12345 {\"e\":", "no JSON")]
    [InlineData("12345 {} {}", "no JSON")]
    [InlineData("12345 [1,2]", "no JSON")]
    [InlineData("12345 7", "no JSON")]
    public void A_line_of_another_form_stops_the_reading_with_its_place(string line, string problem)
    {
        using var reader = new RecordingReader(_folder.Write([ThreeLines[0], line, ThreeLines[1]]));
        Assert.True(reader.TryRead(out _));

        var error = Assert.Throws<RecordingException>(() => reader.TryRead(out _));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((2, ThreeLines[0].Length + 1, 1), (error.Line, error.Offset, error.LinesRead));
    }

    [Fact]
    public void Files_that_continue_each_other_are_read_as_one()
    {
        using var recording = new Recording([_folder.Write(ThreeLines), _folder.Write(ThreeLines[2], "broken")]);
        for (int line = 0; line < 4; line++)
            Assert.True(recording.TryRead(out _));

        var error = Assert.Throws<RecordingException>(() => recording.TryRead(out _));
        Assert.Equal(("file2.txt", 2, 4), (error.File, error.Line, error.LinesRead));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<RecordingException>(() => new RecordingReader("/nowhere/at-all.gz"));

        Assert.Contains("/nowhere/at-all.gz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_file_that_was_cut_is_never_taken_for_a_whole_one()
    {
        byte[] packed = TemporaryRecording.Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(ThreeLines, 50).SelectMany(lines => lines).Select(line => line + "\n"))));
        for (int length = 0; length < packed.Length; length++)
        {
            using var reader = new RecordingReader(_folder.WriteRaw(packed[..length], ".gz"));
            Assert.Throws<RecordingException>(() =>
            {
                while (reader.TryRead(out _))
                {
                }
            });
        }
    }

    public void Dispose() => _folder.Dispose();
}
