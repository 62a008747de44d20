using System.Text;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Tests.Binance;

/// <summary>Both transports by hand: a test opens, feeds and breaks the sockets, and answers the requests, all on its own thread.</summary>
internal sealed class ScriptedNetwork(ManualTime time) : IWebSocketTransport, IHttpTransport
{
    private const string Instruments =
        """{"rateLimits":[],"symbols":[{"symbol":"BTCUSDT","status":"TRADING","contractType":"PERPETUAL","baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.1","minPrice":"0.1","maxPrice":"1000000"},{"filterType":"LOT_SIZE","stepSize":"0.001","minQty":"0.001","maxQty":"1000"}]}]}""";

    private readonly List<(HttpCall Call, TaskCompletionSource<HttpReply> Reply)> _held = [];

    public List<ScriptedSocket> Sockets { get; } = [];

    public List<HttpCall> Calls { get; } = [];

    /// <summary>How far the venue's clock is from ours.</summary>
    public long ClockOffsetMs { get; set; }

    public Func<HttpCall, HttpReply?> Answer { get; set; } = _ => null;

    public Exception? Break { get; set; }

    /// <summary>Requests to such a path wait until <see cref="Release"/>.</summary>
    public string? HoldPath { get; set; }

    public IEnumerable<string> Paths => Calls.Select(call => $"{call.Method} {call.Address.AbsolutePath}");

    /// <summary>The newest socket to that path.</summary>
    public ScriptedSocket Socket(string path) => Sockets.Last(socket => socket.Address.AbsolutePath == path);

    public IWebSocketConnection Open(Uri address, IWebSocketHandler handler)
    {
        Sockets.Add(new ScriptedSocket(address, handler, time));
        return Sockets[^1];
    }

    public Task<HttpReply> Send(HttpCall call, CancellationToken cancellation)
    {
        Calls.Add(call);
        if (Break is { } broken)
            return Task.FromException<HttpReply>(broken);
        if (call.Address.AbsolutePath != HoldPath)
            return Task.FromResult(Reply(call));
        _held.Add((call, new TaskCompletionSource<HttpReply>()));
        return _held[^1].Reply.Task;
    }

    /// <summary>Answers what was held.</summary>
    public void Release()
    {
        (HttpCall, TaskCompletionSource<HttpReply>)[] held = [.. _held];
        _held.Clear();
        HoldPath = null;
        foreach ((HttpCall call, TaskCompletionSource<HttpReply> reply) in held)
            reply.SetResult(Reply(call));
    }

    public static HttpReply Json(string body, int status = 200, params KeyValuePair<string, string>[] headers) =>
        new(status, headers, Encoding.UTF8.GetBytes(body));

    private HttpReply Reply(HttpCall call) => Answer(call) ?? call.Address.AbsolutePath switch
    {
        "/fapi/v1/time" => Json($$"""{"serverTime":{{time.NowMs + ClockOffsetMs}}}"""),
        "/fapi/v1/exchangeInfo" => Json(Instruments),
        "/fapi/v1/positionSide/dual" => Json("""{"dualSidePosition":false}"""),
        "/fapi/v1/multiAssetsMargin" => Json("""{"multiAssetsMargin":false}"""),
        "/fapi/v1/listenKey" => Json("""{"listenKey":"listen-key-very-private"}"""),
        "/fapi/v1/countdownCancelAll" => Json("""{"symbol":"BTCUSDT","countdownTime":"1"}"""),
        _ => Json("""{"code":-1000,"msg":"nothing is scripted here"}""", 500),
    };
}

/// <summary>The far end of one socket.</summary>
internal sealed class ScriptedSocket(Uri address, IWebSocketHandler handler, ManualTime time) : IWebSocketConnection
{
    public Uri Address { get; } = address;

    public List<string> Sent { get; } = [];

    public bool IsOpen { get; private set; }

    public bool IsClosedByUs { get; private set; }

    public bool IsFull { get; set; }

    public void Accept()
    {
        IsOpen = true;
        handler.OnOpened();
    }

    public void Deliver(string frame) => handler.OnFrame(Encoding.UTF8.GetBytes(frame), time.NowMs * 1_000_000);

    public void Cut(string detail = "cut")
    {
        IsOpen = false;
        handler.OnClosed(detail);
    }

    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        if (!IsOpen || IsFull)
            return false;
        Sent.Add(Encoding.UTF8.GetString(frame));
        return true;
    }

    public void Close() => (IsOpen, IsClosedByUs) = (false, true);
}
