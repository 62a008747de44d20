using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.BinanceHistory;
using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Polygon;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.Tardis;
using Quern.Connectors.Recordings.Taq;
using Quern.Connectors.Recordings.UsTicks;
using Quern.Connectors.Tests.Recordings.Captures;
using Quern.Connectors.Tests.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>Every text reader on truncated, corrupted and random bytes: a place, a refusal by name, or a sound end; nothing else.</summary>
[Trait("Category", "property")]
public sealed class HostileTapes(ITestOutputHelper print) : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    [Fact]
    public void Captures() => Run(
        101, ".txt", file => new CaptureTape(file), HostileInput.CasesPerReader * 2,
        CaptureSamples.Kraken, CaptureSamples.Coinbase, CaptureSamples.Deribit, CaptureSamples.Okx);

    [Fact]
    public void Binance_recordings() => Run(
        102, ".txt", file => new RecordingTape([file], 2, 3), HostileInput.CasesPerReader,
        Text(Lines.Diff(0, 8, 12, 7, Level("9.5"), Level("10.5")), Lines.Snapshot(1, 12, Level("9.4"), Level("10.6")), Lines.Diff(2, 13, 15, 12, Level("9.5"), ""),
            Lines.Ticker(3, 15, "9.5", "1.5", "10.6", "1.5"), Lines.Trade(4, 7, "9.5", "0.100", true), Lines.Diff(5, 17, 19, 16, "", Level("10.7"))),
        Text(Lines.Snapshot(0, 12, Level("9.4"), Level("10.6")), Spot(13, 15), Spot(16, 16)));

    [Fact]
    public void Binance_history() => Run(103, ".csv", file => new DepthHistoryTape(file, 2, 3), HostileInput.CasesPerReader, Depth("snap", 90, -1) + Depth("set", 95, 90)[DepthHeader.Length..], Depth("set", 95, 89));

    [Fact]
    public void Joined_Binance_history()
    {
        string snapshot = _folder.Write(Encoding.ASCII.GetBytes(Depth("snap", 90, -1)));
        Run(104, ".csv", file => new JoinedDepthTape(snapshot, [file], 2, 3), HostileInput.CasesPerReader / 2, Depth("set", 95, 90));
    }

    [Fact]
    public void Tardis() => Run(
        105, ".csv", file => new TardisTape(file, 4, 4), HostileInput.CasesPerReader,
        "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\ndb,A,100,200,true,bid,10.5,5\ndb,A,100,200,true,ask,11,6\ndb,B,101,201,false,bid,10,0\ndb,A,102,203,false,ask,12,1\n",
        "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount\nx,Y,1,2,11,1,10,2\nx,Y,1,3,,,10,2.5\n",
        "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nx,Y,1,2,1,11,10,2\nx,Y,1,2,,,10,2\n",
        "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nx,Y,1,2,77,sell,11,1e1\nx,Y,1,2,a-b,unknown,11,1\n");

    [Fact]
    public void Polygon_sockets() => Run(
        106, ".jsonl", file => new PolygonSocketTape(file, 4, 4), HostileInput.CasesPerReader,
        """
        [{"ev":"T","sym":"A","x":4,"p":114.125,"s":100,"c":[12,0],"t":1536036818784,"q":3681328},{"ev":"Q","sym":"B","bx":4,"bp":114.1,"bs":1,"ax":7,"ap":114.2,"as":2,"c":1,"t":1536036818785,"q":5}]
        {"channel":"/crypto/XL2","message":[{"ev":"XL2","pair":"P","t":1610462411115,"r":1610462411128,"x":1,"b":[[5,1],[4,2.5]],"a":[[6,2],[7,3]]},{"ev":"XT","pair":"P","p":33021.9,"t":1610462007425,"s":0.016,"c":[1],"i":"14272084","x":3}]}
        [{"ev":"AM","sym":"GTE","v":4110,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"s":1610144640000},{"ev":"LULD","T":"M","h":218.96,"l":198.11,"i":[21],"t":1601316752683746,"q":9},{"ev":"C","p":"U/C","x":"44","a":6.8,"b":6.7,"t":1536036818784}]

        """);

    [Fact]
    public void Polygon_replies() => Run(
        107, ".json", file => new PolygonReplyTape(file, "", 4, 4), HostileInput.CasesPerReader,
        """{"ticker":"A","results":[{"v":6.4E2,"o":1,"c":2,"h":3,"l":0.5,"t":1112331600000},{"v":6.0,"o":1,"c":2,"h":3,"l":0.5,"t":1112331700000}],"status":"OK"}""",
        """{"results":[{"conditions":[12,37],"correction":1,"exchange":11,"participant_timestamp":1651181822461636600,"price":156.43,"sequence_number":7,"sip_timestamp":1651181822461979400,"size":10}],"status":"OK"}""",
        """{"results":[{"ask_exchange":15,"ask_price":155.87,"ask_size":3,"bid_exchange":19,"bid_price":155.85,"bid_size":4,"participant_timestamp":1652191872800402200}]}""",
        """{"results":{"p":155.65,"s":1,"x":19,"P":155.66,"S":14,"X":11,"T":"A","t":1652192754171838500,"y":1652192754171619000,"q":26},"status":"OK"}""",
        """{"status":"OK","from":"2021-04-01","symbol":"A","open":1,"high":3,"low":0.5,"close":2,"volume":7}""");

    [Fact]
    public void Taq() => Run(
        108, ".csv", file => new TaqTape(file), HostileInput.CasesPerReader,
        "DT,EX,SYMBOL,COND,SIZE,PRICE,CORR\n2018-01-02 05:01:21.479,P,XXX,F I,2,157.8,0\n2018-07-02 05:23:50,D,XXX,,3,157.8123,1\n",
        "DT,EX,BID,BIDSIZ,OFR,OFRSIZ,SYMBOL\n2018-01-02 04:04:13.125,P,156.57,3,0,1,XXX\n2018-01-02 04:05:13.125,N,156.57,3,158,1,XXX\n");

    [Theory]
    [InlineData(109, "_20131007_trade_tick.csv", "14430270,1815200,283,P,20002020,0\n34200000,1815300,1,,F0000001,1\n")]
    [InlineData(110, "_20131007_quote_tick.csv", "1,0,0,1836300,100,Q,1,0\n2,1800100,300,0,0,P,1,0\n4,5,1,6,2,P,1,1\n")]
    [InlineData(111, "_20131007_trade_minute.csv", "14400000,1,4,0,3,1283\n14460000,1,4,0,3,1283\n")]
    [InlineData(112, "_20131007_quote_minute.csv", "14400000,1,4,0,3,200,11,14,10,13,1900\n")]
    public void American_ticks(int seed, string ending, string sample) =>
        Run(seed, ending, file => new UsTickTape(file), HostileInput.CasesPerReader / 4, sample);

    private const string DepthHeader = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n";

    private static string Depth(string type, long last, long previous) => DepthHeader
        + $"X,1667346579146,{(type == "snap" ? last : last - 6)},{last},b,{type},10.50,1,{previous}\nX,1667346579146,{(type == "snap" ? last : last - 6)},{last},a,{type},11,2.5,{previous}\n";

    private static string Level(string price) => $"[\"{price}\",\"1.5\"]";

    private static string Spot(long first, long final) => Lines.At(
        first, $$$"""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":{{{first}}},"u":{{{final}}},"b":[["9.41","2"]],"a":[]}}""");

    private static string Text(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));

    private void Run(int seed, string ending, Func<string, ITape> open, int cases, params string[] samples)
    {
        using var input = new HostileInput(seed, ending, open, [.. samples.Select(Encoding.UTF8.GetBytes)]);
        print.WriteLine(input.Run(cases));
        Assert.True(input.Damaged > cases / 4, $"only {input.Damaged} of {cases} were found to be damaged");
    }

    public void Dispose() => _folder.Dispose();
}
