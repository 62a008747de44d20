using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Loopback;
using Quern.Connectors.Transport.Sockets;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;

namespace Quern.Bench.TickToTrade;

/// <summary>A silo in this process against the benchmark's venue over real sockets, with its journal in files.</summary>
internal sealed class TickSystem : IAsyncDisposable
{
    private const string VenueId = "binance-usdm";
    private const string Account = "binance-usdm:demo";
    private const string Instrument = "binance-usdm:BTCUSDT";
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-bench-").FullName;
    private readonly SimulatedVenue _orders;
    private readonly LoopbackServer _server;
    private readonly IHost _host;

    private TickSystem(SimulatedVenue orders, TickVenue venue, LoopbackServer server)
    {
        _orders = orders;
        _server = server;
        Venue = venue;
        Transport = new(new SocketWebSocketTransport(new(), TimeProvider.System));
        _host = Build();
    }

    public TickVenue Venue { get; }

    public TappedTransport Transport { get; }

    public string Engine => typeof(Grain).Assembly.GetName().Name == "Quern.Engine" ? "Embedded" : "Orleans";

    public string Journal => "file, mapped, appended before send, flushed every 20 ms";

    public static async Task<TickSystem> Start()
    {
        var orders = new SimulatedVenue(
            new()
            {
                Flow = null,
                Instruments = [VenueInstrument.Bitcoin(64_268_70)],
                Limits = new() { OrdersPerTenSeconds = 10_000_000, OrdersPerMinute = 100_000_000, WeightPerMinute = 100_000_000, HistoryPerAccount = 10_000 },
            },
            TimeProvider.System);
        var venue = new TickVenue(orders);
        LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System);
        var system = new TickSystem(orders, venue, server);
        await system._host.StartAsync();
        await system.Ready();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _server.DisposeAsync();
        _orders.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private IHost Build()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IJournalStore>(new FileJournalStore(new() { Folder = Path.Combine(_folder, "journals") }, TimeProvider.System));
        builder.Services.AddSingleton<IKillSwitch>(new MemoryKillSwitch());
        builder.Services.AddSingleton<IExchange>(provider => new BinanceVenue(
            new() { Venue = VenueId, Endpoints = BinanceEndpoints.Loopback(_server.Http), SilentAfter = TimeSpan.FromMinutes(5) },
            new Dictionary<string, ApiCredentials> { ["demo"] = new(VenueAccountOptions.Demo.Key, VenueAccountOptions.Demo.Secret) },
            Transport,
            new SocketHttpTransport(new(), TimeProvider.System),
            TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>()));
        builder.UseOrleans(silo =>
        {
            Wiring.AddEngine(silo);
            silo.AddQuern(new()
            {
                Run = "bench",
                Content = new()
                {
                    Accounts = [new(Account, 1, Account, """{ "ordersPerSecond": 100000, "orderBurst": 100000, "maxOpenOrders": 1000 }""")],
                    Instruments = [new(Instrument, Account)],
                    Strategies = [new("mm", "market-making", Account, Account, Instrument, """{ "requoteThresholdPpm": 0, "staleAfterMs": 60000, "timeToLiveMs": 60000 }""", true)],
                },
            });
        });
        return builder.Build();
    }

    private async Task Ready()
    {
        IOrderManagerGrain manager = _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IOrderManagerGrain>(Account);
        for (int attempt = 0; attempt < 300; attempt++)
        {
            // Ticks flow while the system wakes: the first book update is what it asks for its snapshot by.
            if (Venue.IsListenedTo)
            {
                Venue.PrepareTick();
                Venue.SendTick();
            }

            await Task.Delay(100);
            AccountView view = await manager.GetView();
            if (view is { State: "ready", Working: >= 2 })
                return;
        }

        AccountView last = await manager.GetView();
        throw new InvalidOperationException($"The system did not quote within 30 s: the account is {last.State}, {last.Working} orders work, {last.Rejected} were rejected.");
    }
}
