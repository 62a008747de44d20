using Quern.Client.Offline.Simulate.Checks;
using Quern.Client.Offline.Simulate.Faults;
using Orleans.Runtime;
using Quern.Connectors.Simulated;
using Quern.Engine.Simulation;
using Quern.Grains.Desks;
using Quern.Grains.Interfaces.Orders;
using Quern.Proto;
using Quern.Silo.Configuration;
using Quern.Silo.Engines;

namespace Quern.Client.Offline.Simulate;

/// <summary>
/// One run: the production grains on three logical silos, two simulated venues whose books are the truth, an experiment that makes faults
/// happen, and the checks that watch all of it. The same experiment and seed give the same run, to the bit.
/// </summary>
public sealed partial class Simulation
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);
    private readonly Experiment _experiment;
    private readonly List<VenueWatch> _watches = [];
    private TimeSpan _worstRecovery;
    private bool _isOver;

    private Simulation(Experiment experiment, ulong seed, SimulationOptions options, World world, EventLog events)
    {
        (_experiment, World) = (experiment, world);
        Seed = seed;
        Story = new(world, options.KeepsStory);
        Alarms = new(Story);
        Oracle = new(world, events, Story, Appends.Leases) { NewsOfBreakNs = experiment.NewsOfBreak.Ticks * 100 };
        Random = new(world.Random.NextUInt64());
        IsFull = options.IsFull;
        SimulationScale scale = options.IsFull ? experiment.Scale.AtFullSize() : experiment.Scale;
        SiloSettings settings = SimulatedSettings.Of(scale, seed, experiment.Feed);
        var venues = new Dictionary<string, SimulatedVenue>(StringComparer.Ordinal);
        foreach (VenueSettings venue in settings.Venues)
        {
            var watch = new VenueWatch(venue.Id, events);
            _watches.Add(watch);
            venues.Add(venue.Id, new(VenueOptions(scale, world.Random.Next()), world.Time, watch));
        }

        System = new(world, settings, id => venues[id], events, new()
        {
            Observer = Oracle.Books,
            Feeds = Oracle.Feeds,
            Trace = Oracle,
            Loggers = Alarms,
            OnRecord = Oracle.OnRecord,
            Journals = (silo, journals) => options.Journals(silo, Appends.Around(silo, journals)),
            Exchanges = options.Exchanges,
        });
        Markets = [.. System.Content.Accounts.Select(entry => new Market(entry.Id.Split(':')[0], venues[entry.Id.Split(':')[0]], entry))];
        foreach ((Market market, VenueWatch watch) in Markets.Zip(_watches))
            Oracle.Watch(market, watch);
    }

    /// <summary>The world: clock, network, chance of the engine.</summary>
    public World World { get; }

    /// <summary>The system under test.</summary>
    public SimulatedSystem System { get; }

    /// <summary>Both venues with their accounts.</summary>
    public IReadOnlyList<Market> Markets { get; }

    /// <summary>Knows what must hold.</summary>
    public Oracle Oracle { get; }

    /// <summary>What happened, in words.</summary>
    public Story Story { get; }

    /// <summary>The alarms that operators would see.</summary>
    public Alarms Alarms { get; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; }

    /// <summary>The moments at which journals are written.</summary>
    public JournalFaults Appends { get; } = new();

    /// <summary>The experiment's own chance.</summary>
    public SeededRandom Random { get; }

    /// <summary>True with all 20 instruments, each as busy as criteria and speed are stated for.</summary>
    public bool IsFull { get; }

    /// <summary>Since the start.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(World.ElapsedNs / 100);

    /// <summary>Runs an experiment with a seed, on this thread.</summary>
    public static SimulationOutcome Run(Experiment experiment, ulong seed, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var world = new World(new WorldOptions { Seed = Mix(seed, experiment.Id) });
        using var events = new EventLog();
        Simulation? simulation = null;
        try
        {
            world.Run(
                async () =>
                {
                    simulation = new(experiment, seed, options ?? new(), world, events);
                    await simulation.Live();
                },
                Limit);
        }
        catch (Exception error) when (simulation is not null)
        {
            // A run that breaks is a finding like any other: it is told with the seed that brings it back.
            simulation.Oracle.Report("crash", $"{error.GetType().Name}: {error.Message}");
        }

        return simulation!.Outcome(seed, events);
    }

    /// <summary>Lets time pass.</summary>
    public Task Elapse(TimeSpan time) => Task.Delay(time, World.Time);

    /// <summary>Lets so many seconds pass.</summary>
    public Task Elapse(double seconds) => Elapse(TimeSpan.FromSeconds(seconds));

    /// <summary>Says in the story what is done to the system.</summary>
    public void Tell(string fault) => Story.Tell("fault", fault);

    /// <summary>Waits for something; that it does not come in time is a violation.</summary>
    /// <param name="missing">What is still missing, in words; null when nothing is.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="rule">The rule that it is.</param>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> Until(Func<string?> missing, TimeSpan within, string rule)
    {
        TimeSpan start = Now;
        while (missing() is { } text)
        {
            if (Now - start > within)
            {
                Oracle.Report(rule, $"not within {within.TotalSeconds} s: {text}");
                break;
            }

            await Elapse(Look);
        }

        return Now - start;
    }

    /// <summary>Waits until every account is at rest with its venue and quotes; the time counts as recovery.</summary>
    public async Task<TimeSpan> Recover(TimeSpan within)
    {
        TimeSpan taken = await Until(() => Unsettled(mustQuote: true), within, "recovery");
        Story.Tell("check", $"all accounts are at rest and quote after {taken.TotalSeconds:0.000} s");
        Note(taken);
        return taken;
    }

    /// <summary>Counts a time to recover that an experiment measured by itself.</summary>
    public void Note(TimeSpan recovery) => _worstRecovery = recovery > _worstRecovery ? recovery : _worstRecovery;

    /// <summary>The silo that owns an account's desk now.</summary>
    public SimulatedSilo OwnerOf(Market market)
    {
        SimulatedSilo[] living = [.. System.Silos.Where(silo => silo.IsActive)];
        SiloAddress owner = DeskOwnership.OwnerOf(market.Account, [.. living.Select(silo => silo.Address).Order()], new Dictionary<string, string>());
        return living.First(silo => silo.Address.Equals(owner));
    }

    /// <summary>Stalls a silo: nothing of it runs for so long, then all that was due comes at once.</summary>
    public void Pause(SimulatedSilo silo, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(silo);
        Tell($"silo {silo.Name} stands still for {time.TotalSeconds} s");
        System.Pause(silo, time);
    }

    /// <summary>The others take a silo for dead that goes on: it has successors while it lives. Kill it when it would have heard.</summary>
    public void Evict(SimulatedSilo silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        Tell($"the others take silo {silo.Name} for dead");
        System.Evict(silo);
    }

    /// <summary>Kills a silo.</summary>
    public void Kill(SimulatedSilo silo)
    {
        Tell($"silo {silo.Name} is killed");
        System.Kill(silo);
    }

    /// <summary>Starts a killed silo again.</summary>
    public async Task Restart(SimulatedSilo silo)
    {
        Tell($"silo {silo.Name} starts again");
        await System.Restart(silo);
    }

    private async Task Live()
    {
        foreach (string name in new[] { "one", "two", "three" })
            await System.StartSilo(name);
        await Until(() => Unsettled(mustQuote: true), StartWithin, "start");
        _ = Recount();
        await Elapse(1);
        Tell(_experiment.Fault);
        await _experiment.Run(this);
        Mend();
        await Recover(_experiment.Recovery);
        await End();
        _isOver = true;
        foreach (Market market in Markets)
            market.Venue.Dispose();
    }

    private async Task End()
    {
        CommandReply reply = await System.Commands.Run("stop", new(), "end");
        Story.Tell("check", reply.Message);
        await Until(() => Unsettled(mustQuote: false) ?? StillOpen(), TimeSpan.FromSeconds(10), "stop");
        await Elapse(1);
        foreach (AccountWatch account in Oracle.Accounts)
        {
            account.CheckTotals();
            await CheckLedger(account.Market, isAtRest: true);
            await CheckDigest(account.Market);
        }
    }

    private string? StillOpen() => Markets.Sum(OpenOrdersOf) is var open and > 0 ? $"{open} orders are open" : null;

    private string? Unsettled(bool mustQuote)
    {
        foreach (AccountWatch account in Oracle.Accounts)
        {
            if (account.Unsettled(mustQuote) is { } why)
                return why;
        }

        return null;
    }

    private SimulationOutcome Outcome(ulong seed, EventLog events) => new()
    {
        Experiment = _experiment.Id,
        Seed = seed,
        IsFull = IsFull,
        Hash = events.Hash,
        Events = events.Count,
        Violations = Oracle.Violations,
        WorstRecovery = _worstRecovery,
        VirtualTime = Now,
        Intents = Oracle.Accounts.Sum(account => account.Intents),
        Trades = _watches.Sum(watch => watch.Trades),
        BookUpdates = Oracle.Books.Updates,
        Story = Story.Lines,
    };

    private static VenueOptions VenueOptions(SimulationScale scale, int seed) => new()
    {
        Instruments = Market.Listings(scale.InstrumentsPerVenue),
        Seed = seed,
        Flow = new() { EventsPerSecond = scale.EventsPerSecond },
        // Wide enough that limits are never the fault: another issue's experiments narrow them.
        Limits = new() { OrdersPerTenSeconds = 100_000, OrdersPerMinute = 600_000, WeightPerMinute = 240_000, HistoryPerAccount = scale.VenueHistory },
        Accounts = [VenueAccountOptions.Demo, new(Market.OtherName, "another-key", "another-secret", VenueAccountOptions.Million)],
    };

    // Experiments of one seed are not alike: each draws from its own.
    private static ulong Mix(ulong seed, string experiment)
    {
        ulong hash = 14695981039346656037;
        foreach (char one in experiment)
            hash = unchecked((hash ^ one) * 1099511628211);
        return unchecked(hash ^ seed * 0x9E3779B97F4A7C15);
    }
}
