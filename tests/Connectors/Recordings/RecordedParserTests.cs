using System.Text;
using Quern.Connectors.Recordings;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings;

[Trait("Category", "unit")]
public sealed class RecordedParserTests : IDisposable
{
    private readonly TemporaryRecording _folder = new();
    private readonly RecordedParser _parser = new(2, 3);

    [Fact]
    public void A_diff_is_read_with_its_place_in_the_chain()
    {
        RecordedFrame frame = FrameOf(Lines.Diff(3, 11, 15, 9, """["10.5","1.250"],["10","0.000"]""", """["11.25","3"]"""));

        DepthDiff diff = _parser.ReadDiff(in frame, 0);

        Assert.Equal(new DepthDiff(11, 15, 9, new FrameStamp(1_000_000, Lines.Start + 3_000_000)), diff);
        Assert.Equal(
            [new DepthLevel(Side.Buy, 1050, 1250), new DepthLevel(Side.Buy, 1000, 0), new DepthLevel(Side.Sell, 1125, 3000)],
            _parser.Levels.ToArray());
    }

    [Fact]
    public void Trades_and_quotes_are_read()
    {
        RecordedFrame sale = FrameOf(Lines.Trade(0, 7, "10.00", "2.5", buyerIsMaker: true));
        RecordedFrame quote = FrameOf(Lines.Ticker(0, 8, "10.00", "1", "10.01", "2"));

        Assert.Equal(new RecordedTrade(7, Side.Sell, 1000, 2500, 1), _parser.ReadTrade(in sale, 0));
        Assert.Equal(
            new RecordedTicker(8, new Touch(new(new(1000), new(1000)), new(new(1001), new(2000)))),
            _parser.ReadTicker(in quote, 0));
    }

    [Fact]
    public void A_mark_price_without_an_index_is_its_own_index()
    {
        RecordedFrame frame = FrameOf(Lines.At(0, """{"e":"markPriceUpdate","E":5,"s":"X","p":"12.5","r":"-0.00010000","T":900}"""));

        Assert.Equal(new RecordedMark(1_250_000_000, 1_250_000_000, -10_000, 900), RecordedParser.ReadMark(in frame, 0));
    }

    [Theory]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":"x","b":[],"a":[]}""", "String")]
    [InlineData("""{"e":"depthUpdate","u":2,"pu":0,"b":[],"a":[]}""", "chain")]
    [InlineData("""{"e":"depthUpdate","U":3,"u":2,"pu":0,"b":[],"a":[]}""", "chain")]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":0,"b":{},"a":[]}""", "list")]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":0,"b":[1],"a":[]}""", "pair")]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":0,"b":[["1.234","1"]],"a":[]}""", "'1.234' is no decimal from 0 of at most 2 places")]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":0,"b":[["1.2","-1"]],"a":[]}""", "'-1'")]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":0,"b":[["1.2"]],"a":[]}""", "decimal")]
    [InlineData("""{"e":"depthUpdate","U":1,"u":2,"pu":0,"b":[["99999999999999999999","1"]],"a":[]}""", "decimal")]
    public void What_a_diff_says_wrongly_is_named(string json, string problem)
    {
        string text = problem == "String" ? "'x' is no whole number" : problem;
        RecordedFrame frame = FrameOf(Lines.At(0, json));

        var error = Assert.Throws<RecordingException>(() => _parser.ReadDiff(in frame, 0));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["2681.62000000","8.40"]""", """["2681.7","22.624"]""", 2, 3)]
    [InlineData("""["60000.00","1.000"]""", """["60001","2"]""", 0, 0)]
    [InlineData("""["0.0012300","100"]""", """["0.00124","70000.0"]""", 5, 0)]
    public void Scales_are_the_finest_decimals_of_the_snapshot(string bids, string asks, int price, int quantity)
    {
        RecordingSurvey survey = RecordingSurvey.Read([_folder.Write(Lines.Diff(0, 1, 2, 0), Lines.Snapshot(4, 2, bids, asks))]);

        Assert.Equal(("ETHUSDT", Lines.Start, price, quantity), (survey.Symbol, survey.FirstTimeNs, survey.PriceScale, survey.QuantityScale));
    }

    [Fact]
    public void What_can_not_be_replayed_is_refused_by_name()
    {
        string spot = _folder.Write(Lines.At(0, """{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":1,"u":2,"b":[],"a":[]}}"""));
        string bare = _folder.Write(Lines.Diff(0, 1, 2, 0));
        string still = _folder.Write(Lines.Snapshot(0, 2, """["1","1"]""", """["2","1"]"""));
        string mixed = _folder.Write(Lines.Diff(0, 1, 2, 0), Lines.Diff(1, 3, 4, 2, symbol: "BTCUSDT"));

        Assert.Contains("is a spot recording", Refusal(spot), StringComparison.Ordinal);
        Assert.Contains("holds no book snapshot", Refusal(bare), StringComparison.Ordinal);
        Assert.Contains("holds no book changes", Refusal(still), StringComparison.Ordinal);
        Assert.Contains("line 2 is of BTCUSDT, others are of ETHUSDT", Refusal(mixed), StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => RecordingSurvey.Read([_folder.Write([])]));
    }

    private static string Refusal(string path) => Assert.Throws<RecordingRefusedException>(() => RecordingSurvey.Read([path])).Message;

    private RecordedFrame FrameOf(string line)
    {
        using var reader = new RecordingReader(_folder.Write(line));
        Assert.True(reader.TryRead(out RecordedFrame frame));
        return frame;
    }

    public void Dispose() => _folder.Dispose();
}
