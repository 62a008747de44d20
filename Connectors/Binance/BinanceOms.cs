using System.Text;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Fencing;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>
/// Order entry of one Binance USD-M account: requests go out on the order socket, signed as they leave, or by REST while that socket is
/// down; the venue's words come from the replies and from the user stream. A lost socket puts every request in flight in doubt.
/// </summary>
/// <remarks>
/// An order is acknowledged, replaced or cancelled by whichever of reply and stream comes first, so the same word may be heard twice; a fill
/// comes from the stream alone, and may follow the reply to a cancel, whose <see cref="ExecutionReport.Filled"/> then already counts it.
/// </remarks>
public sealed partial class BinanceOms : IExchangeOms, IUserStreamListener
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate;
    private readonly BinanceOptions _options;
    private readonly BinanceUserStream _stream;
    private readonly BinanceRest _rest;
    private readonly BinanceClock _clock;
    private readonly RateBudget _budget;
    private readonly SymbolTable<Instrument> _instruments;
    private readonly OrderReports _reports;
    private readonly VenueNames _names;
    private readonly ILogger _logger;
    private readonly SignedRequest _request;
    private readonly InFlightRequests _inFlight;
    private readonly OrderSocket _socket;
    private readonly ITimer _sweep;
    private readonly ITimer _clockRefresh;
    private readonly long _recvWindowMs;
    private readonly CancellationTokenSource _stopping = new();
    private IOrderEventSink? _sink;
    private ConnectionState _state;
    private bool _isMeasuringClock;

    internal BinanceOms(BinanceAccount account, IWebSocketTransport sockets, TimeProvider time, ILogger logger)
    {
        (_gate, _options, _stream, _rest, _clock) = (account.Gate, account.Options, account.Stream, account.Rest, account.Clock);
        (_budget, _instruments, _names, _logger) = (account.Budget, account.Instruments, account.Names, logger);
        _reports = new(_names);
        _request = new(account.Signer);
        _inFlight = new(_options.MaxInFlight);
        _recvWindowMs = (long)_options.RecvWindow.TotalMilliseconds;
        _socket = new(this, sockets, time);
        _sweep = time.CreateTimer(static self => ((BinanceOms)self!).SweepInFlight(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clockRefresh = time.CreateTimer(
            static self => ((BinanceOms)self!).MeasureClock(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public string Account => _options.Account;

    /// <summary>Ready when the order socket and the user stream are both up.</summary>
    public ConnectionState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>Requests without reply at this moment.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
                return _inFlight.Count;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was connected before.</exception>
    public void Connect(IOrderEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        lock (_gate)
        {
            if (_sink is not null)
                throw new InvalidOperationException($"{Account}: orders are connected already.");
            _sink = sink;
            _state = ConnectionState.Connecting;
            _sweep.Change(Sweep, Sweep);
            _clockRefresh.Change(_options.ClockRefresh, _options.ClockRefresh);
        }

        _stream.Join(this);
        _socket.Start();
    }

    /// <inheritdoc/>
    public SendOutcome PlaceMarketOrder(in OrderRequest order) => Place(order with { Type = OrderType.Market });

    /// <inheritdoc/>
    public SendOutcome PlaceLimitOrder(in OrderRequest order) => Place(order with { Type = OrderType.Limit });

    /// <inheritdoc/>
    public SendOutcome ReplaceOrder(in ReplaceRequest replace)
    {
        lock (_gate)
        {
            if (!TryWindow(replace.ExpiresNs, out long windowMs))
                return SendOutcome.NotSent;
            if (!_budget.TryTakeOrder())
                return SendOutcome.Throttled;
            bool byRest = GoesByRest;
            InFlight request = new(
                RequestKind.Replace, byRest, replace.Id, replace.Instrument, replace.Side, replace.Price, replace.Quantity, null, _clock.NowNs);
            if (!TryBegin(in request, out long number))
                return SendOutcome.Throttled;

            Start(byRest, number, "order.modify"u8);
            OrderRequests.AddReplace(_request, in replace, windowMs, _clock.TimestampMs);
            return Send(byRest, number, "PUT");
        }
    }

    /// <inheritdoc/>
    public SendOutcome CancelOrder(in CancelRequest cancel)
    {
        lock (_gate)
        {
            if (!_budget.TryTakeCancel())
                return SendOutcome.Throttled;
            bool byRest = GoesByRest;
            InFlight request = new(
                RequestKind.Cancel, byRest, cancel.Id, cancel.Instrument, default, default, default, cancel.VenueOrderId, _clock.NowNs);
            if (!TryBegin(in request, out long number))
                return SendOutcome.Throttled;

            Start(byRest, number, "order.cancel"u8);
            OrderRequests.AddCancel(_request, in cancel, _recvWindowMs, _clock.TimestampMs);
            return Send(byRest, number, "DELETE");
        }
    }

    /// <inheritdoc/>
    public async Task CancelAll(Instrument instrument, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        string query = $"symbol={Uri.EscapeDataString(instrument.Id.Symbol)}";
        await _rest.Ask(new("DELETE", "/fapi/v1/allOpenOrders", query, 1, Security.Signed, IsCancel: true), cancellation);
    }

    /// <summary>Closes the order socket and leaves the user stream. What is in flight is reported as in doubt.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        _sweep.Dispose();
        _clockRefresh.Dispose();
        _socket.Dispose();
        if (_sink is not null)
            await _stream.Leave(this);
        lock (_gate)
            _state = ConnectionState.Idle;
    }

    void IUserStreamListener.OnUserStream(ConnectionState state, string detail) => OnState(detail);

    bool IUserStreamListener.TryOnUserEvent(StreamEventKind kind, ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        if (kind is not StreamEventKind.OrderTradeUpdate)
            return true;
        if (!OrderUpdateParser.TryRead(frame, out OrderUpdate update))
            return false;
        if (_instruments.Find(update.Symbol) is not { } instrument)
        {
            _logger.UnknownSymbol(Account);
            return true;
        }

        if (!_reports.TryMake(in update, instrument, receiveTimeNs, out ExecutionReport report))
            return false;
        _sink!.OnReport(in report);
        return true;
    }

    private SendOutcome Place(in OrderRequest order)
    {
        lock (_gate)
        {
            if (!TryWindow(order.ExpiresNs, out long windowMs))
                return SendOutcome.NotSent;
            if (!_budget.TryTakeOrder())
                return SendOutcome.Throttled;
            bool byRest = GoesByRest;
            InFlight request = new(
                RequestKind.Place, byRest, order.Id, order.Instrument, order.Side, order.Price, order.Quantity, null, _clock.NowNs);
            if (!TryBegin(in request, out long number))
                return SendOutcome.Throttled;

            Start(byRest, number, "order.place"u8);
            OrderRequests.AddPlace(_request, in order, windowMs, _clock.TimestampMs);
            return Send(byRest, number, "POST");
        }
    }

    /// <summary>How long the venue may take from now on; false when the request is late already and must not leave.</summary>
    private bool TryWindow(long expiresNs, out long windowMs)
    {
        windowMs = RequestExpiry.WindowMs(_clock.NowNs, expiresNs, _recvWindowMs);
        return windowMs > 0;
    }

    private bool TryBegin(in InFlight request, out long number)
    {
        // Answers must be read in the units in which the caller asks.
        Instrument? known = _instruments.Find(request.Instrument.Id.Symbol);
        if (known is null || known.PriceScale != request.Instrument.PriceScale || known.QuantityScale != request.Instrument.QuantityScale)
            _instruments.Set(request.Instrument.Id.Symbol, request.Instrument);
        return _inFlight.TryAdd(in request, out number);
    }

    private bool GoesByRest => !_socket.IsOpen && _options.RestFallback;

    private void Start(bool byRest, long number, ReadOnlySpan<byte> method)
    {
        if (byRest)
            _request.StartQuery();
        else
            _request.StartFrame(number, method);
    }

    private SendOutcome Send(bool byRest, long number, string restMethod)
    {
        // Without a measured clock the venue would refuse the stamp, and before the first connect nobody would hear the answers.
        if (_sink is null || !_clock.IsMeasured || (!byRest && !_socket.TrySend(_request.Frame)))
        {
            _inFlight.TryTake(number, out _);
            return SendOutcome.NotSent;
        }

        if (byRest)
            _ = SendByRest(number, restMethod, Encoding.ASCII.GetString(_request.Query));
        return SendOutcome.Sent;
    }

    private void OnState(string detail)
    {
        ConnectionState state = (_socket.State, _stream.State) switch
        {
            (ConnectionState.Ready, ConnectionState.Ready) => ConnectionState.Ready,
            (ConnectionState.Failed, _) or (_, ConnectionState.Failed) => ConnectionState.Failed,
            _ => ConnectionState.Connecting,
        };
        if (state == _state || _sink is null)
            return;
        _state = state;
        _sink.OnOrderStream(state, detail);
    }
}
