using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.TestingHost;
using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Loopback;
using Quern.Connectors.Transport.Sockets;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Journal;
using Quern.Grains.MarketData;

namespace Quern.Grains.Tests.Cluster;

/// <summary>The grains in a test cluster of either engine, against the simulated venue on real loopback sockets.</summary>
internal sealed class DeskCluster : IAsyncDisposable
{
    public const string Venue = "binance-usdm";
    public const string Account = "binance-usdm:demo";
    public const string Bitcoin = "binance-usdm:BTCUSDT";
    public const string Strategy = "mm";

    // Configurators are types that the cluster makes: what they need reaches them here. Tests of this folder run one after the other.
    private static Wiring? s_wiring;
    private readonly TestCluster _cluster;
    private readonly SimulatedVenue _venue;
    private readonly LoopbackServer _server;

    private DeskCluster(TestCluster cluster, SimulatedVenue venue, LoopbackServer server)
    {
        _cluster = cluster;
        _venue = venue;
        _server = server;
    }

    public VenueTruth Truth => _venue.Truth;

    public IGrainFactory Grains => _cluster.GrainFactory;

    public TestCluster Cluster => _cluster;

    /// <summary>Starts a venue and a cluster.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="feed">How books reach strategies.</param>
    /// <param name="bookDesk">The book's desk; the account's when null.</param>
    /// <param name="autoStart">False when the strategy waits for a start.</param>
    /// <param name="limits">The account's limits, as JSON.</param>
    public static async Task<DeskCluster> Start(short silos, FeedMode feed, string? bookDesk = null, bool autoStart = true, string limits = "")
    {
        var venue = new SimulatedVenue(new() { Seed = 3, Flow = new() { EventsPerSecond = 200 } }, TimeProvider.System);
        LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System);
        var content = new CatalogueContent
        {
            Accounts = [new(Account, 1, Account, limits)],
            Instruments = [new(Bitcoin, bookDesk ?? Account)],
            Strategies = [new(Strategy, "market-making", Account, Account, Bitcoin, "", autoStart)],
        };
        s_wiring = new(server.Http, content, feed, new(), new());
        var builder = new TestClusterBuilder(silos);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, venue, server);
    }

    /// <summary>Waits for something, in real time.</summary>
    public static async Task Until(string what, Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Waited 30 s in vain until {what}.");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
        _venue.Dispose();
    }

    private sealed record Wiring(Uri Address, CatalogueContent Content, FeedMode Feed, MemoryJournalStore Journals, MemoryKillSwitch Kills);

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Wiring wiring = s_wiring!;
            siloBuilder.AddMemoryGrainStorage(QuernSilo.CatalogueStorage).AddMemoryGrainStorage(QuernSilo.StreamStorage);
            siloBuilder.AddQuern(new() { Content = wiring.Content, Run = "test", Feed = wiring.Feed });
            siloBuilder.Services.AddSingleton<IJournalStore>(wiring.Journals);
            siloBuilder.Services.AddSingleton<IKillSwitch>(wiring.Kills);
            siloBuilder.Services.AddSingleton<IExchange>(provider => new BinanceVenue(
                new() { Venue = Venue, Endpoints = BinanceEndpoints.Loopback(wiring.Address) },
                new Dictionary<string, ApiCredentials> { ["demo"] = new(VenueAccountOptions.Demo.Key, VenueAccountOptions.Demo.Secret) },
                new SocketWebSocketTransport(new(), TimeProvider.System),
                new SocketHttpTransport(new(), TimeProvider.System),
                TimeProvider.System,
                provider.GetRequiredService<ILoggerFactory>()));
        }
    }
}
