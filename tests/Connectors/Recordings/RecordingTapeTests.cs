using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings;

[Trait("Category", "unit")]
public sealed class RecordingTapeTests : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    [Fact]
    public void Diffs_before_the_snapshot_wait_for_it_and_files_continue_each_other()
    {
        string first = _folder.Write(Lines.Diff(0, 8, 12, 7, Level("9.5", "1")), Lines.Snapshot(1, 10, Level("9.4", "2"), Level("10.6", "3")));
        string second = _folder.Write(Lines.Diff(2, 13, 15, 12, asks: Level("10.5", "4")), Lines.Trade(3, 7, "10.5", "0.25", buyerIsMaker: false));
        var tape = new RecordingTape([first, second], 1, 2);
        var books = new TapeLevelBooks();

        List<TapeEvent> events = TapeReading.All(tape);
        int closed = events.Count(step => books.Apply(in step));

        Assert.Equal((3, 15L, BookState.Proven, "9.5 / 10.5"), (closed, books[0].Sequence, books[0].State, $"{books[0].Touch.Bid.Price.Ticks / 10m} / {books[0].Touch.Ask.Price.Ticks / 10m}"));
        Assert.Equal((4L, "ETHUSDT", 0L), (tape.RecordsRead, Assert.Single(tape.Symbols), tape.Sync!.Gaps));
        Assert.Equal((TapeEventKind.Trade, Side.Buy, 25L, Lines.Start + 3_000_000), (events[^1].Kind, events[^1].Side, events[^1].Quantity, events[^1].ReceiveTimeNs));
    }

    [Fact]
    public void A_gap_empties_the_book_until_the_next_snapshot()
    {
        string file = _folder.Write(
            Lines.Snapshot(0, 10, Level("9.4", "2"), Level("10.6", "3")), Lines.Diff(1, 9, 12, 8, Level("9.5", "1")),
            Lines.Diff(2, 20, 22, 19, Level("9.6", "1")), Lines.Diff(3, 23, 25, 22, Level("9.3", "1")), Lines.Snapshot(4, 24, Level("9.2", "2"), ""));
        var books = new TapeLevelBooks();
        var states = new List<string>();
        foreach (TapeEvent step in TapeReading.All(new RecordingTape([file], 1, 0)))
        {
            books.Apply(in step);
            if (step.Kind is TapeEventKind.UpdateEnd || step.Flags.HasFlag(TapeFlags.Doubtful))
                states.Add($"{books[0].State} {books[0].Sequence} {books[0].BidCount}");
        }

        Assert.Equal(["Proven 10 1", "Proven 12 2", "Broken 12 0", "Proven 24 1", "Proven 25 2"], states);
    }

    [Fact]
    public void Best_quotes_lie_in_the_ids_of_the_diffs_and_do_not_end_an_update()
    {
        string file = _folder.Write(Lines.Snapshot(0, 10, Level("9.4", "2"), ""), Lines.Diff(1, 9, 12, 8, Level("9.5", "1")), Lines.Ticker(2, 12, "9.5", "1", "9.7", "5"));
        var books = new TapeLevelBooks();
        List<TapeEvent> events = TapeReading.All(new RecordingTape([file], 1, 0));
        foreach (TapeEvent step in events)
            books.Apply(in step);

        Assert.Equal([(Side.Buy, 95L, 1L, 12L), (Side.Sell, 97L, 5L, 12L)], events.Where(step => step.Kind is TapeEventKind.Quote).Select(quote => (quote.Side, quote.Price, quote.Quantity, quote.Sequence)));
        Assert.Equal((BookState.Proven, 12L), (books[0].State, books[0].Sequence));
    }

    [Fact]
    public void A_recording_of_two_symbols_is_refused()
    {
        string file = _folder.Write(Lines.Diff(0, 1, 2, 0), Lines.Diff(1, 3, 4, 2, symbol: "BTCUSDT"));

        (_, RecordingRefusedException error) = TapeReading.UntilError<RecordingRefusedException>(new RecordingTape([file]));

        Assert.Contains("line 2 is of BTCUSDT, others are of ETHUSDT", error.Message, StringComparison.Ordinal);
    }

    private static string Level(string price, string size) => $"[\"{price}\",\"{size}\"]";

    public void Dispose() => _folder.Dispose();
}
