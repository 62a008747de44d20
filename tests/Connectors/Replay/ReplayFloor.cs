using System.Text;
using System.Text.Json;
using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Replay;
using Quern.Connectors.Tests.Recordings;
using Quern.Connectors.Transport;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Replay;

/// <summary>A replay venue over a few lines, with a client that listens and one that trades.</summary>
internal sealed class ReplayFloor : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    public ReplayFloor(IReadOnlyList<string> lines, Func<ReplayOptions, ReplayOptions>? change = null)
    {
        string file = _folder.Write([.. lines]);
        var options = new ReplayOptions { Files = [file] };
        Time = new VirtualTime(Lines.Start / 1_000_000);
        Venue = new ReplayVenue(change?.Invoke(options) ?? options, RecordingSurvey.Read([file]), Time);
        Demo = new Trader(Venue, Time);
    }

    public VirtualTime Time { get; }

    public ReplayVenue Venue { get; }

    public Trader Demo { get; }

    /// <summary>Book of bid 10.00 x 5 and ask 10.10 x 5, known from the second millisecond on.</summary>
    public static string[] Opening { get; } =
    [
        Lines.Diff(0, 5, 9, 4, """["10.00","5"]"""),
        Lines.Snapshot(1, 10, """["10.00","5.0"],["9.90","7"]""", """["10.10","5"],["10.20","0.5"]"""),
        Lines.Diff(2, 8, 12, 9),
    ];

    public Ear Listen(string address = "/stream?streams=ethusdt@depth@100ms/ethusdt@trade") => Ear.Open(Venue, address)!;

    public Ear UserStream()
    {
        string key = Demo.Ask("POST", "/fapi/v1/listenKey").GetProperty("listenKey").GetString()!;
        return Ear.Open(Venue, $"/private/ws?listenKey={key}")!;
    }

    public void Advance(double ms) => Time.Advance(TimeSpan.FromMilliseconds(ms));

    public JsonElement Limit(string side, string price, string quantity, string tif = "GTC") =>
        Demo.PlaceLimit(side, price, quantity, tif, symbol: "ETHUSDT", more: "&newOrderRespType=RESULT");

    /// <summary>Asks for the book.</summary>
    public Answer AskBook(string symbol = "ETHUSDT")
    {
        var answer = new Answer();
        Venue.Answer(Demo.CallOf("GET", "/fapi/v1/depth", $"symbol={symbol}&limit=1000"), reply => answer.Reply = reply);
        return answer;
    }

    public void Dispose()
    {
        Venue.Dispose();
        _folder.Dispose();
    }

    internal sealed class Answer
    {
        public HttpReply? Reply { get; set; }

        public string Text => Encoding.UTF8.GetString(Reply!.Body);
    }
}
