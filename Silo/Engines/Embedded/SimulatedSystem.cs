using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Transport;
using Quern.Engine.Simulation;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Journal;
using Quern.Grains.MarketData;
using Quern.Silo.Configuration;
using Quern.Silo.Control;
using Quern.Silo.Hosting;

namespace Quern.Silo.Engines;

/// <summary>
/// The whole system in virtual time: the production grains on logical silos, the production connectors over in-memory networks, a venue, and
/// journals that outlive silos. One thread; the same seed gives the same events. Use it inside the world's run.
/// </summary>
public sealed class SimulatedSystem
{
    private readonly SiloSettings _settings;
    private readonly Func<string, IVenueServer> _venues;
    private readonly SimulatedSeams _seams;
    private readonly ILoggerFactory _loggers;
    private readonly Dictionary<(string Silo, string Venue), InMemoryNetwork> _networks = [];
    private readonly SimulatedCluster _cluster;

    /// <summary>A system without silos.</summary>
    /// <param name="world">The world that is running.</param>
    /// <param name="settings">What runs; every venue's endpoints are the one venue given.</param>
    /// <param name="venue">The far end of every connector.</param>
    /// <param name="events">Hears everything that makes up the run's hash.</param>
    /// <param name="observer">Hears of every book's updates; null for nobody.</param>
    /// <param name="loggers">Where logs go; null for nowhere.</param>
    public SimulatedSystem(
        World world, SiloSettings settings, IVenueServer venue, EventLog events, IBookObserver? observer = null, ILoggerFactory? loggers = null)
        : this(world, settings, _ => venue, events, new() { Observer = observer, Loggers = loggers })
    {
    }

    /// <summary>A system without silos.</summary>
    /// <param name="world">The world that is running.</param>
    /// <param name="settings">What runs.</param>
    /// <param name="venues">The far end of each venue's connectors, by the venue's id.</param>
    /// <param name="events">Hears everything that makes up the run's hash.</param>
    /// <param name="seams">What stands between the grains and the world outside.</param>
    public SimulatedSystem(World world, SiloSettings settings, Func<string, IVenueServer> venues, EventLog events, SimulatedSeams seams)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(seams);
        _seams = seams;
        _settings = settings;
        _venues = venues;
        _loggers = seams.Loggers ?? NullLoggerFactory.Instance;
        World = world;
        Content = CatalogueOf.Settings(settings);
        Disk = new(world.Time);
        Journals = new(
            (journal, epoch, record) =>
            {
                events.OnRecord(journal, epoch, record);
                seams.OnRecord?.Invoke(journal, epoch, record);
            },
            Disk);
        world.Trace = seams.Trace ?? events;
        _cluster = world.CreateCluster(Configure, null, AddServices);
    }

    /// <summary>Where it runs.</summary>
    public World World { get; }

    /// <summary>All accounts, instruments and strategies.</summary>
    public CatalogueContent Content { get; }

    /// <summary>What was journaled.</summary>
    public MemoryJournalStore Journals { get; }

    /// <summary>The disk beneath the journals.</summary>
    public MemoryDisk Disk { get; }

    /// <summary>Who is killed.</summary>
    public MemoryKillSwitch Kills { get; } = new();

    /// <summary>Silos of this run, dead ones included.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => _cluster.Silos;

    /// <summary>Calls grains from outside.</summary>
    public IGrainFactory Grains => _cluster.Client;

    /// <summary>The venues as the first living silo reaches them.</summary>
    public IEnumerable<IExchange> Exchanges => LivingSilo.Services.GetServices<IExchange>();

    /// <summary>Commands of the control API.</summary>
    public Commands Commands => new(Grains, Content);

    private SimulatedSilo LivingSilo => Silos.First(silo => silo.IsActive);

    /// <summary>Starts a silo.</summary>
    public Task<SimulatedSilo> StartSilo(string name) => _cluster.StartSiloAsync(name);

    /// <summary>Kills a silo: its sockets die with it, and what it had sent still arrives.</summary>
    public void Kill(SimulatedSilo silo)
    {
        _cluster.Kill(silo);
        foreach (VenueSettings venue in _settings.Venues)
        {
            if (_networks.Remove((silo.Name, venue.Id), out InMemoryNetwork? network))
                network.CutAll();
        }
    }

    /// <summary>
    /// Stalls a silo as a long collection of garbage does: its sockets stay open, frames wait on both sides of it, what it had not quite sent leaves
    /// late, and then everything that was due comes at once.
    /// </summary>
    public void Pause(SimulatedSilo silo, TimeSpan time) => _cluster.Pause(silo, time);

    /// <summary>The others take a silo for dead that goes on, until it is killed.</summary>
    public void Evict(SimulatedSilo silo) => _cluster.Evict(silo);

    /// <summary>Keeps one grain from running any turn for so long.</summary>
    /// <returns>False when it is not activated.</returns>
    public bool Block(GrainId grain, TimeSpan time) => _cluster.Block(grain, time);

    /// <summary>Starts a killed silo again.</summary>
    public Task<SimulatedSilo> Restart(SimulatedSilo silo) => _cluster.RestartSiloAsync(silo);

    /// <summary>Stops a silo in order.</summary>
    public Task Stop(SimulatedSilo silo) => _cluster.StopSiloAsync(silo);

    /// <summary>The directory forgets where a grain lives: the next call makes a second activation.</summary>
    /// <returns>False when it was not activated.</returns>
    public bool LoseDirectoryEntry(GrainId grain) => _cluster.LoseDirectoryEntry(grain);

    /// <summary>The network between a living silo and a venue; null while nothing there has reached for the venue.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="venue">The venue's id; null when there is but one.</param>
    public InMemoryNetwork? NetworkOf(SimulatedSilo silo, string? venue = null) => _networks.GetValueOrDefault((silo.Name, venue ?? _settings.Venues[0].Id));

    private void Configure(ISiloBuilder silo)
    {
        silo.AddEngine();
        silo.AddQuern(new()
        {
            Content = Content,
            Run = "simulated",
            Feed = Enum.Parse<FeedMode>(_settings.Feed),
            Pins = _settings.Pins,
        });
    }

    private void AddServices(string name, IServiceCollection services)
    {
        services.AddSingleton(_loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(_seams.Journals(name, Journals));
        services.AddSingleton<IKillSwitch>(Kills);
        if (_seams.Observer is not null)
            services.AddSingleton(_seams.Observer);
        if (_seams.Feeds is not null)
            services.AddSingleton(_seams.Feeds);
        foreach (VenueSettings venue in _settings.Venues)
        {
            services.AddSingleton<IExchange>(provider =>
            {
                TimeProvider time = provider.GetRequiredService<TimeProvider>();
                // One network per life of a silo: it dies with the silo's clock.
                var network = new InMemoryNetwork(_venues(venue.Id), time, (int)(World.Random.NextUInt64() & int.MaxValue));
                _networks[(name, venue.Id)] = network;
                return _seams.Exchanges(name, Hosting.Exchanges.Create(venue, _settings, network, network, time, _loggers));
            });
        }
    }
}
