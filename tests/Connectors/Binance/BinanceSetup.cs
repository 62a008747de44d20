using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Connectors.Tests.Binance;

/// <summary>A connector on a scripted network in manual time, with everything that it says written down.</summary>
internal sealed class BinanceSetup : IOrderEventSink, IAccountEventSink, IMarketDataSink
{
    public const string Secret = "the-secret-that-nobody-may-read";
    public const string Key = "the-key-that-nobody-may-read";

    private readonly int _thread = Environment.CurrentManagedThreadId;

    public BinanceSetup(Action<BinanceOptions>? change = null)
    {
        // The runner's context would move continuations to other threads; a simulated world has none.
        SynchronizationContext.SetSynchronizationContext(null);
        Options = new BinanceOptions { Endpoints = BinanceEndpoints.Loopback(new Uri("http://127.0.0.1:9")), ClockMargin = TimeSpan.Zero };
        change?.Invoke(Options);
        Network = new(Time);
        Exchange = new(Options, Network, Network, Time, Log, new ApiCredentials(Key, Secret));
    }

    public ManualTime Time { get; } = new();

    public BinanceOptions Options { get; }

    public ScriptedNetwork Network { get; }

    public WrittenLog Log { get; } = new();

    public BinanceExchange Exchange { get; }

    public List<ExecutionReport> Reports { get; } = [];

    public List<(ConnectionState State, string Detail)> OrderStream { get; } = [];

    public List<VenuePosition> Positions { get; } = [];

    public List<VenueBalance> Balances { get; } = [];

    public List<MarketEvent> Events { get; } = [];

    public L2Book Book { get; } = new();

    public ScriptedSocket Orders => Network.Socket("/ws-fapi/v1");

    public ScriptedSocket User => Network.Socket("/private/ws");

    public ScriptedSocket Public => Network.Socket("/public/ws");

    public ScriptedSocket Market => Network.Socket("/market/ws");

    /// <summary>Connects order entry and accepts both of its sockets.</summary>
    public BinanceSetup ConnectOrders()
    {
        Exchange.Oms.Connect(this);
        Orders.Accept();
        User.Accept();
        return this;
    }

    /// <summary>Subscribes BTCUSDT and accepts both market data sockets.</summary>
    public BinanceSetup ConnectMarket()
    {
        Exchange.Subscriber.Subscribe(BinanceSamples.BtcUsdt, this);
        Exchange.Subscriber.Connect();
        Public.Accept();
        Market.Accept();
        return this;
    }

    public void OnReport(in ExecutionReport report)
    {
        AssertThread();
        Reports.Add(report);
    }

    public void OnOrderStream(ConnectionState state, string detail)
    {
        AssertThread();
        OrderStream.Add((state, detail));
    }

    public void OnPosition(in VenuePosition position) => Positions.Add(position);

    public void OnBalance(in VenueBalance balance) => Balances.Add(balance);

    public void OnAccountStream(ConnectionState state, string detail) => AssertThread();

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        AssertThread();
        Events.AddRange(events);
        Book.Apply(events);
    }

    private void AssertThread() => Assert.Equal(_thread, Environment.CurrentManagedThreadId);
}

/// <summary>Every line that was logged, as text.</summary>
internal sealed class WrittenLog : ILoggerFactory, ILogger
{
    public List<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines)
            Lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
