using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Loopback;
using Quern.Connectors.Transport.Sockets;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Binance;

/// <summary>The whole connector over real sockets and real time, against the loopback venue.</summary>
[Trait("Category", "end-to-end")]
public sealed class LoopbackTests : IOrderEventSink, IAccountEventSink
{
    private readonly Lock _gate = new();
    private readonly List<ExecutionReport> _reports = [];
    private readonly WrittenLog _log = new();
    private long _positionLots;

    void IOrderEventSink.OnReport(in ExecutionReport report)
    {
        lock (_gate)
            _reports.Add(report);
    }

    void IOrderEventSink.OnOrderStream(ConnectionState state, string detail)
    {
    }

    void IAccountEventSink.OnPosition(in VenuePosition position) => Interlocked.Exchange(ref _positionLots, position.SignedLots);

    void IAccountEventSink.OnBalance(in VenueBalance balance)
    {
    }

    void IAccountEventSink.OnAccountStream(ConnectionState state, string detail)
    {
    }

    private bool Heard(ClientOrderId id, ReportKind kind)
    {
        lock (_gate)
            return _reports.Exists(r => r.Id == id && r.Kind == kind);
    }

    private async Task Until(Func<bool> holds, string what)
    {
        for (int wait = 0; wait < 1000; wait++)
        {
            if (holds())
                return;
            await Task.Delay(10);
        }

        lock (_log.Lines)
            Assert.Fail($"{what}: not within 10 s. Log:\n{string.Join('\n', _log.Lines.TakeLast(20))}");
    }

    [Fact]
    public async Task Books_orders_and_reconnects_work_over_real_sockets_and_no_secret_is_logged()
    {
        using var venue = new SimulatedVenue(Venues.Busy(1, eventsPerSecond: 100), TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System);
        using var http = new SocketHttpTransport(new SocketTransportOptions(), TimeProvider.System);
        var sockets = new SocketWebSocketTransport(new SocketTransportOptions(), TimeProvider.System);
        var exchange = new BinanceExchange(
            new BinanceOptions { Endpoints = BinanceEndpoints.Loopback(server.Http), SnapshotSpacing = TimeSpan.FromMilliseconds(50) },
            sockets, http, TimeProvider.System, _log, new ApiCredentials(VenueAccountOptions.Demo.Key, VenueAccountOptions.Demo.Secret));

        IReadOnlyList<Instrument> instruments = await exchange.DataFetcher.GetInstruments(default);
        foreach (Instrument instrument in instruments)
            exchange.Subscriber.Subscribe(instrument, new BookListener(thread: 0));
        exchange.Subscriber.Connect();
        exchange.Oms.Connect(this);
        exchange.Pms.Connect(this);
        await Until(() => exchange.Subscriber.State is ConnectionState.Ready && exchange.Oms.State is ConnectionState.Ready, "ready");

        await RoundTrip(exchange, venue, instruments.Single(i => i.Id.Symbol == "BTCUSDT"), sequence: 1);
        venue.Faults.Disconnect(SocketKind.Any);
        await Until(() => exchange.Oms.State is ConnectionState.Connecting, "the loss");
        await Until(() => exchange.Subscriber.State is ConnectionState.Ready && exchange.Oms.State is ConnectionState.Ready, "ready again");
        await RoundTrip(exchange, venue, instruments.Single(i => i.Id.Symbol == "BTCUSDT"), sequence: 10);

        Assert.Equal((0L, 0L), (exchange.Subscriber.Counters.Malformed, exchange.Subscriber.Counters.Gaps));
        await exchange.DisposeAsync();
        lock (_log.Lines)
        {
            Assert.All(_log.Lines, line => Assert.DoesNotContain(VenueAccountOptions.Demo.Key, line, StringComparison.Ordinal));
            Assert.All(_log.Lines, line => Assert.DoesNotContain(VenueAccountOptions.Demo.Secret, line, StringComparison.Ordinal));
            Assert.All(_log.Lines, line => Assert.DoesNotMatch("[0-9a-f]{64}|listenKey=", line));
        }
    }

    private async Task RoundTrip(BinanceExchange exchange, SimulatedVenue venue, Instrument instrument, uint sequence)
    {
        var id = ClientOrderId.Create(1, 1, sequence);
        Price price = venue.Truth.Touch("BTCUSDT").Bid.Price - 5000;
        OrderRequest order = new(id, instrument, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCanceled, true, false, price, new(10));
        Assert.Equal(SendOutcome.Sent, exchange.Oms.PlaceLimitOrder(order));
        await Until(() => Heard(id, ReportKind.Acknowledged), "the ack");
        exchange.Oms.ReplaceOrder(new(id, instrument, Side.Buy, price - 1000, new(20)));
        await Until(() => Heard(id, ReportKind.Replaced), "the replacement");
        exchange.Oms.CancelOrder(new(id, instrument, null));
        await Until(() => Heard(id, ReportKind.Cancelled), "the cancel");

        var taker = ClientOrderId.Create(1, 1, sequence + 1);
        exchange.Oms.PlaceMarketOrder(order with { Id = taker, PostOnly = false });
        await Until(() => Heard(taker, ReportKind.Traded), "the fill");
        await Until(() => Interlocked.Read(ref _positionLots) == venue.Truth.Positions("demo")[0].SignedLots, "the position");
    }
}
