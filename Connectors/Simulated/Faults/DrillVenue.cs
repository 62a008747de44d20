using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Faults;

/// <summary>
/// A simulated venue with a door for drills: whoever kills clients from outside is told when one is inside a request, and reads how things
/// really stand.
/// </summary>
/// <remarks>
/// <c>POST /drill/withhold?method=POST&amp;path=/fapi/v1/order</c> answers at the moment at which such a request took effect and its answer is
/// withheld; <c>POST /drill/end</c> says that the client died; <c>POST /drill/release</c> withholds nothing any more; <c>GET /drill/truth</c> tells
/// all of one account, in decimals. No key: it listens on the loopback address, and the money is paper.
/// </remarks>
public sealed class DrillVenue : IDeferredVenueServer, IDisposable
{
    private const string Root = "/drill/";
    private readonly SimulatedVenue _venue;
    private readonly LifeWatch _watch;
    private readonly VenueOptions _options;
    private readonly string _account;
    private long _withheldCount;

    /// <summary>Opens the venue; the first account is the one that drills are about.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="time">Its only clock.</param>
    public DrillVenue(VenueOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _account = options.Accounts[0].Name;
        _watch = new(time);
        _venue = new(options, time, _watch);
    }

    /// <inheritdoc/>
    public HttpReply Handle(HttpCall call) => _venue.Handle(call);

    /// <inheritdoc/>
    public IWebSocketHandler? Accept(Uri address, IWebSocketConnection client) => _venue.Accept(address, client);

    /// <inheritdoc/>
    public void Answer(HttpCall call, Action<HttpReply?> answer)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(answer);
        string path = call.Address.AbsolutePath;
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            _venue.Answer(call, answer);
        else if (call.Method == "POST" && path == "/drill/withhold")
            Withhold(call.Address, answer);
        else
            answer(Reply(call.Method, path));
    }

    /// <summary>Closes the venue.</summary>
    public void Dispose() => _venue.Dispose();

    private void Withhold(Uri address, Action<HttpReply?> answer)
    {
        string method = Parameter(address, "method");
        string path = Parameter(address, "path");
        _venue.Faults.WithholdNext(method, path, () =>
        {
            _withheldCount++;
            answer(Json(200, new JsonObject { ["withheld"] = $"{method} {path}" }));
        });
    }

    private HttpReply Reply(string method, string path)
    {
        switch (method, path)
        {
            case ("POST", "/drill/end"):
                lock (_venue.Core.Gate)
                    _watch.EndLife();
                return Json(200, new JsonObject { ["left"] = _watch.Left });
            case ("POST", "/drill/release"):
                _venue.Faults.WithholdNothing();
                return Json(200, []);
            case ("GET", "/drill/truth"):
                lock (_venue.Core.Gate)
                    return Json(200, Truth());
            default:
                return Json(404, new JsonObject { ["error"] = $"{method} {path} is not one of withhold, end, release, truth" });
        }
    }

    private JsonObject Truth()
    {
        _watch.NoteAge();
        VenueTruth truth = _venue.Truth;
        TrueWallet wallet = truth.Wallet(_account);
        var markets = new JsonObject();
        foreach (TruePosition position in truth.Positions(_account))
        {
            Instrument instrument = _options.Instruments.First(listing => listing.Symbol == position.Symbol).Definition;
            markets[position.Symbol] = new JsonObject
            {
                ["position"] = Decimals.ToPlainText(position.SignedLots, instrument.QuantityScale),
                ["realised"] = Money(position.RealisedE8),
                ["fills"] = truth.Fills(_account, position.Symbol).Count,
            };
        }

        return new JsonObject
        {
            ["open"] = new JsonArray([.. truth.OpenOrders(_account).Select(order => (JsonNode)order.ClientId)]),
            ["markets"] = markets,
            ["wallet"] = Money(wallet.WalletE8),
            ["fees"] = Money(wallet.FeesE8),
            ["funding"] = Money(wallet.FundingE8),
            ["withheld"] = _withheldCount,
            ["clientIdsSeenTwice"] = truth.ClientIdsSeenTwice(_account),
            ["left"] = _watch.Left,
            ["placedBesideLeft"] = _watch.PlacedBesideLeft,
            ["longestLeftMs"] = _watch.LongestLeftMs,
        };
    }

    private static string Parameter(Uri address, string name)
    {
        foreach (string pair in address.Query.TrimStart('?').Split('&'))
        {
            if (pair.StartsWith(name + "=", StringComparison.Ordinal))
                return Uri.UnescapeDataString(pair[(name.Length + 1)..]);
        }

        return "";
    }

    private static string Money(Int128 e8) => Decimals.ToPlainText(e8, Contract.AmountScale);

    private static HttpReply Json(int status, JsonObject body) =>
        new(status, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(body.ToJsonString()));
}
