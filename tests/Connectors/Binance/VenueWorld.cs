using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Binance;

/// <summary>The connector at the simulated venue, over the in-memory network, in virtual time on one thread.</summary>
internal sealed class VenueWorld : IOrderEventSink, IAccountEventSink, IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private uint _sequence;

    public VenueWorld(VenueOptions options, Action<BinanceOptions>? change = null)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        Venue = new(options, Time);
        Network = new(Venue, Time, options.Seed);
        var binance = new BinanceOptions { Endpoints = BinanceEndpoints.Loopback(new Uri("http://127.0.0.1:80")), Seed = options.Seed };
        change?.Invoke(binance);
        Exchange = new(
            binance, Network, Network, Time, Log, new ApiCredentials(VenueAccountOptions.Demo.Key, VenueAccountOptions.Demo.Secret));
        Instruments = Time.Await(Exchange.DataFetcher.GetInstruments(default));
    }

    public VirtualTime Time { get; } = new();

    public SimulatedVenue Venue { get; }

    public InMemoryNetwork Network { get; }

    public WrittenLog Log { get; } = new();

    public BinanceExchange Exchange { get; }

    public IReadOnlyList<Instrument> Instruments { get; }

    public Dictionary<string, BookListener> Books { get; } = [];

    public List<ExecutionReport> Reports { get; } = [];

    public List<ConnectionState> OrderStream { get; } = [];

    public Dictionary<InstrumentId, VenuePosition> Positions { get; } = [];

    public VenueBalance? Balance { get; private set; }

    public List<VenueRealised> Realised { get; } = [];

    public Instrument Bitcoin => Instruments.Single(i => i.Id.Symbol == "BTCUSDT");

    public void ConnectMarket()
    {
        foreach (Instrument instrument in Instruments)
            Exchange.Subscriber.Subscribe(instrument, Books[instrument.Id.Symbol] = new BookListener(_thread));
        Exchange.Subscriber.Connect();
    }

    public void ConnectOrders()
    {
        Exchange.Oms.Connect(this);
        Exchange.Pms.Connect(this);
        Until(() => Exchange.Oms.State is ConnectionState.Ready, 5);
    }

    /// <summary>Moves on until something holds.</summary>
    public void Until(Func<bool> holds, int seconds)
    {
        for (int step = 0; step < seconds * 100; step++)
        {
            if (holds())
                return;
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Fail($"It does not hold after {seconds} s. Log:\n{string.Join('\n', Log.Lines.TakeLast(20))}");
    }

    /// <summary>Waits for a moment in which nothing moves, and compares every level with the venue's own book.</summary>
    public void AssertBookIsTrue(Instrument instrument)
    {
        string symbol = instrument.Id.Symbol;
        BookListener listener = Books[symbol];
        string last = "";
        int quietMs = 0;
        Until(
            () =>
            {
                string now = Text(Venue.Truth.Depth(symbol, Side.Buy, 2000)) + "|" + Text(Venue.Truth.Depth(symbol, Side.Sell, 2000));
                quietMs = now == last ? quietMs + 10 : 0;
                last = now;
                return quietMs >= 250 && listener.Book.State is BookState.Proven;
            },
            120);

        Assert.Equal(last, Text(listener.Depth(Side.Buy)) + "|" + Text(listener.Depth(Side.Sell)));
    }

    public ClientOrderId NextId() => ClientOrderId.Create(1, 1, ++_sequence);

    public void OnReport(in ExecutionReport report)
    {
        Assert.Equal(_thread, Environment.CurrentManagedThreadId);
        Reports.Add(report);
    }

    public void OnOrderStream(ConnectionState state, string detail) => OrderStream.Add(state);

    public void OnPosition(in VenuePosition position) => Positions[position.Instrument] = position;

    public void OnBalance(in VenueBalance balance) => Balance = balance;

    public void OnRealised(in VenueRealised realised) => Realised.Add(realised);

    public void OnAccountStream(ConnectionState state, string detail) => Assert.Equal(_thread, Environment.CurrentManagedThreadId);

    public void Dispose() => Venue.Dispose();

    private static string Text(IEnumerable<Level> levels) => string.Join(' ', levels.Select(l => $"{l.Price.Ticks}:{l.Quantity.Lots}"));
}

/// <summary>Keeps an instrument's book, and proves by its own chain that no event was lost on the way to it.</summary>
internal sealed class BookListener(int thread) : IMarketDataSink
{
    public L2Book Book { get; } = new();

    public int Trades { get; private set; }

    public int Marks { get; private set; }

    public ulong Hash { get; private set; } = 14695981039346656037;

    public IEnumerable<Level> Depth(Side side)
    {
        var levels = new Level[5000];
        int count = Book.CopyDepth(side, levels);
        return levels.Take(count);
    }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        if (thread != 0)
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        foreach (ref readonly MarketEvent step in events)
        {
            Book.Apply(in step);
            Trades += step.Kind is MarketEventKind.Trade ? 1 : 0;
            Marks += step.Kind is MarketEventKind.Mark ? 1 : 0;
            Hash = unchecked((Hash ^ (ulong)(step.Sequence ^ step.Price << 20 ^ step.Quantity << 40 ^ (long)step.Kind ^ step.ReceiveTimeNs)) * 1099511628211);
        }
    }
}
