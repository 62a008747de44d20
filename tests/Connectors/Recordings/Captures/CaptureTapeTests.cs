using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.Captures;

[Trait("Category", "unit")]
public sealed class CaptureTapeTests : IDisposable
{
    private const string Start = "wss://somewhere <-> 1618678132.3858151\n";

    private readonly TemporaryRecording _folder = new();

    // The two books and their checksums are the venue's own examples.
    [Theory]
    [InlineData("""[["3366.8","9","10","3"],["3368","8","3","4"]]""", """[["3366.1","7","0","3"],["3366","6","3","4"]]""", -1881014294)]
    [InlineData("""[["3366.8","9","10","3"],["3368","8","3","4"],["3372","8","3","4"]]""", """[["3366.1","7","0","3"]]""", 831078360)]
    public void The_books_of_OKXs_manual_have_their_checksums(string asks, string bids, int checksum)
    {
        using CaptureTape tape = Open(Okx("snapshot", asks, bids, $"{checksum}"), Okx("snapshot", asks, bids, $"{checksum + 1}"));
        List<TapeEvent> events = ReadAll(tape);

        Assert.Equal((2L, 1L, new ChecksumDifference(2, "A-B", checksum + 1, checksum)), (tape.Checks.ChecksumsTold, tape.Checks.ChecksumsEqual, tape.Checks.FirstDifference));
        Assert.Equal(
            [TapeFlags.Snapshot, TapeFlags.Snapshot | TapeFlags.Doubtful],
            events.Where(step => step.Kind is TapeEventKind.UpdateEnd).Select(end => end.Flags));
    }

    [Fact]
    public void An_OKX_book_is_carried_through_its_changes_by_checksum_and_chain()
    {
        var random = new Random(5);
        var twin = new OkxTwin(random);
        var lines = new List<string> { twin.Message("snapshot") };
        for (int step = 0; step < 500; step++)
            lines.Add(twin.Message("update"));
        lines.Add("""1618678135.5: {"arg":{"channel":"trades","instId":"A-B"},"data":[{"instId":"A-B","tradeId":"47","px":"99.50","sz":"0.5","side":"sell","ts":"1645999995692"}]}""");
        lines.Add("""1618678135.6: {"arg":{"channel":"tickers","instId":"A-B"},"data":[{"instId":"A-B","askPx":"","askSz":"","bidPx":"99.5","bidSz":"3","ts":"1645999995692"}]}""");

        using CaptureTape tape = Open([.. lines]);
        var books = new TapeLevelBooks();
        List<TapeEvent> events = ReadAll(tape, books);

        Assert.Equal((501L, 501L, 500L, 0L), (tape.Checks.ChecksumsTold, tape.Checks.ChecksumsEqual, tape.Checks.Chained, tape.Checks.Gaps));
        (int price, int size) = tape.ScalesOf(0);
        Assert.Equal(twin.Levels(), (books[0].BidCount, books[0].AskCount));
        Assert.Equal(twin.BestBid(), $"{Decimals.ToPlainText(books[0].Touch.Bid.Price.Ticks, price)} x {Decimals.ToPlainText(books[0].Touch.Bid.Quantity.Lots, size)}");
        TapeEvent trade = Assert.Single(events, step => step.Kind is TapeEventKind.Trade);
        Assert.Equal((Side.Sell, 47L, 1645999995692000000L), (trade.Side, trade.Sequence, trade.VenueTimeNs));
    }

    [Fact]
    public void A_checksum_of_zero_is_none()
    {
        using CaptureTape tape = Open(Okx("snapshot", """[["3366.8","9"]]""", """[["3366.1","7"]]""", "0"));
        ReadAll(tape);

        Assert.Equal((1L, 0L), (tape.Checks.Snapshots, tape.Checks.ChecksumsTold));
    }

    [Fact]
    public void A_lost_change_is_a_gap_and_a_wrong_checksum_and_the_book_proves_nothing()
    {
        var twin = new OkxTwin(new Random(6));
        string[] lines = [twin.Message("snapshot"), twin.Message("update"), twin.Message("update"), twin.Message("update")];

        using CaptureTape tape = Open(lines[0], lines[1], lines[3]);
        var books = new TapeLevelBooks();
        ReadAll(tape, books);

        Assert.Equal((1L, 1L, 2L, 3L), (tape.Checks.Gaps, tape.Checks.Chained, tape.Checks.ChecksumsEqual, tape.Checks.ChecksumsTold));
        Assert.Equal(Quern.Domain.MarketData.BookState.Broken, books[0].State);
    }

    [Fact]
    public void A_Kraken_book_keeps_its_depth_and_one_message_of_two_sides_is_one_change()
    {
        using CaptureTape tape = Open(
            """1618678133.5: [7,{"as":[["0.50","2.00","1618678100.1"],["0.60","3.00","1618678101.1"]],"bs":[["0.40","1.00","1618678102.25"],["0.30","4.00","1618678101.1"]]},"book-2","A/B"]""",
            """1618678134.5: [7,{"a":[["0.55","9.00","1618678103.1"]]},{"b":[["0.40","0.00","1618678104.1"],["0.35","5.00","1618678104.1","r"]],"c":"CHECKSUM"},"book-2","A/B"]"""
                .Replace("CHECKSUM", $"{PlainCrc("50200" + "55900" + "35500" + "30400")}", StringComparison.Ordinal));
        var books = new TapeLevelBooks();
        List<TapeEvent> events = ReadAll(tape, books);

        Assert.Equal((1L, 1L), (tape.Checks.ChecksumsTold, tape.Checks.ChecksumsEqual));
        Assert.Equal("Clear Level Level Level Level UpdateEnd Level Level Level Level UpdateEnd", string.Join(' ', events.Select(step => step.Kind)));
        Assert.Equal((Side.Sell, 60L, 0L), (events[9].Side, events[9].Price, events[9].Quantity));
        Assert.Equal((2, 2, 55L), (books[0].BidCount, books[0].AskCount, books[0].SizeAt(Side.Sell, new(55)).Lots * 55 / 9));
        Assert.Equal((1618678102250000000L, 1618678133500000000L), (events[0].VenueTimeNs, events[0].ReceiveTimeNs));
    }

    [Fact]
    public void A_Coinbase_match_names_the_makers_side_and_a_ticker_no_sizes()
    {
        using CaptureTape tape = Open(
            """1618677817.1: {"type":"last_match","trade_id":1,"side":"sell","size":"0.4","price":"0.5","product_id":"A-B","sequence":9,"time":"2021-04-17T16:43:37.089723Z"}""",
            """1618677817.2: {"type":"match","trade_id":2,"side":"buy","size":"0.4","price":"0.5","product_id":"A-B","sequence":9,"time":"2021-04-17T16:43:37Z"}""",
            """1618677817.3: {"type":"ticker","product_id":"A-B","best_bid":"0.5","best_ask":"0.6","time":"2021-04-17T16:43:37.1Z"}""");
        List<TapeEvent> events = ReadAll(tape);

        Assert.Equal(
            [(Side.Buy, TapeFlags.SideKnown | TapeFlags.Snapshot, 1618677817089723000L), (Side.Sell, TapeFlags.SideKnown, 1618677817000000000L)],
            events.Take(2).Select(trade => (trade.Side, trade.Flags, trade.VenueTimeNs)));
        Assert.Equal([TapeFlags.SizeUnknown, TapeFlags.SizeUnknown, TapeFlags.None], events.Skip(2).Select(step => step.Flags));
    }

    [Fact]
    public void Deribit_numbers_may_have_exponents_and_its_trades_name_the_taker()
    {
        using CaptureTape tape = Open(
            """1626993723.8: {"jsonrpc":"2.0","id":0,"result":["book.A.raw"]}""",
            """1626993723.9: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.A.raw","data":{"type":"snapshot","timestamp":1626993723632,"instrument_name":"A","change_id":5,"bids":[["new",5e-4,10.0]],"asks":[]}}}""",
            """1626993724.9: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.A.raw","data":{"type":"change","timestamp":1626993723633,"prev_change_id":5,"instrument_name":"A","change_id":6,"bids":[["delete",0.0005,0.0]],"asks":[["new",1E-3,3]]}}}""",
            """1626993725.9: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.A.raw","data":[{"trade_seq":3,"trade_id":"x-1","timestamp":1626993723634,"price":0.001,"instrument_name":"A","direction":"sell","amount":2}]}}""");
        var books = new TapeLevelBooks();
        List<TapeEvent> events = ReadAll(tape, books);

        Assert.Equal(((4, 0), 1L, 1L), (tape.ScalesOf(0), tape.Checks.OtherMessages, tape.Checks.Chained));
        Assert.Equal((6L, 0, 10L), (books[0].Sequence, books[0].BidCount, books[0].Touch.Ask.Price.Ticks));
        Assert.Equal((TapeEventKind.Trade, Side.Sell, 2L, 3L), (events[^1].Kind, events[^1].Side, events[^1].Quantity, events[^1].Sequence));
    }

    [Theory]
    [InlineData("x", "neither a message nor a record")]
    [InlineData("16x.5: {}", "is no time in Unix seconds")]
    [InlineData("1618678133.5 {}", "has no stamp")]
    [InlineData("1618678133.5: {\"event\":", "no JSON")]
    [InlineData("""1618678133.5: [7,{"b":[["0.40"]],"c":"1"},"book-2","A/B"]""", "a text or a number was expected")]
    [InlineData("""1618678133.5: [7,{"b":[["0.40","-1","1.5"]],"c":"1"},"book-2","A/B"]""", "a size is negative")]
    [InlineData("""1618678133.5: [7,{"b":[["0.40","1","1.5"]],"c":"z"},"book-2","A/B"]""", "'z' is no whole number")]
    public void A_wrong_line_is_told_with_its_place_and_nothing_of_it_leaves(string line, string said)
    {
        string good = """1618678133.5: [7,{"as":[],"bs":[["0.40","1.00","1618678102.25"]]},"book-2","A/B"]""";

        (List<TapeEvent> events, RecordingException error) = TapeReading.UntilError<RecordingException>(Open(good, line));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal((3L, 2L, Start.Length + good.Length + 1L, 3), (error.Line, error.LinesRead, error.Offset, events.Count));
    }

    [Fact]
    public void A_capture_of_an_unknown_venue_is_refused()
    {
        (_, RecordingRefusedException error) = TapeReading.UntilError<RecordingRefusedException>(Open("""1618678133.5: {"e":"depthUpdate"}"""));

        Assert.Contains("none of its 1 messages is of Kraken, Coinbase, Deribit or OKX", error.Message, StringComparison.Ordinal);
    }

    /// <summary>CRC-32 bit by bit, as the standard's polynomial has it.</summary>
    internal static uint PlainCrc(string text)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in Encoding.ASCII.GetBytes(text))
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 1 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }

    private static string Okx(string action, string asks, string bids, string checksum) =>
        $$$"""1618678133.5: {"arg":{"channel":"books","instId":"A-B"},"action":"{{{action}}}","data":[{"asks":{{{asks}}},"bids":{{{bids}}},"ts":"1646003667575","checksum":{{{checksum}}}}]}""";

    private static List<TapeEvent> ReadAll(CaptureTape tape, TapeLevelBooks? books = null)
    {
        var events = new List<TapeEvent>();
        while (tape.TryRead(out TapeEvent step))
        {
            events.Add(step);
            books?.Apply(in step);
        }

        return events;
    }

    private CaptureTape Open(params string[] lines) => new(_folder.Write(Encoding.ASCII.GetBytes(Start + string.Concat(lines.Select(line => line + "\n")))));

    public void Dispose() => _folder.Dispose();
}
