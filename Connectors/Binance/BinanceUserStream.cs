using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>Hears the user stream. Calls come under the account's lock.</summary>
internal interface IUserStreamListener
{
    void OnUserStream(ConnectionState state, string detail);

    /// <summary>True when the event could be read.</summary>
    bool TryOnUserEvent(StreamEventKind kind, ReadOnlySpan<byte> frame, long receiveTimeNs);
}

/// <summary>
/// The one user stream of an account, shared by order entry and positions: takes a listen key, keeps it alive, opens the socket, and
/// begins again when the key is gone. Before its first open it proves that the account is in a mode that Quern can trade in.
/// </summary>
internal sealed class BinanceUserStream : ISocketOwner
{
    private const string ListenKeyPath = "/fapi/v1/listenKey";

    private readonly Lock _gate;
    private readonly BinanceOptions _options;
    private readonly BinanceRest _rest;
    private readonly Func<CancellationToken, Task> _prepare;
    private readonly ILogger _logger;
    private readonly ReconnectingSocket _socket;
    private readonly ITimer _keepAlive;
    private readonly List<IUserStreamListener> _listeners = [];
    private bool _isPrepared;
    private bool _hasKey;
    private long _dropped;

    /// <summary>Takes what it needs; <paramref name="prepare"/> runs once before the first open.</summary>
    public BinanceUserStream(
        Lock gate, BinanceOptions options, IWebSocketTransport sockets, BinanceRest rest, TimeProvider time, ILogger logger,
        Func<CancellationToken, Task> prepare)
    {
        (_gate, _options, _rest, _logger, _prepare) = (gate, options, rest, logger, prepare);

        // An account may be quiet for hours: the far end's pings, and ours, tell whether it is alive.
        _socket = new(this, gate, options, sockets, time, logger, silentAfter: TimeSpan.Zero, options.Seed + 2);
        _keepAlive = time.CreateTimer(
            static self => _ = ((BinanceUserStream)self!).ExtendKey(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name => "user stream";

    public ConnectionState State { get; private set; }

    public void Join(IUserStreamListener listener)
    {
        lock (_gate)
        {
            _listeners.Add(listener);
            if (State is ConnectionState.Idle)
                State = ConnectionState.Connecting;
            else
                listener.OnUserStream(State, "joined");
        }

        _socket.Start();
    }

    /// <summary>The last one to leave closes the stream and gives the key back.</summary>
    public async ValueTask Leave(IUserStreamListener listener)
    {
        bool giveBack;
        lock (_gate)
        {
            _listeners.Remove(listener);
            if (_listeners.Count > 0)
                return;
            giveBack = _hasKey;
            _hasKey = false;
            State = ConnectionState.Idle;
        }

        _keepAlive.Dispose();
        _socket.Dispose();
        if (!giveBack)
            return;
        try
        {
            await _rest.TryAsk(new("DELETE", ListenKeyPath, "", 1, Security.Key), CancellationToken.None);
        }
        catch (ExchangeException)
        {
            // It ends by itself within the hour.
        }
    }

    public async Task<Uri> FindAddress(CancellationToken cancellation)
    {
        if (!_isPrepared)
        {
            await _prepare(cancellation);
            _isPrepared = true;
        }

        byte[] body = await _rest.Ask(new("POST", ListenKeyPath, "", 1, Security.Key), cancellation);
        string key = RestParser.ListenKey(body)
            ?? throw new ExchangeException($"POST {ListenKeyPath}: no listen key in the reply.", Reason.VenueOther);
        _hasKey = true;
        return _options.Endpoints.UserStream(Uri.EscapeDataString(key));
    }

    public void OnOpened()
    {
        _keepAlive.Change(_options.ListenKeyRefresh, _options.ListenKeyRefresh);
        Tell(ConnectionState.Ready, "user stream up");
    }

    public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        StreamEventKind kind = StreamEvent.Classify(frame);
        bool isRead = true;
        switch (kind)
        {
            case StreamEventKind.ListenKeyExpired:
                _socket.Renew("the listen key has expired");
                return;
            case StreamEventKind.Malformed:
                isRead = false;
                break;
            case StreamEventKind.MarginCall:
                _logger.MarginCall(_options.Account);
                break;
            case StreamEventKind.AccountConfigUpdate:
                _logger.AccountConfigChanged(_options.Account);
                break;
            default:
                foreach (IUserStreamListener listener in _listeners)
                    isRead &= listener.TryOnUserEvent(kind, frame, receiveTimeNs);
                break;
        }

        if (!isRead)
            _logger.FrameDropped(Name, frame.Length, ++_dropped);
    }

    public void OnClosed(string detail, bool isFinal)
    {
        _keepAlive.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Tell(isFinal ? ConnectionState.Failed : ConnectionState.Connecting, detail);
    }

    private void Tell(ConnectionState state, string detail)
    {
        if (State is ConnectionState.Idle || (State == state && state is not ConnectionState.Ready))
            return;
        State = state;
        foreach (IUserStreamListener listener in _listeners)
            listener.OnUserStream(state, detail);
    }

    private async Task ExtendKey()
    {
        try
        {
            RestAnswer answer = await _rest.TryAsk(new("PUT", ListenKeyPath, "", 1, Security.Key), CancellationToken.None);
            if (answer.Code == BinanceErrors.ListenKeyGone)
                _socket.Renew("the listen key is gone");
        }
        catch (ExchangeException)
        {
            // Logged where it was sent; the key holds long enough for the next attempt.
        }
    }
}
