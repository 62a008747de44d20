using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Polygon;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.Polygon;

[Trait("Category", "unit")]
public sealed class PolygonTapeTests : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    [Fact]
    public void A_stock_trade_and_quote_keep_venue_condition_and_number()
    {
        List<TapeEvent> events = Socket("""[{"ev":"T","sym":"A","x":4,"i":"9","p":114.125,"s":100,"c":[12,0],"t":1536036818784,"q":3681328},{"ev":"Q","sym":"B","bx":4,"bp":114.1,"bs":1,"ax":7,"ap":114.2,"as":2,"c":1,"t":1536036818785,"q":5}]""");

        Assert.Equal(
            new TapeEvent { Kind = TapeEventKind.Trade, Code = 12, Venue = 4, Price = 114_125, Quantity = 100_000, Sequence = 3681328, VenueTimeNs = 1536036818784000000 },
            events[0]);
        Assert.Equal(
            [(Side.Buy, 4, 114_100L, 1_000L), (Side.Sell, 7, 114_200L, 2_000L)],
            events.Skip(1).Take(2).Select(quote => (quote.Side, quote.Venue, quote.Price, quote.Quantity)));
        Assert.Equal((TapeEventKind.UpdateEnd, 1, 1536036818785000000), (events[3].Kind, events[3].Instrument, events[3].VenueTimeNs));
    }

    [Theory]
    [InlineData(1, Side.Sell, TapeFlags.SideKnown), InlineData(2, Side.Buy, TapeFlags.SideKnown), InlineData(0, Side.Buy, TapeFlags.None)]
    public void A_crypto_trade_names_its_taker_by_condition(int condition, Side side, TapeFlags flags)
    {
        TapeEvent trade = Assert.Single(Socket($$"""{"channel":"/x","message":[{"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1610462007425,"s":0.016,"c":[{{condition}}],"i":"14272084","x":3,"r":1610462007576}]}"""));

        Assert.Equal((side, flags, 16L, 14272084L, 1610462007576000000), (trade.Side, trade.Flags, trade.Quantity, trade.Sequence, trade.ReceiveTimeNs));
    }

    [Fact]
    public void Currencies_have_no_sizes_and_bands_have_two_ends()
    {
        List<TapeEvent> events = Socket("""[{"ev":"C","p":"USD/CNH","x":"44","a":6.834,"b":6.833,"t":1536036818784},{"ev":"LULD","T":"MSFT","h":218.96,"l":198.11,"i":[21],"z":3,"t":1601316752683746,"q":290317}]""");

        Assert.Equal([TapeFlags.SizeUnknown, TapeFlags.SizeUnknown, TapeFlags.None, TapeFlags.None], events.Select(step => step.Flags));
        Assert.Equal(
            (TapeEventKind.Status, 21, new TapeBar(0, 218_960, 198_110, 0, 0), 1601316752683746000),
            (events[3].Kind, events[3].Code, events[3].Bar, events[3].VenueTimeNs));
    }

    [Fact]
    public void Other_events_are_counted_and_bars_and_levels_are_read()
    {
        using var tape = new PolygonSocketTape(_folder.Write("""[{"ev":"status","status":"connected","message":"Connected"}]""", """{"status":"ok"}""",
            """[{"ev":"XA","pair":"P","v":1.5,"o":1,"c":2,"h":3,"l":0.5,"s":1610463240000,"e":1610463300000},{"ev":"XL2","pair":"P","t":1610462411115,"r":1610462411128,"x":1,"b":[[5,1]],"a":[[6,2],[7,3]]}]"""), 3, 3);
        var kinds = new List<TapeEventKind>();
        TapeBar bar = default;
        for (; tape.TryRead(out TapeEvent step); bar = step.Kind is TapeEventKind.Bar ? step.Bar : bar)
            kinds.Add(step.Kind);

        Assert.Equal((2L, 3L, new TapeBar(1000, 3000, 500, 2000, 1500)), (tape.OtherMessages, tape.RecordsRead, bar));
        Assert.Equal("Bar Clear Level Level Level UpdateEnd", string.Join(' ', kinds));
    }

    [Theory]
    [InlineData("""[{"ev":"T","sym":"A","s":100,"t":1536036818784}]""", "'p' is missing")]
    [InlineData("""[{"ev":"T","sym":"A","p":"x","s":100,"t":1536036818784}]""", "'x' is no decimal")]
    [InlineData("""[{"ev":"T","sym":"A","p":1,"s":-1,"t":1536036818784}]""", "'-1' is no size")]
    [InlineData("""[{"ev":"T","p":1,"s":1}]""", "a symbol is a text")]
    [InlineData("""[{"ev":"T","sym":"A","p":[1],"s":1}]""", "'p' is neither a text nor a number")]
    [InlineData("""[{"ev":"XL2","pair":"A","b":[1,2]}]""", "a level was expected")]
    [InlineData("""[1]""", "an object was expected")]
    [InlineData("""[{"ev":"T" """, "no JSON")]
    [InlineData("""[{"ev":"T","sym":"A","p":1,"s":1}] x""", "no JSON")]
    public void A_wrong_message_is_told_with_its_line(string line, string said)
    {
        string good = """[{"ev":"T","sym":"A","p":1,"s":1,"t":1536036818784}]""";
        (List<TapeEvent> events, RecordingException error) = TapeReading.UntilError<RecordingException>(new PolygonSocketTape(_folder.Write(good, line), 3, 3));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal((2L, 1L, good.Length + 1L, 1), (error.Line, error.LinesRead, error.Offset, events.Count));
    }

    [Fact]
    public void A_reply_is_known_by_its_members()
    {
        List<TapeEvent> bars = Reply("""{"ticker":"A","results":[{"v":6.4E2,"o":1,"c":2,"h":3,"l":0.5,"t":1112331600000}],"status":"OK"}""");
        List<TapeEvent> trades = Reply("""{"results":[{"conditions":[12,37],"correction":1,"exchange":11,"participant_timestamp":1651181822461636600,"price":156.43,"sequence_number":7,"sip_timestamp":1651181822461979400,"size":10}],"status":"OK"}""");
        List<TapeEvent> last = Reply("""{"results":{"p":155.65,"s":1,"x":19,"P":155.66,"S":14,"X":11,"T":"A","t":1652192754171838500,"y":1652192754171619000,"q":26},"status":"OK"}""");
        List<TapeEvent> day = Reply("""{"status":"OK","from":"2021-04-01","symbol":"A","open":1,"high":3,"low":0.5,"close":2,"volume":7}""");

        Assert.Equal((new TapeBar(1000, 3000, 500, 2000, 640_000), 1112331600000000000), (Assert.Single(bars).Bar, bars[0].VenueTimeNs));
        Assert.Equal(
            new TapeEvent { Kind = TapeEventKind.Trade, Flags = TapeFlags.Doubtful, Code = 12, Venue = 11, Price = 156_430, Quantity = 10_000, Sequence = 7, VenueTimeNs = 1651181822461636600, ReceiveTimeNs = 1651181822461979400 },
            Assert.Single(trades));
        Assert.Equal([(Side.Buy, 155_650L, 1_000L, 19), (Side.Sell, 155_660L, 14_000L, 11)], last.Take(2).Select(quote => (quote.Side, quote.Price, quote.Quantity, quote.Venue)));
        // Midnight of New York in summer is four o'clock of Greenwich.
        Assert.Equal((new TapeBar(1000, 3000, 500, 2000, 7_000), 1617249600000000000), (Assert.Single(day).Bar, day[0].VenueTimeNs));
        Assert.Empty(Reply("""{"results":[],"status":"OK"}"""));
    }

    [Fact]
    public void A_record_that_names_its_instrument_needs_no_name_from_outside()
    {
        var named = new PolygonReplyTape(_folder.Write("""{"results":{"p":1,"s":1,"T":"A","t":1652192754171838500},"status":"OK"}"""));
        var unnamed = new PolygonReplyTape(_folder.Write("""{"results":[{"price":1,"size":1}],"status":"OK"}"""));
        var told = new PolygonReplyTape(_folder.Write("""{"results":[{"price":1,"size":1}],"status":"OK"}"""), "B");
        foreach (PolygonReplyTape tape in (PolygonReplyTape[])[named, unnamed, told])
            Assert.Single(TapeReading.All(tape));

        Assert.Equal(["A", "?", "B"], [Assert.Single(named.Symbols), Assert.Single(unnamed.Symbols), Assert.Single(told.Symbols)]);
    }

    [Theory]
    [InlineData("""{"results":[{"x":1}],"status":"OK"}""", "neither a bar, a trade nor a quote")]
    [InlineData("""{"results":[{"p":1,"s":1,"t":1},{"p":1}],"status":"OK"}""", "'s' is missing; 1 records")]
    [InlineData("""{"results":[{"price":1,"size":1}""", "no JSON")]
    [InlineData("""[]""", "an object was expected")]
    [InlineData("", "no JSON")]
    public void A_wrong_reply_is_told_with_its_offset(string json, string said)
    {
        (_, RecordingException error) = TapeReading.UntilError<RecordingException>(new PolygonReplyTape(_folder.Write(System.Text.Encoding.ASCII.GetBytes(json))));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_reply_is_refused() =>
        TapeReading.UntilError<RecordingRefusedException>(new PolygonReplyTape(_folder.Write("""{"some":"thing"}""")));

    private List<TapeEvent> Socket(string line) => TapeReading.All(new PolygonSocketTape(_folder.Write(line), 3, 3));

    private List<TapeEvent> Reply(string json) => TapeReading.All(new PolygonReplyTape(_folder.Write(json), "", 3, 3));

    public void Dispose() => _folder.Dispose();
}
