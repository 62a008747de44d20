using Quern.Connectors.Simulated.Binance;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Flow;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated;

/// <summary>
/// An exchange of our own: matching, accounts and a crowd that trades, speaking the wire of Binance USD-M. Behind <see cref="InMemoryNetwork"/>
/// it is part of a deterministic simulation, behind a loopback server it is a place to try things at. The book is full from the start.
/// </summary>
/// <remarks>One lock guards everything; nothing waits while it is held. It reads no clock but the given one.</remarks>
public sealed class SimulatedVenue : IDeferredVenueServer, IDisposable
{
    private readonly VenueCore _core;
    private readonly BinanceVenue _binance;
    private readonly MarketFlow? _flow;

    /// <summary>Opens the venue; the crowd trades from now on.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="time">The only clock and timers it uses.</param>
    /// <param name="observer">Hears everything that changes the venue's truth; null for nobody.</param>
    /// <exception cref="ArgumentException">The options contradict themselves; the message says how.</exception>
    public SimulatedVenue(VenueOptions options, TimeProvider time, IVenueObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Check(options);
        _core = new VenueCore(options, time, observer);
        Faults = new VenueFaults(_core.Gate, options.Seed);
        _binance = new BinanceVenue(_core, options, Faults);
        Faults.OnStepClock = ahead => _core.Clock.Error = ahead;
        lock (_core.Gate)
        {
            _core.Listener = _binance;
            _flow = options.Flow is { } flow ? new MarketFlow(_core, flow, options.Seed) : null;
        }

        Truth = new VenueTruth(_core, _binance);
        Hand = new VenueHand(_core);
    }

    internal VenueCore Core => _core;

    internal BinanceVenue Dialect => _binance;

    /// <summary>What it lists.</summary>
    public IReadOnlyList<VenueInstrument> Listings => _core.Listings;

    /// <summary>What goes wrong here.</summary>
    public VenueFaults Faults { get; }

    /// <summary>How things really stand, whatever the wire says.</summary>
    public VenueTruth Truth { get; }

    /// <summary>Trades on an account past everybody's program.</summary>
    public VenueHand Hand { get; }

    /// <summary>What the crowd did, per instrument; empty without a crowd.</summary>
    public IReadOnlyList<FlowStatistics> Flow
    {
        get
        {
            lock (_core.Gate)
                return _flow?.Statistics ?? [];
        }
    }

    /// <summary>Answers one request at once. An answer that a fault delays or loses is a 503: use <see cref="Answer"/> to meet those faults.</summary>
    public HttpReply Handle(HttpCall call)
    {
        HttpReply? given = null;
        Answer(call, reply => given = reply);
        return given ?? new HttpReply(503, [], "Unknown error, please check your request or try again later."u8.ToArray());
    }

    /// <inheritdoc/>
    public void Answer(HttpCall call, Action<HttpReply?> answer)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(answer);
        lock (_core.Gate)
            _binance.Answer(call, answer);
    }

    /// <inheritdoc/>
    public IWebSocketHandler? Accept(Uri address, IWebSocketConnection client)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(client);
        lock (_core.Gate)
            return _binance.Accept(address, client);
    }

    /// <summary>Closes the venue: sockets are cut, timers stop.</summary>
    public void Dispose()
    {
        lock (_core.Gate)
        {
            _flow?.Dispose();
            _binance.Dispose();
            _core.Dispose();
        }
    }

    private static void Check(VenueOptions options)
    {
        if (options.Instruments.Count is 0 or > 255)
            throw new ArgumentException("A venue lists 1 to 255 instruments.", nameof(options));
        foreach (VenueInstrument listing in options.Instruments)
        {
            bool isWhole = listing.Definition.PriceScale + listing.Definition.QuantityScale <= 8;
            bool isOnGrid = listing.StartPrice.Ticks > 0 && listing.StartPrice.Ticks % listing.Definition.Filters.PriceIncrement == 0;
            if (!isWhole || !isOnGrid)
                throw new ArgumentException($"{listing.Symbol}: scales must be 8 at most together, the start price on the grid.", nameof(options));
        }

        if (options.Leverage is < 1 or > 125)
            throw new ArgumentException($"A leverage of {options.Leverage} is not 1 to 125.", nameof(options));
        if (options.Accounts.Select(account => account.Key).Distinct(StringComparer.Ordinal).Count() != options.Accounts.Count)
            throw new ArgumentException("Two accounts have the same key.", nameof(options));
    }
}
