using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.BinanceHistory;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.BinanceHistory;

public sealed class DepthHistoryTests(ITestOutputHelper print) : IDisposable
{
    private const string Header = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu";

    private const string Snapshot = Header + "\nX,1667346579146,90,90,b,snap,10.5,1,-1\nX,1667346579146,90,90,a,snap,11,2.5,-1\n";

    private readonly TemporaryRecording _folder = new();

    [Fact, Trait("Category", "unit")]
    public void A_book_and_the_changes_that_follow_it_are_one_tape()
    {
        string changes = Write(Header + "\nX,5,80,89,b,set,10.5,7,79\nX,6,88,95,b,set,10.5,0,89\nX,6,88,95,a,set,11,3,89\nX,7,96,97,b,set,10.4,1,95\n");
        var tape = new JoinedDepthTape(Write(Snapshot), [changes], 1, 1);

        List<TapeEvent> events = TapeReading.All(tape);

        Assert.Equal(
            [
                (TapeEventKind.Clear, 90L), (TapeEventKind.Level, 0L), (TapeEventKind.Level, 0L), (TapeEventKind.UpdateEnd, 90L),
                (TapeEventKind.Level, 0L), (TapeEventKind.Level, 0L), (TapeEventKind.UpdateEnd, 95L),
                (TapeEventKind.Level, 0L), (TapeEventKind.UpdateEnd, 97L),
            ],
            events.Select(step => (step.Kind, step.Sequence)));
        Assert.Equal((1L, "X", 8L), (tape.Dropped, Assert.Single(tape.Symbols), tape.RecordsRead));
        var books = new TapeLevelBooks();
        foreach (TapeEvent step in events)
            books.Apply(in step);
        Assert.Equal((97L, 104L, 110L, 30L), (books[0].Sequence, books[0].Touch.Bid.Price.Ticks, books[0].Touch.Ask.Price.Ticks, books[0].Touch.Ask.Quantity.Lots));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("X,6,93,95,b,set,10.5,0,92", "the snapshot file1.txt ends at 90, its update 93 to 95 follows 92")]
    [InlineData("X,6,88,95,b,set,10.5,0,89\nX,7,99,101,b,set,10.5,0,97", "the update before it ends at 95, its update 99 to 101 follows 97")]
    [InlineData("X,6,92,95,b,set,10.5,0,-1", "the snapshot file1.txt ends at 90, its update 92 to 95 follows 91")]
    [InlineData("Y,6,88,95,b,set,10.5,0,89", "is of Y, the snapshot of X")]
    [InlineData("X,6,70,80,b,set,10.5,0,69", "ends at 90, and no update comes after it")]
    [InlineData("X,6,90,90,b,snap,10.5,0,-1", "holds a whole book, 90, where changes were expected")]
    public void What_does_not_follow_is_refused_by_its_ids(string rows, string said)
    {
        var tape = new JoinedDepthTape(Write(Snapshot), [Write(Header + "\n" + rows + "\n")], 1, 1);

        (_, RecordingRefusedException error) = TapeReading.UntilError<RecordingRefusedException>(tape);

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("X,1,2,3,b,set,10.55,1,1", "does not fit a scale of 1")]
    [InlineData("X,1,2,3,b,set,10.5,-1,1", "'-1' is no size")]
    [InlineData("X,1,2,3,c,set,10.5,1,1", "'c' is no side")]
    [InlineData("X,1,2,3,b,put,10.5,1,1", "'put' is no snap or set")]
    [InlineData("X,1,4,3,b,set,10.5,1,1", "last id 3 is before its first, 4")]
    [InlineData("X,1,2,3,b,set,10.5,1", "the line has 8 columns, the header 9")]
    public void A_wrong_row_is_told_with_its_line(string row, string said)
    {
        var tape = new DepthHistoryTape(Write(Header + "\nX,1,1,1,b,set,10.5,1,0\n" + row + "\n"), 1, 1);

        (List<TapeEvent> events, RecordingException error) = TapeReading.UntilError<RecordingException>(tape);

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal((3L, 2L, TapeEventKind.Level), (error.Line, error.LinesRead, Assert.Single(events).Kind));
    }

    [Fact, Trait("Category", "golden")]
    public void Files_of_the_samples_are_read_and_a_pair_that_does_not_join_is_refused_with_its_gap()
    {
        string folder = TestData.Require("crypto-l2", "csv-samples");
        string[] snapshots = [.. Directory.GetFiles(folder, "*-depth-snap.csv*").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(snapshots);
        foreach (string snapshot in snapshots)
        {
            string[] updates = [.. Directory.GetFiles(folder, Path.GetFileName(snapshot).Replace("-depth-snap", "-depth-update", StringComparison.Ordinal))];
            Assert.NotEmpty(updates);
            (long id, long levels) = Ends(snapshot)[^1];
            List<(long Id, long Levels)> changes = Ends(updates[0]);
            string said = Join(snapshot, updates);
            print.WriteLine($"{Path.GetFileName(snapshot)}: {levels} levels of book {id}, then {changes.Sum(change => change.Levels)} levels in {changes.Count} changes up to {changes[^1].Id}: {said}");
            Assert.Equal(File.ReadLines(snapshot).Count() - 1, levels);
            Assert.Equal(File.ReadLines(updates[0]).Count() - 1, changes.Sum(change => change.Levels));
            string[] first = File.ReadLines(updates[0]).ElementAt(1).Split(',');
            bool follows = long.Parse(first[2]) <= id && id <= long.Parse(first[3]) || first[8] == $"{id}";
            if (follows)
                continue;
            Assert.Contains($"ends at {id}, its update {first[2]} to {first[3]} follows {first[8]}", said, StringComparison.Ordinal);
        }

        print.WriteLine($"{snapshots.Length} pairs");
    }

    private static List<(long Id, long Levels)> Ends(string file)
    {
        var ends = new List<(long, long)>();
        long levels = 0;
        foreach (TapeEvent step in TapeReading.All(new DepthHistoryTape(file)))
        {
            levels += step.Kind is TapeEventKind.Level ? 1 : 0;
            if (step.Kind is not TapeEventKind.UpdateEnd)
                continue;
            ends.Add((step.Sequence, levels));
            levels = 0;
        }

        return ends;
    }

    private static string Join(string snapshot, string[] updates)
    {
        try
        {
            return $"joined, {TapeReading.All(new JoinedDepthTape(snapshot, updates)).Count} events";
        }
        catch (RecordingRefusedException error)
        {
            return error.Message;
        }
    }

    private string Write(string text) => _folder.Write(System.Text.Encoding.ASCII.GetBytes(text));

    public void Dispose() => _folder.Dispose();
}
