using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Quern.Connectors.Transport;
using Quern.Grains.Desks;
using Quern.Grains.Guardian;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Journal;
using Quern.Grains.Leases;
using Quern.Grains.MarketData;
using Quern.Grains.Orders;
using Quern.Grains.Positions;
using Quern.Grains.Venues;

namespace Quern.Grains.Hosting;

/// <summary>What a silo of Quern needs to know.</summary>
public sealed record QuernSiloOptions
{
    /// <summary>All accounts, instruments and strategies; the same on every silo of a cluster.</summary>
    public required CatalogueContent Content { get; init; }

    /// <summary>The run's name: seed, configuration hash and build.</summary>
    public required string Run { get; init; }

    /// <summary>How books reach strategies. Default Direct.</summary>
    public FeedMode Feed { get; init; } = FeedMode.Direct;

    /// <summary>Desks with a fixed place: desk to silo endpoint. Empty by default.</summary>
    public IReadOnlyDictionary<string, string> Pins { get; init; } = new Dictionary<string, string>();

    /// <summary>How long an account's owner may send without being heard of; the same on every silo of a cluster.</summary>
    public LeaseTerms Lease { get; init; } = new();

    /// <summary>Records between two snapshots of an account's orders, or of its ledger. 100 to 10,000,000. Default 10,000.</summary>
    public int SnapshotEvery { get; init; } = 10_000;
}

/// <summary>
/// Wires Quern's grains into a silo of either engine. The host adds a <see cref="TimeProvider"/>, an <see cref="IJournalStore"/>, an
/// <see cref="IKillSwitch"/>, the venues, and grain storage named <see cref="CatalogueStorage"/> and <see cref="StreamStorage"/>.
/// </summary>
public static class QuernSilo
{
    /// <summary>Name of the grain storage of the catalogue.</summary>
    public const string CatalogueStorage = "catalogue";

    /// <summary>Name of the grain storage in which streams keep their subscriptions.</summary>
    public const string StreamStorage = "PubSubStore";

    /// <summary>Adds grains' services, placement, storage and streams.</summary>
    public static ISiloBuilder AddQuern(this ISiloBuilder silo, QuernSiloOptions options)
    {
        silo.AddMemoryStreams(StreamFeed.Provider);
        silo.AddPlacementDirector<DeskPlacement, DeskPlacementDirector>();
        silo.AddGrainService<DeskService>();
        silo.AddGrainService<GuardianService>();

        IServiceCollection services = silo.Services;
        services.AddSingleton(options);
        services.AddSingleton(options.Content);
        services.AddSingleton(new FeedOptions(options.Feed));
        services.AddSingleton(new DeskDirectory(options.Content, options.Pins));
        services.TryAddSingleton<ReceiveClock>();
        services.AddSingleton<VenueDirectory>();
        services.AddSingleton<MarketDataHub>();
        services.AddSingleton<OrderEntryHub>();
        services.AddSingleton<AccountStreamHub>();
        services.TryAddSingleton<IGuardedVenue, GuardedVenue>();
        return silo;
    }
}
