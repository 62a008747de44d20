using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Orders;

namespace Quern.Client.Offline.Simulate;

/// <summary>One venue of a simulated system with the account that trades there.</summary>
public sealed class Market
{
    /// <summary>The account's name at the venue.</summary>
    public const string AccountName = "demo";

    /// <summary>Somebody else at the venue, who trades by hand.</summary>
    public const string OtherName = "other";

    private static readonly string[] Extra = ["ADAUSDT", "BCHUSDT", "DOTUSDT", "LTCUSDT", "LINKUSDT", "AVAXUSDT", "ATOMUSDT"];

    internal Market(string id, SimulatedVenue venue, AccountEntry entry)
    {
        Id = id;
        Venue = venue;
        Instruments = [.. venue.Listings.Select(listing => listing.Definition with { Id = new(id, listing.Symbol) })];
        Settings = AccountLimits.Read(entry, Instruments);
    }

    /// <summary>The venue's id.</summary>
    public string Id { get; }

    /// <summary>The venue: what it says is the truth.</summary>
    public SimulatedVenue Venue { get; }

    /// <summary>The account, <c>venue:account</c>.</summary>
    public string Account => $"{Id}:{AccountName}";

    /// <summary>Everything that trades, as the system names it.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>What the account may do.</summary>
    public AccountSettings Settings { get; }

    internal static VenueInstrument[] Listings(int count) =>
    [
        .. VenueInstrument.Defaults.Take(count),
        .. Extra.Take(Math.Max(0, count - VenueInstrument.Defaults.Count)).Select(symbol => Like(VenueInstrument.Ether(), symbol)),
    ];

    private static VenueInstrument Like(VenueInstrument model, string symbol) => model with
    {
        Definition = model.Definition with { Id = new(model.Definition.Id.Venue, symbol), BaseAsset = symbol[..^"USDT".Length] },
    };
}
