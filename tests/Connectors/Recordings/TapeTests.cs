using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.BinanceHistory;
using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.MarketByOrder;
using Quern.Connectors.Recordings.Polygon;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.Taq;
using Quern.Connectors.Recordings.Tardis;
using Quern.Connectors.Recordings.UsTicks;
using Quern.Connectors.Tests.Recordings.Captures;
using Quern.Connectors.Tests.Recordings.Itch;
using Quern.Connectors.Tests.Recordings.MarketByOrder;
using Quern.Connectors.Tests.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings;

[Trait("Category", "unit")]
public sealed class TapeTests(ITestOutputHelper print) : IDisposable
{
    private const string DepthHeader = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n";
    private const string DepthSnapshot = DepthHeader + "X,1667346579146,90,90,b,snap,10.50,1,-1\n";
    private const string DepthUpdate = DepthHeader + "X,1667346579146,89,95,a,set,11,2.5,90\n";
    private readonly TemporaryRecording _folder = new();

    public static TheoryData<string, string, Type> Texts => new()
    {
        { "a.csv", "34200.004241176,1,16113575,18,5853300,1\n", typeof(LobsterTape) },
        { "b.csv", "ts_event,ts_recv,sequence,flags,action,side,order_id,price_e9,size\n1,2,3,128,A,B,1,1,1\n", typeof(MboTape) },
        { "c.txt", "1723161253937085768 {\"stream\":\"x\",\"data\":{}}\n", typeof(RecordingTape) },
        { "d.csv", DepthSnapshot, typeof(DepthHistoryTape) },
        { "e.txt", CaptureSamples.Kraken, typeof(CaptureTape) },
        { "f.txt", "1618678133.5: [7,{\"as\":[],\"bs\":[]},\"book-2\",\"A/B\"]\n", typeof(CaptureTape) },
        { "g.csv", "\uFEFFexchange,symbol,timestamp,local_timestamp,id,side,price,amount\nx,Y,1,2,77,sell,11,1\n", typeof(TardisTape) },
        { "h.csv", "\"DT\",\"EX\",\"SYMBOL\",\"COND\",\"SIZE\",\"PRICE\",\"CORR\"\n2018-01-02 05:01:21.479,P,XXX,F I,2,157.8,0\n", typeof(TaqTape) },
        { "IBM_20131007_trade_tick.csv", "14430270,1815200,283,P,20002020,0\n", typeof(UsTickTape) },
        { "i.jsonl", "[{\"ev\":\"T\",\"sym\":\"A\",\"p\":1,\"s\":1,\"t\":1536036818784}]\n", typeof(PolygonSocketTape) },
        { "j.jsonl", "{\"channel\":\"/stocks/T\",\"message\":[]}\n", typeof(PolygonSocketTape) },
        { "k.json", "\r\n{\n  \"results\": [],\n  \"status\": \"OK\" }", typeof(PolygonReplyTape) },
    };

    [Theory, MemberData(nameof(Texts))]
    public void A_text_is_known_by_its_first_lines(string name, string text, Type reader)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.IsType(reader, Opened(name, bytes));
        Assert.IsType(reader, Opened(name + ".gz", TemporaryRecording.Pack(bytes)));
    }

    [Fact]
    public void A_binary_file_is_known_by_its_first_bytes_whatever_its_name()
    {
        Assert.IsType<MboTape>(Opened("a", DbnBytes.Sample(1, 3)));
        Assert.IsType<ItchTape>(Opened("b.csv", ItchBytes.Sample(1, withLengths: true)));
        Assert.IsType<ItchTape>(Opened("c", ItchBytes.Sample(1, withLengths: false)));
    }

    [Theory]
    [InlineData("a.csv", "", "is empty")]
    [InlineData("a.csv", "open,high,low,close\n1,2,3,4\n", "begins with 'open,high,low,close'")]
    [InlineData("a.csv", "5859400,200,5853300,18\n", "order-book rows that LOBSTER puts beside its messages")]
    [InlineData("a.json", "{\"a\":{\"ev\":1}}", "begins with '{\"a\":{\"ev\":1}}'")]
    [InlineData("a.txt", "\u0001\u0002 and so on", "begins with '·· and so on'")]
    [InlineData("a.csv", "14430270,1815200,283,P,20002020,0\n", "as nothing does that is read here")]
    public void What_is_unknown_is_refused_by_its_name(string name, string text, string said)
    {
        var error = Assert.Throws<RecordingRefusedException>(() => Tape.KindOf(_folder.WriteAs(name, Encoding.UTF8.GetBytes(text))));

        Assert.StartsWith(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_file_has_to_say_so_in_its_name()
    {
        byte[] text = Encoding.ASCII.GetBytes(DepthSnapshot);

        Assert.Contains(".gz", Assert.Throws<RecordingRefusedException>(() => Opened("a.csv", Packing.Gzip(text))).Message, StringComparison.Ordinal);
        Assert.Contains(".zst", Assert.Throws<RecordingRefusedException>(() => Opened("b.csv", Packing.ZstdFrame(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_can_not_be_unpacked_at_all_is_a_damage()
    {
        Assert.Contains("no such file", Assert.Throws<RecordingException>(() => Tape.Open("/no/such/file.csv")).Message, StringComparison.Ordinal);
        Assert.Contains("not packed by gzip", Assert.Throws<RecordingException>(() => Opened("a.gz", "plain text, no gzip"u8.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_behind_the_beginning_is_left_to_the_reader()
    {
        byte[] whole = TemporaryRecording.Pack(Encoding.ASCII.GetBytes(DepthSnapshot));

        (List<TapeEvent> events, RecordingException error) = TapeReading.UntilError<RecordingException>(Tape.Open(_folder.WriteAs("a.csv.gz", whole[..^4])));

        Assert.Equal("a.csv.gz", error.File);
        Assert.True(error.LinesRead <= 2 && events.Count <= 2);
    }

    [Fact]
    public void Scales_are_those_that_are_named_where_the_format_has_none()
    {
        string file = _folder.WriteAs("a.csv", Encoding.ASCII.GetBytes(DepthSnapshot));

        using ITape named = Tape.Open(file, new TapeScales(2, 3));
        using ITape plain = Tape.Open(file);

        Assert.Equal(((2, 3), (8, 8)), ((named.PriceScale, named.QuantityScale), (plain.PriceScale, plain.QuantityScale)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tape.Open(file, new TapeScales(19, 0)));
    }

    [Fact]
    public void Files_that_continue_each_other_are_one_tape_and_others_are_not_joined()
    {
        string snapshot = _folder.WriteAs("a.csv", Encoding.ASCII.GetBytes(DepthSnapshot)), update = _folder.WriteAs("b.csv", Encoding.ASCII.GetBytes(DepthUpdate));
        string sockets = _folder.Write(Lines.Trade(1, 7, "9.5", "0.100", true)), capture = _folder.WriteAs("c.txt", Encoding.ASCII.GetBytes(CaptureSamples.Kraken));

        Assert.Equal(TapeEventKind.UpdateEnd, TapeReading.All(Tape.Open([snapshot, update]))[^1].Kind);
        Assert.Equal(2, TapeReading.All(Tape.Open([sockets, sockets])).Count);
        Assert.Contains("they are no one recording", Assert.Throws<RecordingRefusedException>(() => Tape.Open([snapshot, sockets])).Message, StringComparison.Ordinal);
        Assert.Contains("read file by file", Assert.Throws<RecordingRefusedException>(() => Tape.Open([capture, capture])).Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "property")]
    public void Damaged_files_of_any_kind_are_opened_refused_or_told_with_their_place()
    {
        byte[][] samples =
        [
            .. Texts.Select(row => row.Data).Where(row => !row.Item1.StartsWith("IBM", StringComparison.Ordinal) && row.Item1 != "c.txt").Select(row => Encoding.UTF8.GetBytes(row.Item2)),
            DbnBytes.Sample(1, 3), ItchBytes.Sample(1, withLengths: true),
        ];
        using var input = new HostileInput(120, ".tape", path => Tape.Open(path), samples);

        print.WriteLine(input.Run(HostileInput.CasesPerReader));
        Assert.True(input.Refused > HostileInput.CasesPerReader / 10 && input.Damaged > HostileInput.CasesPerReader / 10);
    }

    public void Dispose() => _folder.Dispose();

    private ITape Opened(string name, byte[] bytes)
    {
        using ITape tape = Tape.Open(_folder.WriteAs(name, bytes));
        return tape;
    }
}
