using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Loopback;
using Quern.Domain.Instruments;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>The simulated venue behind real loopback sockets: inside the silo for the demo, or in a process of its own.</summary>
internal sealed class PaperVenue : IAsyncDisposable
{
    /// <summary>What a venue charges those who make its market: half a basis point back to makers, three from takers.</summary>
    private static readonly Fees MarketMakerTier = new(-5_000, 30_000);

    private readonly IDisposable _venue;
    private readonly LoopbackServer _server;

    private PaperVenue(IDisposable venue, LoopbackServer server)
    {
        _venue = venue;
        _server = server;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Http;

    /// <summary>What it lists.</summary>
    public IReadOnlyList<string> Symbols { get; private init; } = [];

    /// <summary>Starts a venue.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="seed">Seeds its market.</param>
    /// <param name="symbols">What to list, besides what it lists by default.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="isForDrills">Opens the door for drills: see <see cref="DrillVenue"/>.</param>
    public static async Task<PaperVenue> Start(Uri address, ulong seed, IEnumerable<string> symbols, TimeProvider time, bool isForDrills = false)
    {
        VenueInstrument[] listings = [.. VenueInstrument.Defaults, .. symbols.Except(VenueInstrument.Defaults.Select(known => known.Symbol)).Select(Listing)];
        var options = new VenueOptions { Instruments = listings, Fees = MarketMakerTier, Seed = (int)(seed & int.MaxValue) };
        // A client that is killed and started a dozen times a minute asks for more than one that lives.
        IDeferredVenueServer venue = isForDrills
            ? new DrillVenue(options with { Limits = new() { WeightPerMinute = 100 * new VenueLimits().WeightPerMinute } }, time)
            : new SimulatedVenue(options, time);
        LoopbackServer server = await LoopbackServer.Start(venue, time, new() { Port = address.Port });
        return new((IDisposable)venue, server) { Symbols = [.. listings.Select(listing => listing.Symbol)] };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _venue.Dispose();
    }

    // Whoever asks for a symbol that the venue does not know by itself gets one that opens at a dollar.
    private static VenueInstrument Listing(string symbol)
    {
        const string quote = "USDT";
        string baseAsset = symbol.EndsWith(quote, StringComparison.Ordinal) ? symbol[..^quote.Length] : symbol;
        var definition = new Instrument
        {
            Id = new(VenueInstrument.DefaultVenue, symbol),
            BaseAsset = baseAsset,
            QuoteAsset = quote,
            SettlementAsset = quote,
            PriceScale = 5,
            QuantityScale = 0,
            Filters = new(1, 10, 1, 100, 100_000_000, 1, 10_000_000, 5_00000, 50_000, 50_000, 200),
        };
        return new(definition, new(1_00000), MaxMarketQuantity: 1_000_000);
    }
}
