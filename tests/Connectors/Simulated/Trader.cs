using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quern.Connectors.Simulated;
using Quern.Connectors.Transport;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>A client written for these tests alone, straight from the venue's reference: signs, asks, reads JSON.</summary>
internal sealed class Trader(IVenueServer venue, VirtualTime time, VenueAccountOptions? account = null)
{
    private readonly VenueAccountOptions _account = account ?? VenueAccountOptions.Demo;

    public HttpReply LastReply { get; private set; } = new(0, [], []);

    public static string Sign(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    public string Stamped(string query, int recvWindow = 5000) =>
        $"{query}{(query.Length == 0 ? "" : "&")}recvWindow={recvWindow}&timestamp={time.NowMs.ToString(CultureInfo.InvariantCulture)}";

    public string Signed(string text) => $"{text}&signature={Sign(_account.Secret, text)}";

    public HttpCall CallOf(string method, string path, string query, byte[]? body = null) => new(
        method,
        new Uri($"http://venue.test{path}{(query.Length == 0 ? "" : "?")}{query}"),
        [new("X-MBX-APIKEY", _account.Key)],
        TimeSpan.FromSeconds(10)) { Body = body ?? [] };

    public JsonElement Ask(string method, string path, string query = "")
    {
        LastReply = venue.Handle(CallOf(method, path, query));
        return JsonDocument.Parse(LastReply.Body).RootElement;
    }

    public JsonElement AskSigned(string method, string path, string query = "") => Ask(method, path, Signed(Stamped(query)));

    public JsonElement Place(string query) => AskSigned("POST", "/fapi/v1/order", query);

    public JsonElement PlaceLimit(
        string side, string price, string quantity, string tif = "GTC", string? id = null, string symbol = "BTCUSDT", string more = "") =>
        Place($"symbol={symbol}&side={side}&type=LIMIT&timeInForce={tif}&quantity={quantity}&price={price}"
            + (id is null ? "" : $"&newClientOrderId={id}") + more);

    /// <summary>0 when the last reply was no error.</summary>
    public static int Code(JsonElement reply) =>
        reply.ValueKind is JsonValueKind.Object && reply.TryGetProperty("code", out JsonElement code) ? code.GetInt32() : 0;
}

/// <summary>The client's end of a socket, taking frames at once and keeping them all.</summary>
internal sealed class Ear : IWebSocketConnection
{
    private IWebSocketHandler? _venue;

    public List<string> Frames { get; } = [];

    public bool IsOpen { get; private set; }

    /// <summary>Frames that may still be taken before the queue is full.</summary>
    public int Room { get; set; } = int.MaxValue;

    public static Ear? Open(IVenueServer venue, string address)
    {
        var ear = new Ear { IsOpen = true };
        ear._venue = venue.Accept(new Uri("ws://venue.test" + address), ear);
        ear._venue?.OnOpened();
        return ear._venue is null ? null : ear;
    }

    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        if (!IsOpen || Room-- <= 0)
            return false;
        Frames.Add(Encoding.UTF8.GetString(frame));
        return true;
    }

    public void Close() => IsOpen = false;

    public void Say(string frame) => Say(Encoding.UTF8.GetBytes(frame));

    public void Say(byte[] frame) => _venue!.OnFrame(frame, 0);

    public void Leave() => _venue!.OnClosed("left");

    public IEnumerable<JsonElement> Events(string kind) => Frames
        .Select(frame => JsonDocument.Parse(frame).RootElement)
        .Select(root => root.TryGetProperty("data", out JsonElement data) ? data : root)
        .Where(root => root.TryGetProperty("e", out JsonElement e) && e.GetString() == kind);

    public JsonElement Last => JsonDocument.Parse(Frames[^1]).RootElement;
}
