using System.Globalization;
using System.Text;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Connectors.Transport;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The venue in the words of Binance USD-M: which request goes where, over REST and over sockets.</summary>
internal sealed class BinanceVenue : IVenueListener, IDisposable
{
    private readonly Dictionary<(string Method, string Path), Endpoint> _paths = [];
    private readonly Dictionary<string, Endpoint> _methods = new(StringComparer.Ordinal);
    private readonly List<VenueSocket> _sockets = [];
    private readonly VenueCore _core;
    private readonly VenueOptions _options;
    private readonly Gateway _gateway;
    private readonly RateLedger _rates;
    private readonly ListenKeys _listenKeys;
    private readonly CountdownTimers _countdowns;
    private readonly MarketStreams _marketStreams;
    private readonly UserStreams _userStreams;
    private readonly VenueFaults _faults;
    private readonly JsonFrame _errors = new();

    public BinanceVenue(VenueCore core, VenueOptions options, VenueFaults faults)
    {
        _core = core;
        _options = options;
        _faults = faults;
        _rates = new RateLedger(options.Limits);
        _gateway = new Gateway(core, options, _rates, faults);
        _listenKeys = new ListenKeys(core, options.Limits, options.Seed);
        _countdowns = new CountdownTimers(core);
        _marketStreams = new MarketStreams(core, faults);
        _userStreams = new UserStreams(core, faults);
        _listenKeys.OnEnded = _userStreams.OnKeyEnded;
        faults.OnDisconnect = Disconnect;
        faults.OnExpireListenKeys = _listenKeys.StopAll;
        faults.OnCutLimits = share => _rates.Share = share;
        faults.OnForgetHistory = (account, kept) => core.Accounts.First(known => known.Name == account).ForgetHistory(kept);
        Route(new MarketDataApi(core, options).Endpoints);
        Route(new OrderApi(core, faults, _countdowns).Endpoints);
        Route(new AccountApi(core, options, _listenKeys, faults).Endpoints);
    }

    public long CountdownsFired => _countdowns.Fired;

    public long RefusedForTime => _gateway.RefusedForTime;

    public int OpenSockets => _sockets.Count;

    public int Subscriptions => _marketStreams.Subscriptions;

    /// <summary>Weight that was charged for requests of a path since the start.</summary>
    public long WeightOf(string path) => _gateway.WeightOf(path);

    public bool HasUserStream(VenueAccount account) => _userStreams.HasListeners(account);

    public MarketStreams MarketStreams => _marketStreams;

    /// <summary>Lets somebody else answer what is asked under a GET path, in his own time.</summary>
    public void Defer(string path, Action<EndpointCall, Action<EndpointReply>> handler)
    {
        Endpoint endpoint = _paths[("GET", path)] with { Deferred = handler };
        _paths[("GET", path)] = endpoint;
        if (endpoint.SocketMethod is { } method)
            _methods[method] = endpoint;
    }

    /// <summary>Answers one REST request, now or later.</summary>
    public void Answer(HttpCall call, Action<HttpReply?> answer)
    {
        (string path, string query) = Split(call.Address);
        string address = call.Header("X-Forwarded-For") ?? "";
        string? key = call.Header("X-MBX-APIKEY");
        RequestParameters? parameters = RequestParameters.OfRest(query, RequestParameters.BodyText(call.Body));
        if (parameters is null || !_paths.TryGetValue((call.Method, path), out Endpoint? endpoint))
        {
            answer(ReplyOf(EndpointReply.Refused(BinanceErrors.NoSuchPath), null, address, key));
            return;
        }

        _gateway.Dispatch(endpoint, parameters, key, address, reply =>
            answer(reply is null ? null : ReplyOf(reply, endpoint, address, key)));
    }

    /// <summary>Takes a socket; null when the address is none of ours.</summary>
    public VenueSocket? Accept(Uri address, IWebSocketConnection client)
    {
        (string path, string query) = Split(address);
        RequestParameters? parameters = RequestParameters.OfRest(query, "");
        VenueSocket? socket = parameters is null ? null : Open(path, parameters, client);
        if (socket is null)
            return null;
        if (_faults.Refuses(socket.Kind))
        {
            Forget(socket);
            return null;
        }

        _sockets.Add(socket);
        socket.OnGone = Forget;
        socket.Live(_options.Limits.SocketLife);
        return socket;
    }

    public void OnBookChanged(VenueMarket market, ReadOnlySpan<MatchEvent> events, long nowMs) =>
        _marketStreams.OnBookChanged(market, events, nowMs);

    public void OnTrade(VenueMarket market, in PublicTrade trade) => _marketStreams.OnTrade(market, in trade);

    public void OnAggregateTrade(VenueMarket market, in AggregateTrade trade) => _marketStreams.OnAggregateTrade(market, in trade);

    public void OnOrder(VenueOrder order, OrderNews news, ExpiryCause cause, in AccountFill fill, long nowMs) =>
        _userStreams.OnOrder(order, news, cause, in fill, nowMs);

    public void OnFunding(VenueAccount account, VenueMarket market, Int128 changeE8, long nowMs) =>
        _userStreams.OnFunding(account, changeE8, nowMs);

    public void OnMarks(long nowMs) => _marketStreams.OnMarks(nowMs);

    public void Dispose()
    {
        Disconnect(SocketKind.Any);
        _countdowns.Dispose();
        _listenKeys.Dispose();
        _marketStreams.Dispose();
        _userStreams.Dispose();
        _gateway.Dispose();
        _errors.Dispose();
    }

    // The text as it was sent: Uri's own parts may be spelled anew, and a signature covers the spelling.
    private static (string Path, string Query) Split(Uri address)
    {
        string text = address.OriginalString;
        int question = text.IndexOf('?', StringComparison.Ordinal);
        return (address.AbsolutePath, question < 0 ? "" : text[(question + 1)..]);
    }

    private void Route(IEnumerable<Endpoint> endpoints)
    {
        foreach (Endpoint endpoint in endpoints)
        {
            _paths.Add((endpoint.Method, endpoint.Path), endpoint);
            if (endpoint.SocketMethod is { } method)
                _methods.Add(method, endpoint);
        }
    }

    private VenueSocket? Open(string path, RequestParameters parameters, IWebSocketConnection client)
    {
        if (path == "/ws-fapi/v1")
            return OpenOrderApi(parameters, client);

        (string root, StreamCategory category) = path switch
        {
            _ when path.StartsWith("/public/", StringComparison.Ordinal) => (path["/public".Length..], StreamCategory.Public),
            _ when path.StartsWith("/market/", StringComparison.Ordinal) => (path["/market".Length..], StreamCategory.Market),
            _ when path.StartsWith("/private/", StringComparison.Ordinal) => (path["/private".Length..], default),
            _ => (path, StreamCategory.All),
        };

        bool isCombined = root == "/stream";
        if (!isCombined && root != "/ws" && !root.StartsWith("/ws/", StringComparison.Ordinal))
            return null;
        string tail = root.Length > "/ws/".Length && !isCombined ? root["/ws/".Length..] : "";
        if (category == default)
            return OpenUserStream(parameters.Get("listenKey") ?? tail, parameters, client, isCombined);
        if (category is StreamCategory.All && _listenKeys.OwnerOf(tail) is not null)
            return OpenUserStream(tail, parameters, client, isCombined);

        string names = isCombined ? parameters.Get("streams") ?? "" : tail;
        return OpenMarketStream(names, category, client, isCombined);
    }

    private MarketStreamSocket? OpenMarketStream(string names, StreamCategory category, IWebSocketConnection client, bool isCombined)
    {
        var socket = new MarketStreamSocket(_core, client, _marketStreams, _options.Limits, category, isCombined);
        if (socket.SubscribeAll(MarketStreamSocket.NamesIn(names)))
            return socket;
        socket.Forget();
        return null;
    }

    private UserStreamSocket? OpenUserStream(string key, RequestParameters parameters, IWebSocketConnection client, bool isCombined)
    {
        if (_listenKeys.OwnerOf(key) is not { } account)
            return null;
        string[] events = parameters.Get("events")?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var socket = new UserStreamSocket(_core, client, account, key, events, isCombined);
        _userStreams.Add(socket);
        return socket;
    }

    private OrderApiSocket? OpenOrderApi(RequestParameters parameters, IWebSocketConnection client)
    {
        const int handshakeWeight = 5;
        if (_rates.Charge("", handshakeWeight, _core.Clock.NowMs).Status != 0)
            return null;
        return new OrderApiSocket(_core, client, _gateway, _methods, parameters.Get("returnRateLimits") != "false");
    }

    private void Forget(VenueSocket socket)
    {
        _sockets.Remove(socket);
        switch (socket)
        {
            case MarketStreamSocket market:
                market.Forget();
                break;
            case UserStreamSocket user:
                _userStreams.Remove(user);
                break;
            case OrderApiSocket orders:
                orders.Forget();
                break;
        }
    }

    private void Disconnect(SocketKind kind)
    {
        foreach (VenueSocket socket in _sockets.ToArray())
        {
            if (kind is SocketKind.Any || socket.Kind == kind)
                socket.Cut();
        }
    }

    private HttpReply ReplyOf(EndpointReply reply, Endpoint? endpoint, string address, string? key)
    {
        long nowMs = _core.Clock.NowMs;
        List<KeyValuePair<string, string>> headers =
        [
            new("Content-Type", "application/json"),
            new("X-MBX-USED-WEIGHT-1M", Text(_rates.Weight(address, nowMs))),
        ];
        if (endpoint is { CountsAsOrder: true } && _gateway.AccountOf(key) is { } account)
        {
            (int tenSeconds, int minute) = _rates.Orders(account, nowMs);
            headers.Add(new("X-MBX-ORDER-COUNT-10S", Text(tenSeconds)));
            headers.Add(new("X-MBX-ORDER-COUNT-1M", Text(minute)));
        }

        if (reply.RetryAfterMs > 0)
            headers.Add(new("Retry-After", Text((reply.RetryAfterMs + 999) / 1000)));
        return reply.Error.IsNone
            ? new HttpReply(200, headers, reply.Body)
            : new HttpReply(reply.Error.Status, headers, ErrorBody(reply.Error));
    }

    private byte[] ErrorBody(BinanceError error)
    {
        // Refused by the front of the house, which does not speak JSON.
        if (error.Status == 503)
            return Encoding.ASCII.GetBytes(error.Message);
        var json = _errors.Start();
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("msg"u8, error.Message);
        json.WriteEndObject();
        return _errors.Bytes.ToArray();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
