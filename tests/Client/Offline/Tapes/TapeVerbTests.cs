using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Quern.Client.Tests.Silo;
using Quern.Tests;

namespace Quern.Client.Tests.Offline.Tapes;

public sealed class TapeVerbTests(ITestOutputHelper print) : IDisposable
{
    private const string Ticks = "34200.5,1,7,18,5853300,1\n34201.25,1,8,20,5859400,-1\n34202.125,4,7,8,5853300,1\n34203,3,99,5,5850000,1\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-tape-").FullName;
    private readonly TestTerminal _terminal = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact, Trait("Category", "unit")]
    public async Task A_recording_is_told_by_kinds_times_instruments_and_best_quotes()
    {
        Assert.Equal(0, await Run(Write("AAPL_2012-06-21_34200000_57600000_message_1.csv", Ticks)));

        string[] lines = _terminal.Printed.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split('\n')).ToArray();
        Assert.Equal(
            [
                "AAPL_2012-06-21_34200000_57600000_message_1.csv · LOBSTER messages · 4 records",
                "  time         2012-06-21T13:30:00.500000000Z to 2012-06-21T13:30:03.000000000Z",
                "  events       OrderAdded 2, OrderDeleted 1, OrderExecuted 1",
                "  instruments  1",
                "  best quotes  AAPL  10 @ 585.33 | 585.94 @ 20",
                "  unknown      1 events name an order from before the tape",
            ],
            lines);
        Assert.Equal("", _terminal.Complained);
    }

    [Fact, Trait("Category", "unit")]
    public async Task Order_by_order_there_are_no_gaps_between_numbers_and_a_crossed_book_is_called_so()
    {
        const string header = "ts_event,ts_recv,sequence,flags,action,side,order_id,price_e9,size\n1,2,1,0,R,N,0,9223372036854775807,0\n";
        string sound = Write("sound.csv", header + "3,4,7,128,A,B,1,5000000000,3\n5,6,9,128,A,A,2,5250000000,4\n");
        string crossed = Write("crossed.csv", header + "3,4,7,128,A,B,1,6000000000,3\n5,6,9,128,A,A,2,5250000000,4\n");

        Assert.Equal(0, await Run(sound, crossed));

        string[] quotes = [.. _terminal.Printed.Split('\n').Where(line => line.Contains(" | ", StringComparison.Ordinal)).Select(line => line.Trim())];
        Assert.Equal(["best quotes  #0  3 @ 5 | 5.25 @ 4", "best quotes  #0  3 @ 6 | 5.25 @ 4  crossed"], quotes);
    }

    [Fact, Trait("Category", "unit")]
    public async Task A_damaged_one_ends_with_4_after_what_was_read_before()
    {
        string file = Write("a.csv", Ticks + "34204,9,1,1,1,1\n");

        Assert.Equal(4, await Run(file));

        Assert.Contains("4 records", _terminal.Printed, StringComparison.Ordinal);
        Assert.Contains("09:30:00.500000000 local to 09:30:03.000000000 local", _terminal.Printed, StringComparison.Ordinal);
        Assert.Equal($"a.csv: line 5, offset {Ticks.Length}: the type is 9, not 1 to 7; 4 lines were read before it{Environment.NewLine}", _terminal.Complained);
    }

    [Fact, Trait("Category", "unit")]
    public async Task A_packed_one_that_is_cut_ends_with_4()
    {
        string file = Path.Combine(_folder, "a.csv.gz");
        using (var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest))
            packed.Write(Encoding.ASCII.GetBytes(Ticks));
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..^3]);

        Assert.Equal(4, await Run(file));

        Assert.Contains("cut or damaged", _terminal.Complained, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "unit")]
    public async Task Checksums_that_differ_are_told_and_end_with_4()
    {
        string file = Write("kraken.txt", """
            1618678133.5: [7,{"as":[["0.50","2.00","1618678100.1"]],"bs":[["0.40","1.00","1618678102.25"]]},"book-2","A/B"]
            1618678134.5: [7,{"a":[["0.55","9.00","1618678103.1"]],"c":"1"},"book-2","A/B"]

            """);

        Assert.Equal(4, await Run(file));

        Assert.Contains("0 of 1 checksums equal", _terminal.Printed, StringComparison.Ordinal);
        Assert.Contains("message 2 of A/B tells checksum 1", _terminal.Complained, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "unit")]
    public async Task With_json_each_recording_is_one_object()
    {
        string first = Write("a.csv", Ticks), second = Write("b.csv", "DT,EX,BID,BIDSIZ,OFR,OFRSIZ,SYMBOL\n2018-01-02 04:04:13.125,P,156.57,3,157,1,XXX\n");

        Assert.Equal(0, await Run(first, second, "--json"));

        JsonElement[] told = [.. _terminal.Printed.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["LOBSTER messages", "NYSE TAQ"], told.Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(2, told[0].GetProperty("events").GetProperty("OrderAdded").GetInt64());
        JsonElement quote = told[1].GetProperty("bestQuotes")[0];
        Assert.Equal(("XXX", "156.57", "300", "157", "100"), (
            quote.GetProperty("symbol").GetString(), quote.GetProperty("bid").GetString(), quote.GetProperty("bidSize").GetString(),
            quote.GetProperty("ask").GetString(), quote.GetProperty("askSize").GetString()));
    }

    [Fact, Trait("Category", "unit")]
    public async Task Files_that_continue_each_other_are_joined_and_a_gap_between_them_ends_with_4()
    {
        const string header = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n";
        string snapshot = Write("snap.csv", header + "X,1667346579146,90,90,b,snap,10.50,1,-1\n");
        string next = Write("next.csv", header + "X,1667346579147,89,95,a,set,11,2.5,88\n"), later = Write("later.csv", header + "X,1667346579147,99,99,a,set,11,2.5,98\n");

        Assert.Equal(0, await Run(snapshot, next, "--join", "--scales", "2,3"));
        Assert.Contains("1 @ 10.5 | 11 @ 2.5", _terminal.Printed, StringComparison.Ordinal);

        Assert.Equal(4, await Run(snapshot, later, "--join"));
        Assert.Contains("later.csv can't be joined", _terminal.Complained, StringComparison.Ordinal);
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("Required argument missing")]
    [InlineData("no file '/no/such/file'", "/no/such/file")]
    [InlineData("--scales takes two numbers", "SAMPLE", "--scales", "19,1")]
    [InlineData("--rows takes 1 to", "SAMPLE", "--rows", "0")]
    [InlineData("begins with 'open,high,low,close'", "UNKNOWN")]
    [InlineData("read file by file", "SAMPLE", "SAMPLE", "--join")]
    public async Task A_senseless_line_ends_with_64_and_one_line_of_advice(string advice, params string[] args)
    {
        string sample = Write("a.csv", Ticks), unknown = Write("b.csv", "open,high,low,close\n");

        Assert.Equal(64, await Run([.. args.Select(arg => arg switch { "SAMPLE" => sample, "UNKNOWN" => unknown, _ => arg })]));

        Assert.Contains(advice, _terminal.Complained, StringComparison.Ordinal);
        Assert.Equal(1, _terminal.Complained.Count(letter => letter == '\n'));
    }

    [Fact, Trait("Category", "golden")]
    public async Task Captures_of_outside_data_are_whole_and_their_checksums_equal()
    {
        string[] files = Directory.GetFiles(TestData.Require("crypto-l2", "websocket-captures"), "*.gz");
        Assert.NotEmpty(files);

        Assert.Equal(0, await Run(files));

        Assert.Equal(files.Length, _terminal.Printed.Split("checksums equal").Length - 1);
        print.WriteLine($"{files.Length} files\n{_terminal.Printed}");
    }

    private Task<int> Run(params string[] args) => _terminal.RunAsync(null, _folder, ["tape", .. args]);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
