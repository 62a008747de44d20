using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Simulation.Tests.Faults.Bugs;

/// <summary>A venue that passes everything on: each bug overrides what it gets wrong.</summary>
internal class PassingExchange(IExchange inner) : IExchange
{
    private IExchangeSubscriber? _subscriber;

    public string Venue => inner.Venue;

    public string Address => inner.Address;

    public IExchangeSubscriber Subscriber => _subscriber ??= new PassingSubscriber(this, inner.Subscriber);

    public IExchangeDataFetcher PublicData => inner.PublicData;

    public IExchangeDataFetcher DataFetcher(string account) => new PassingFetcher(this, inner.DataFetcher(account));

    public IExchangeOms OrderEntry(string account) => new PassingOms(this, inner.OrderEntry(account));

    public IExchangePms AccountStream(string account) => inner.AccountStream(account);

    public IVenueTimers? Timers(string account) => inner.Timers(account);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    protected internal virtual IEnumerable<ExecutionReport> Hear(ExecutionReport report) => [report];

    protected internal virtual ExecutionReport Read(ExecutionReport listedFill) => listedFill;

    protected internal virtual OrderRequest Send(OrderRequest order) => order;

    protected internal virtual bool SendsCancels => true;

    protected internal virtual long ServerTime(long timeNs) => timeNs;

    protected internal virtual VenuePosition Position(VenuePosition position) => position;

    protected internal virtual MarketEvent Market(MarketEvent step) => step;

    private sealed class PassingOms(PassingExchange bug, IExchangeOms inner) : IExchangeOms
    {
        public string Account => inner.Account;

        public ConnectionState State => inner.State;

        public void Connect(IOrderEventSink sink) => inner.Connect(new Ears(bug, sink));

        public SendOutcome PlaceMarketOrder(in OrderRequest order) => inner.PlaceMarketOrder(bug.Send(order));

        public SendOutcome PlaceLimitOrder(in OrderRequest order) => inner.PlaceLimitOrder(bug.Send(order));

        public SendOutcome CancelOrder(in CancelRequest cancel) => bug.SendsCancels ? inner.CancelOrder(cancel) : SendOutcome.Sent;

        public SendOutcome ReplaceOrder(in ReplaceRequest replace) => inner.ReplaceOrder(replace);

        public Task CancelAll(Instrument instrument, CancellationToken cancellation) => inner.CancelAll(instrument, cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Ears(PassingExchange bug, IOrderEventSink sink) : IOrderEventSink
    {
        public void OnReport(in ExecutionReport report)
        {
            foreach (ExecutionReport heard in bug.Hear(report))
                sink.OnReport(heard);
        }

        public void OnOrderStream(ConnectionState state, string detail) => sink.OnOrderStream(state, detail);
    }

    private sealed class PassingFetcher(PassingExchange bug, IExchangeDataFetcher inner) : IExchangeDataFetcher
    {
        public string Venue => inner.Venue;

        public void SetAuthCredentials(ApiCredentials credentials) => inner.SetAuthCredentials(credentials);

        public async Task<long> GetServerTimeNs(CancellationToken cancellation) => bug.ServerTime(await inner.GetServerTimeNs(cancellation));

        public Task<IReadOnlyList<Instrument>> GetInstruments(CancellationToken cancellation) => inner.GetInstruments(cancellation);

        public Task<IReadOnlyList<ExecutionReport>> GetOpenOrders(IReadOnlyList<Instrument> instruments, CancellationToken cancellation) =>
            inner.GetOpenOrders(instruments, cancellation);

        public Task<ExecutionReport> GetOrder(ClientOrderId id, Instrument instrument, CancellationToken cancellation) => inner.GetOrder(id, instrument, cancellation);

        public async Task<IReadOnlyList<ExecutionReport>> GetFills(Instrument instrument, long fromTradeId, CancellationToken cancellation) =>
            [.. (await inner.GetFills(instrument, fromTradeId, cancellation)).Select(bug.Read)];

        public async Task<IReadOnlyList<VenuePosition>> GetPositions(IReadOnlyList<Instrument> instruments, CancellationToken cancellation) =>
            [.. (await inner.GetPositions(instruments, cancellation)).Select(bug.Position)];

        public Task<IReadOnlyList<VenueBalance>> GetBalances(CancellationToken cancellation) => inner.GetBalances(cancellation);
    }

    private sealed class PassingSubscriber(PassingExchange bug, IExchangeSubscriber inner) : IExchangeSubscriber
    {
        public string Venue => inner.Venue;

        public ConnectionState State => inner.State;

        public FeedCounters Counters => inner.Counters;

        public void Connect() => inner.Connect();

        public void Subscribe(Instrument instrument, IMarketDataSink sink) => inner.Subscribe(instrument, new Eyes(bug, sink));

        public void Unsubscribe(Instrument instrument) => inner.Unsubscribe(instrument);

        public void Refresh(Instrument instrument) => inner.Refresh(instrument);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Eyes(PassingExchange bug, IMarketDataSink sink) : IMarketDataSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            var seen = new MarketEvent[events.Length];
            for (int index = 0; index < events.Length; index++)
                seen[index] = bug.Market(events[index]);
            sink.OnEvents(seen);
        }
    }
}
