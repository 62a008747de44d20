using System.Text;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

public sealed partial class BinanceOms
{
    private const long NsPerMs = 1_000_000;
    private static readonly TimeSpan DefaultStop = TimeSpan.FromSeconds(60);

    private readonly List<RateUse> _rates = [];
    private long _dropped;

    private void OnReply(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        if (!SocketReplyParser.TryRead(frame, out SocketReply reply, _rates))
        {
            _logger.FrameDropped(_socket.Name, frame.Length, ++_dropped);
            return;
        }

        foreach (RateUse rate in _rates)
        {
            _budget.SetLimit(rate.IsOrders, rate.WindowMs, rate.Limit);
            _budget.Report(rate.IsOrders, rate.WindowMs, rate.Used);
        }

        if (reply.Status is 429 or 418)
            OnStop(in reply);
        if (!_inFlight.TryTake(reply.Id, out InFlight request))
            return;
        if (reply.Status == 200 && !reply.HasError)
        {
            OnAccepted(in request, in reply.Order, receiveTimeNs);
            return;
        }

        BinanceError error = reply.Code < 0 ? BinanceErrors.Of(reply.Code) : BinanceErrors.OfHttp(reply.Status, reply.Message);
        OnRefused(in request, error, reply.Code, Encoding.UTF8.GetString(reply.Message), receiveTimeNs);
    }

    private void OnStop(in SocketReply reply)
    {
        TimeSpan wait = reply.RetryAfterMs > 0
            ? TimeSpan.FromMilliseconds(Math.Max(0, reply.RetryAfterMs - _clock.TimestampMs)) : DefaultStop;
        _budget.Stop(wait, isBan: reply.Status == 418);
        _logger.ToldToStop(reply.Status, wait.TotalSeconds);
    }

    private void OnAccepted(in InFlight request, in OrderText order, long receiveTimeNs)
    {
        bool isCancelled = order.Status.SequenceEqual("CANCELED"u8);
        ReportKind kind = request.Kind switch
        {
            RequestKind.Place => ReportKind.Acknowledged,
            RequestKind.Replace when !isCancelled => ReportKind.Replaced,
            RequestKind.Cancel when isCancelled => ReportKind.Cancelled,
            // A replacement that ended its order, or a cancel whose result says something else: the stream tells it better.
            _ => ReportKind.None,
        };
        if (kind is ReportKind.None)
            return;

        Decimals.TryParse(order.Filled, request.Instrument.QuantityScale, out long filled);
        Say(in request, new ExecutionReport
        {
            Kind = kind,
            Id = request.Id,
            Instrument = request.Instrument.Id,
            VenueOrderId = _names.Order(order.OrderId) ?? request.VenueOrderId,
            Filled = new(filled),
            IsFinal = kind is ReportKind.Cancelled,
            VenueTimeNs = order.UpdateMs * NsPerMs,
            ReceiveTimeNs = receiveTimeNs,
        });
    }

    private void OnRefused(in InFlight request, BinanceError error, int code, string text, long receiveTimeNs)
    {
        // A moving market and a fill on the way refuse many requests of a healthy quoter.
        LogLevel level = error.Reason is Reason.PostOnlyWouldCross or Reason.UnknownOrder ? LogLevel.Debug : LogLevel.Warning;
        _logger.RequestRefused(level, Account, NameOf(request.Kind), request.Id, error.Reason, code, text, error.NextStep);
        if (error.Reason is Reason.RequestExpired)
            MeasureClock();

        ReportKind kind = error.IsOutcomeUnknown ? ReportKind.OutcomeUnknown : request.Kind switch
        {
            RequestKind.Place => ReportKind.Rejected,
            RequestKind.Replace => ReportKind.ReplaceRejected,
            _ => ReportKind.CancelRejected,
        };
        Say(in request, new ExecutionReport
        {
            Kind = kind,
            Id = request.Id,
            Instrument = request.Instrument.Id,
            VenueOrderId = request.VenueOrderId,
            IsFinal = kind is ReportKind.Rejected,
            Reason = error.Reason,
            VenueCode = code,
            VenueText = text.Length > 0 ? text : error.NextStep,
            ReceiveTimeNs = receiveTimeNs,
        });
    }

    // Of a place and a replacement we know side, price and size without asking the text.
    private void Say(in InFlight request, in ExecutionReport report) =>
        _sink!.OnReport(request.Kind is RequestKind.Cancel
            ? report
            : report with { Side = request.Side, Price = request.Price, Quantity = request.Quantity });

    private void SayWithoutAnswer(in InFlight request, ReportKind kind, string why) => Say(in request, new ExecutionReport
    {
        Kind = kind,
        Id = request.Id,
        Instrument = request.Instrument.Id,
        VenueOrderId = request.VenueOrderId,
        IsFinal = kind is ReportKind.NotSent && request.Kind is RequestKind.Place,
        Reason = Reason.Transport,
        VenueText = why,
        ReceiveTimeNs = _clock.NowNs,
    });

    private async Task SendByRest(long number, string method, string query)
    {
        try
        {
            // Signed already, and taken from the budget.
            RestAnswer answer = await _rest.TryAsk(new(method, "/fapi/v1/order", query, 0, Security.Key), _stopping.Token);
            lock (_gate)
            {
                if (!_inFlight.TryTake(number, out InFlight request))
                    return;
                long nowNs = _clock.NowNs;
                if (!answer.IsSuccess)
                    OnRefused(in request, answer.Error, answer.Code, answer.Text, nowNs);
                else if (OrderTextParser.TryRead(answer.Body, out OrderText order))
                    OnAccepted(in request, in order, nowNs);
            }
        }
        catch (Exception problem) when (problem is ExchangeException or OperationCanceledException)
        {
            bool mayHaveHappened = problem.InnerException is not HttpTransportException { MayHaveHappened: false };
            lock (_gate)
            {
                if (_inFlight.TryTake(number, out InFlight request))
                    SayWithoutAnswer(in request, mayHaveHappened ? ReportKind.OutcomeUnknown : ReportKind.NotSent, problem.Message);
            }
        }
    }

    private void SweepInFlight()
    {
        const string Why = "no reply in time";
        lock (_gate)
        {
            long sentNs = _clock.NowNs - _options.ReplyTimeOut.Ticks * TimeSpan.NanosecondsPerTick;
            int count = 0;
            for (; _inFlight.TryTakeOlder(sentNs, out InFlight request); count++)
                SayWithoutAnswer(in request, ReportKind.OutcomeUnknown, Why);
            LogUnknown(count, Why);
        }
    }

    private void OnOrderSocketLost(string why)
    {
        int count = 0;
        for (; _inFlight.TryTakeOfSocket(out InFlight request); count++)
            SayWithoutAnswer(in request, ReportKind.OutcomeUnknown, why);
        LogUnknown(count, why);
        OnState(why);
    }

    private void LogUnknown(int count, string why)
    {
        if (count > 0)
            _logger.OutcomesUnknown(Account, count, why);
    }

    private void MeasureClock() => _ = Measure();

    private async Task Measure()
    {
        lock (_gate)
        {
            if (_isMeasuringClock)
                return;
            _isMeasuringClock = true;
        }

        try
        {
            await _rest.MeasureClock(_stopping.Token);
        }
        catch (Exception problem) when (problem is ExchangeException or OperationCanceledException)
        {
            _logger.ClockNotMeasured(problem.Message);
        }

        lock (_gate)
            _isMeasuringClock = false;
    }

    private static string NameOf(RequestKind kind) => kind switch
    {
        RequestKind.Place => "placing",
        RequestKind.Replace => "replacing",
        _ => "cancelling",
    };

    /// <summary>The request/response socket.</summary>
    private sealed class OrderSocket : ISocketOwner, IDisposable
    {
        private const int HandshakeWeight = 5;

        private readonly BinanceOms _oms;
        private readonly ReconnectingSocket _socket;

        public OrderSocket(BinanceOms oms, IWebSocketTransport sockets, TimeProvider time)
        {
            _oms = oms;
            _socket = new(this, oms._gate, oms._options, sockets, time, oms._logger, silentAfter: TimeSpan.Zero, oms._options.Seed + 3);
        }

        public string Name => "order socket";

        public ConnectionState State { get; private set; } = ConnectionState.Connecting;

        public bool IsOpen => _socket.IsOpen;

        public void Start() => _socket.Start();

        public bool TrySend(ReadOnlySpan<byte> frame) => _socket.TrySend(frame);

        public async Task<Uri> FindAddress(CancellationToken cancellation)
        {
            if (!_oms._clock.IsMeasured)
                await _oms._rest.MeasureClock(cancellation);
            if (!_oms._budget.TryTakeQuery(HandshakeWeight))
                throw new ExchangeException("The order socket's handshake is held back by the rate budget.", Reason.RateLimited);
            return _oms._options.Endpoints.OrderSocket;
        }

        public void OnOpened()
        {
            State = ConnectionState.Ready;
            _oms.OnState("order socket up");
        }

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs) => _oms.OnReply(frame, receiveTimeNs);

        public void OnClosed(string detail, bool isFinal)
        {
            State = isFinal ? ConnectionState.Failed : ConnectionState.Connecting;
            _oms.OnOrderSocketLost(detail);
        }

        public void Dispose() => _socket.Dispose();
    }
}
