using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;

namespace Quern.Grains.Venues;

/// <summary>The venues that this silo can reach, and what trades there. One per silo.</summary>
public sealed class VenueDirectory : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, IExchange> _exchanges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<Dictionary<InstrumentId, Instrument>>> _instruments = new(StringComparer.Ordinal);

    /// <summary>Takes the venues; they are disposed with the directory.</summary>
    public VenueDirectory(IEnumerable<IExchange> exchanges)
    {
        foreach (IExchange exchange in exchanges)
            _exchanges.Add(exchange.Venue, exchange);
    }

    /// <summary>Every venue, by id.</summary>
    public IReadOnlyCollection<IExchange> All => _exchanges.Values;

    /// <summary>One venue.</summary>
    /// <exception cref="ArgumentException">It is not configured.</exception>
    public IExchange Get(string venue) =>
        _exchanges.TryGetValue(venue, out IExchange? exchange)
            ? exchange
            : throw new ArgumentException($"Venue '{venue}' is not configured here; configured: {string.Join(", ", _exchanges.Keys)}.", nameof(venue));

    /// <summary>The venue of an account, <c>venue:account</c>.</summary>
    public IExchange OfAccount(string account) => Get(account[..account.IndexOf(':', StringComparison.Ordinal)]);

    /// <summary>What the venue says about an instrument. Asked once, then remembered; a failed question is asked again next time.</summary>
    /// <exception cref="ArgumentException">The venue does not trade it.</exception>
    public async Task<Instrument> Find(InstrumentId id)
    {
        Dictionary<InstrumentId, Instrument> known = await Instruments(Get(id.Venue));
        return known.TryGetValue(id, out Instrument? instrument)
            ? instrument
            : throw new ArgumentException($"{id.Venue} does not trade '{id.Symbol}'; check the symbol, it is case-sensitive.", nameof(id));
    }

    /// <summary>Everything that trades at a venue, in the order of the ids.</summary>
    public async Task<IReadOnlyList<Instrument>> InstrumentsOf(IExchange exchange)
    {
        Dictionary<InstrumentId, Instrument> known = await Instruments(exchange);
        return [.. known.Values.OrderBy(instrument => instrument.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IExchange exchange in _exchanges.Values)
            await exchange.DisposeAsync();
    }

    private Task<Dictionary<InstrumentId, Instrument>> Instruments(IExchange exchange)
    {
        lock (_gate)
        {
            if (!_instruments.TryGetValue(exchange.Venue, out Task<Dictionary<InstrumentId, Instrument>>? known) || known.IsFaulted || known.IsCanceled)
                _instruments[exchange.Venue] = known = Ask(exchange);
            return known;
        }
    }

    private static async Task<Dictionary<InstrumentId, Instrument>> Ask(IExchange exchange)
    {
        var known = new Dictionary<InstrumentId, Instrument>();
        foreach (Instrument instrument in await exchange.PublicData.GetInstruments(CancellationToken.None))
            known[instrument.Id] = instrument;
        return known;
    }
}
