using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>The venue's door for drills: who is inside a request, and how things really stand.</summary>
internal sealed class Drill(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Waits until such a request took effect and its answer is withheld.</summary>
    /// <returns>False when none came in time; nothing is withheld then.</returns>
    public async Task<bool> Withhold(string method, string path, TimeSpan patience)
    {
        using var enough = new CancellationTokenSource(patience);
        try
        {
            await Post($"/drill/withhold?method={method}&path={path}", enough.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await Post("/drill/release", CancellationToken.None);
            return false;
        }
    }

    /// <summary>Tells the venue that the client is dead.</summary>
    /// <returns>Orders that it left behind.</returns>
    public async Task<int> EndLife() => (int)(await Post("/drill/end", CancellationToken.None))["left"]!;

    /// <summary>How things really stand, at one moment.</summary>
    public async Task<Truth> Read() => new((await _http.GetFromJsonAsync<JsonNode>(new Uri("/drill/truth", UriKind.Relative)))!);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> Post(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _http.PostAsync(new Uri(path, UriKind.Relative), null, cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(cancellation))!;
    }
}

/// <summary>One moment of the venue.</summary>
internal sealed class Truth(JsonNode node)
{
    /// <summary>Client ids of all open orders.</summary>
    public SortedSet<string> Open { get; } = new(node["open"]!.AsArray().Select(id => (string)id!), StringComparer.Ordinal);

    /// <summary>Fills on all symbols.</summary>
    public long Fills { get; } = node["markets"]!.AsObject().Sum(market => (long)market.Value!["fills"]!);

    public decimal Wallet { get; } = Venue.Number(node, "wallet");

    /// <summary>Requests whose answer was withheld.</summary>
    public long Withheld { get; } = (long)node["withheld"]!;

    public long ClientIdsSeenTwice { get; } = (long)node["clientIdsSeenTwice"]!;

    /// <summary>Orders of dead lives that still rest.</summary>
    public int Left { get; } = (int)node["left"]!;

    /// <summary>Orders placed on a side on which one of a dead life was still resting.</summary>
    public long PlacedBesideLeft { get; } = (long)node["placedBesideLeft"]!;

    /// <summary>The longest that an order outlived the last client.</summary>
    public long LongestLeftMs { get; } = (long)node["longestLeftMs"]!;

    /// <summary>The signed position of a symbol.</summary>
    public decimal Position(string symbol) => Venue.Number(node["markets"]![symbol], "position");

    /// <summary>Equal as long as nothing of ours happened.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"{Fills}|{Wallet}|{string.Join(',', Open)}");
}
