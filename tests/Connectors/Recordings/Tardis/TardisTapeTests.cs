using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.Tardis;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Tardis;

public sealed class TardisTapeTests(ITestOutputHelper print) : IDisposable
{
    private const string Changes = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n";

    private readonly TemporaryRecording _folder = new();

    [Fact, Trait("Category", "unit")]
    public void Rows_of_one_message_are_one_update_and_a_new_snapshot_begins_anew()
    {
        var tape = new TardisTape(Write(Changes + """
            deribit,A,100,200,true,bid,10,5
            deribit,A,100,200,true,ask,11,6
            deribit,A,101,201,false,bid,10,0
            deribit,A,101,202,false,bid,9.5,1
            deribit,B,101,202,false,bid,9.5,1
            deribit,A,102,203,true,ask,12,1

            """), 1, 0);

        List<TapeEvent> events = TapeReading.All(tape);

        Assert.Equal(
            "A: Clear Level Level UpdateEnd Level UpdateEnd Level UpdateEnd Clear Level UpdateEnd; B: Level UpdateEnd",
            $"A: {Kinds(events, 0)}; B: {Kinds(events, 1)}");
        Assert.Equal(["deribit:A", "deribit:B"], tape.Symbols);
        Assert.Equal((100_000L, 200_000L, Side.Buy, 100L, 5L), (events[1].VenueTimeNs, events[1].ReceiveTimeNs, events[1].Side, events[1].Price, events[1].Quantity));
        Assert.All(events.Take(4), step => Assert.Equal(TapeFlags.Snapshot, step.Flags));
    }

    [Fact, Trait("Category", "unit")]
    public void Snapshots_quotes_and_trades_are_known_by_their_columns()
    {
        List<TapeEvent> images = TapeReading.All(new TardisTape(Write(
            "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount\nx,Y,1,2,11,1,10,2,12,3\nx,Y,1,3,,,10,2,,\n"), 0, 0));
        List<TapeEvent> quotes = TapeReading.All(new TardisTape(Write("exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nx,Y,1,2,1,11,10,2\nx,Y,1,2,,,10,2\n"), 0, 0));
        List<TapeEvent> trades = TapeReading.All(new TardisTape(Write("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nx,Y,1,2,77,sell,11,1e1\nx,Y,1,2,a-b,unknown,11,1\n"), 0, 0));

        Assert.Equal("Clear Level Level Level UpdateEnd Clear Level UpdateEnd", Kinds(images, 0));
        Assert.Equal([(Side.Buy, 10L, 2L), (Side.Sell, 11L, 1L), (Side.Sell, 12L, 3L)], images.Skip(1).Take(3).Select(level => (level.Side, level.Price, level.Quantity)));
        Assert.Equal("Quote Quote UpdateEnd Quote Quote UpdateEnd", Kinds(quotes, 0));
        Assert.Equal((Side.Sell, 0L, 0L), (quotes[4].Side, quotes[4].Price, quotes[4].Quantity));
        Assert.Equal(
            [(Side.Sell, TapeFlags.SideKnown, 10L, 77L), (Side.Sell, TapeFlags.None, 1L, 0L)],
            trades.Select(trade => (trade.Side, trade.Flags, trade.Quantity, trade.Sequence)));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("deribit,A,100,200,true,bid,10,x", "'x' is no decimal")]
    [InlineData("deribit,A,100,200,yes,bid,10,1", "'yes' is no true or false")]
    [InlineData("deribit,A,100,-1,true,bid,10,1", "'-1' is no whole number")]
    [InlineData("deribit,,100,200,true,bid,10,1", "the exchange or symbol is missing")]
    [InlineData("deribit,A,100,200,true,bid,10.25,1", "does not fit a scale of 1")]
    [InlineData("deribit,A,100,200,true,\"bid,10,1", "a quote is left open")]
    public void A_wrong_row_is_told_with_its_line(string row, string said)
    {
        (_, RecordingException error) = TapeReading.UntilError<RecordingException>(new TardisTape(Write(Changes + "deribit,A,100,200,true,bid,10,1\n" + row), 1, 0));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal((3L, 2L, Changes.Length + 32L), (error.Line, error.LinesRead, error.Offset));
    }

    [Fact, Trait("Category", "unit")]
    public void Columns_of_another_layout_are_refused_by_name()
    {
        (_, RecordingRefusedException error) = TapeReading.UntilError<RecordingRefusedException>(new TardisTape(Write("exchange,symbol,timestamp,local_timestamp,open_interest\n")));

        Assert.Contains("open_interest", error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "golden")]
    public void Every_row_of_the_samples_is_a_sound_book()
    {
        string folder = TestData.Require("crypto-l2", "csv-samples");
        string[] files = [.. Directory.GetFiles(folder).Where(file => FirstLine(file).StartsWith("exchange,symbol,timestamp,local_timestamp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        foreach (string file in files)
            print.WriteLine($"{Path.GetFileName(file)}: {Check(file)}");
        print.WriteLine($"{files.Length} files");
    }

    // Every cell that holds a level has to come out, and the book has to be in order after each update.
    private static string Check(string file)
    {
        string[] lines = [.. Lines(file)];
        bool isImages = lines[0].Contains("asks[0].price", StringComparison.Ordinal);
        var books = new TapeLevelBooks();
        var tape = new TardisTape(file);
        (long levels, long updates, long crossed) = (0, 0, 0);
        foreach (TapeEvent step in TapeReading.All(tape))
        {
            levels += step.Kind is TapeEventKind.Level ? 1 : 0;
            updates += books.Apply(in step) ? 1 : 0;
            crossed += books[step.Instrument].Touch.IsCrossed && step.Kind is TapeEventKind.UpdateEnd ? 1 : 0;
        }

        Assert.Equal(0, crossed);
        Assert.Equal(lines.Length, tape.RecordsRead);
        if (isImages)
            Assert.Equal((lines.Length - 1, lines.Skip(1).Sum(line => line.Split(',').Skip(4).Count(cell => cell.Length > 0) / 2)), (updates, levels));
        else if (lines[0].Contains("is_snapshot", StringComparison.Ordinal))
            Assert.Equal(lines.Length - 1, levels);
        L2Book book = books[0];
        return $"{lines.Length - 1} rows, {levels} levels, {updates} updates, book of {book.BidCount} bids and {book.AskCount} asks, best {Text(tape, book.Touch.Bid.Price)} / {Text(tape, book.Touch.Ask.Price)}";
    }

    private static string Text(TardisTape tape, Price price) => Decimals.ToPlainText(price.Ticks, tape.PriceScale);

    private static string FirstLine(string file) => Lines(file).FirstOrDefault("");

    private static IEnumerable<string> Lines(string file)
    {
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal)
            ? new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress)
            : File.OpenRead(file);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string Kinds(List<TapeEvent> events, int instrument) =>
        string.Join(' ', events.Where(step => step.Instrument == instrument).Select(step => step.Kind));

    private string Write(string text) => _folder.Write(Encoding.ASCII.GetBytes(text));

    public void Dispose() => _folder.Dispose();
}
