using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>The venue as an outsider sees it: plain HTTP, signed with the demo key. Nothing of Quern's own code is used.</summary>
internal sealed class Venue(Uri address) : IDisposable
{
    private const string Key = "quern-demo-key";
    private const string Secret = "quern-demo-secret";
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>True when it answers.</summary>
    public async Task<bool> IsUp()
    {
        try
        {
            return (await _http.GetAsync(new Uri("/fapi/v1/ping", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Open orders, as client id and instrument.</summary>
    public async Task<SortedSet<string>> OpenOrders() =>
        new((await Signed("/fapi/v1/openOrders", "")).AsArray().Select(order => Text(order, "clientOrderId")), StringComparer.Ordinal);

    /// <summary>Age in milliseconds of each open order, by client id.</summary>
    public async Task<Dictionary<string, long>> OpenOrderAges()
    {
        long now = (long)(await Public("/fapi/v1/time"))["serverTime"]!;
        return (await Signed("/fapi/v1/openOrders", "")).AsArray().ToDictionary(order => Text(order, "clientOrderId"), order => now - (long)order!["time"]!);
    }

    /// <summary>Signed positions other than zero, by symbol.</summary>
    public async Task<SortedDictionary<string, decimal>> Positions()
    {
        var positions = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (JsonNode? row in (await Signed("/fapi/v3/positionRisk", "")).AsArray())
        {
            decimal amount = Number(row, "positionAmt");
            if (amount != 0)
                positions[Text(row, "symbol")] = amount;
        }

        return positions;
    }

    /// <summary>The wallet's balance of an asset.</summary>
    public async Task<decimal> Wallet(string asset) =>
        Number((await Signed("/fapi/v3/balance", "")).AsArray().Single(row => Text(row, "asset") == asset), "balance");

    /// <summary>Every trade of ours on a symbol.</summary>
    public async Task<List<JsonNode>> OwnTrades(string symbol)
    {
        var trades = new List<JsonNode>();
        for (long from = 0; ;)
        {
            JsonArray page = (await Signed("/fapi/v1/userTrades", $"symbol={symbol}&fromId={from}&limit=1000")).AsArray();
            trades.AddRange(page.Select(trade => trade!));
            if (page.Count < 1000)
                return trades;
            from = (long)page[^1]!["id"]! + 1;
        }
    }

    /// <summary>The last public trades of a symbol.</summary>
    public async Task<JsonArray> PublicTrades(string symbol) => (await Public($"/fapi/v1/trades?symbol={symbol}&limit=1000")).AsArray();

    /// <summary>A member as text.</summary>
    public static string Text(JsonNode? node, string name) => (string)node![name]!;

    /// <summary>A member written as decimal text.</summary>
    public static decimal Number(JsonNode? node, string name) => decimal.Parse(Text(node, name), CultureInfo.InvariantCulture);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> Public(string path) => (await _http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;

    private async Task<JsonNode> Signed(string path, string query)
    {
        long now = (long)(await Public("/fapi/v1/time"))["serverTime"]!;
        string parameters = $"{query}{(query.Length > 0 ? "&" : "")}recvWindow=5000&timestamp={now}";
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.ASCII.GetBytes(parameters)));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?{parameters}&signature={signature}");
        request.Headers.Add("X-MBX-APIKEY", Key);
        using HttpResponseMessage response = await _http.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(body)!
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {body}");
    }
}
