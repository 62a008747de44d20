using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance;

/// <summary>
/// Builds the four interfaces of Binance USD-M futures for one account, or the public two without a key. The parts share one clock, one
/// rate budget and one user stream, so there should be one of these per account and address.
/// </summary>
public sealed class BinanceExchange : IAsyncDisposable
{
    private readonly BinanceOms? _oms;
    private readonly BinancePms? _pms;
    private readonly DeadMan? _deadMan;

    /// <summary>Wires everything; nothing connects yet.</summary>
    /// <param name="options">Checked here.</param>
    /// <param name="sockets">Web sockets, real or in memory.</param>
    /// <param name="http">HTTP, real or in memory.</param>
    /// <param name="time">Every stamp and every timer.</param>
    /// <param name="loggers">Where the log goes.</param>
    /// <param name="credentials">The account's key; null for public data only.</param>
    /// <exception cref="ArgumentException">An option is outside its range, or the key is empty.</exception>
    public BinanceExchange(
        BinanceOptions options, IWebSocketTransport sockets, IHttpTransport http, TimeProvider time, ILoggerFactory loggers,
        ApiCredentials? credentials = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ILogger logger = loggers.CreateLogger("Quern.Connectors.Binance");
        var clock = new BinanceClock(time, options.ClockMargin);
        var budget = new RateBudget(clock, options.BudgetShare);
        var rest = new BinanceRest(options, http, clock, budget, logger);
        Subscriber = new(options, sockets, rest, clock, time, logger);
        DataFetcher = new(options, rest, clock, budget);
        if (credentials is null)
            return;

        rest.SetCredentials(credentials);
        var gate = new Lock();
        var instruments = new SymbolTable<Instrument>();
        var names = new VenueNames();
        var stream = new BinanceUserStream(
            gate, options, sockets, rest, time, logger, cancellation => Prepare(gate, rest, instruments, cancellation));
        var account = new BinanceAccount(gate, options, rest, clock, budget, new(credentials), stream, instruments, names);
        _oms = new(account, sockets, time, logger);
        _pms = new(gate, options, stream, instruments, names, logger);
        _deadMan = new(rest, time, logger);
    }

    /// <summary>Public market data.</summary>
    public BinanceSubscriber Subscriber { get; }

    /// <summary>Queries; the private ones need a key.</summary>
    public BinanceDataFetcher DataFetcher { get; }

    /// <summary>Order entry.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public BinanceOms Oms => _oms ?? throw NoKey();

    /// <summary>Positions and balances.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public BinancePms Pms => _pms ?? throw NoKey();

    /// <summary>The venue-side timers that cancel when we fall silent.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public DeadMan DeadMan => _deadMan ?? throw NoKey();

    /// <summary>Closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await Subscriber.DisposeAsync();
        if (_deadMan is not null)
            await _deadMan.DisposeAsync();
        if (_oms is not null)
            await _oms.DisposeAsync();
        if (_pms is not null)
            await _pms.DisposeAsync();
    }

    // Before the user stream opens: a right clock, an account that Quern can trade in, and the scales of every symbol it may speak of.
    private async Task Prepare(Lock gate, BinanceRest rest, SymbolTable<Instrument> instruments, CancellationToken cancellation)
    {
        await rest.MeasureClock(cancellation);
        await DataFetcher.CheckAccountMode(cancellation);
        foreach (Instrument instrument in await DataFetcher.GetInstruments(cancellation))
        {
            lock (gate)
                instruments.Set(instrument.Id.Symbol, instrument);
        }
    }

    private static InvalidOperationException NoKey() => new("No API key: only public market data is available.");
}
