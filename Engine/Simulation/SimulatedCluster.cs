using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>A cluster of logical silos in a world. Use it inside the world's run.</summary>
public sealed class SimulatedCluster
{
    private readonly IConfiguration _configuration = new ConfigurationBuilder().Build();
    private readonly List<SimulatedSilo> _silos = [];
    private readonly LogicalCluster _cluster;
    private readonly Action<ISiloBuilder> _configure;
    private readonly Action<string, IServiceCollection>? _services;

    internal SimulatedCluster(
        World world, Action<ISiloBuilder> configure, Action<IClientBuilder>? configureClient, Action<string, IServiceCollection>? services)
    {
        if (World.Current != world)
            throw new InvalidOperationException("Create clusters inside World.Run: what starts outside it is not in the seed's hand.");

        World = world;
        _configure = configure;
        _services = services;
        _cluster = LogicalCluster.Create("simulated", client => configureClient?.Invoke(new ClientBuilder(client, _configuration)));
    }

    /// <summary>The world it is in.</summary>
    public World World { get; }

    /// <summary>A client outside the silos.</summary>
    public IClusterClient Client => _cluster.Client;

    /// <summary>All silos, in the order in which they started, dead ones included.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => _silos;

    /// <summary>Starts a silo.</summary>
    /// <param name="name">Its name in the network; null for <c>Silo</c> and its number.</param>
    public async Task<SimulatedSilo> StartSiloAsync(string? name = null)
    {
        string chosen = name ?? $"Silo{_silos.Count}";
        return Add(await _cluster.Start(chosen, services => Configure(chosen, services)));
    }

    /// <summary>Stops a silo gracefully: running and waiting calls end, grains are deactivated.</summary>
    public Task StopSiloAsync(SimulatedSilo silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return silo.Logical.Stop();
    }

    /// <summary>
    /// Kills a silo: from now on nothing of it runs, neither grains nor timers nor connectors. The others notice after a while; callers see
    /// <see cref="SiloUnavailableException"/> then, or their own time-out, as the seed says.
    /// </summary>
    public void Kill(SimulatedSilo silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Logical.Kill();
    }

    /// <summary>
    /// Stalls a silo, as a long collection of garbage does: for so long nothing of it runs, neither turns nor timers nor code of connectors, and
    /// nothing reaches it. Its clock goes on. Then all that was due meanwhile comes at once. The turn that runs now, if it is one of that silo, ends first.
    /// </summary>
    /// <param name="silo">Which one; the others do not notice but by its silence.</param>
    /// <param name="time">How long, above 0.</param>
    public void Pause(SimulatedSilo silo, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(silo);
        World.Standstills.Begin(silo.Logical.Node, time);
    }

    /// <summary>
    /// The others take a silo for dead that is not, as after a long stall or behind a partition: its grains get new lives elsewhere, and it goes on
    /// with its own until it is killed, as a silo kills itself once it hears of it.
    /// </summary>
    public void Evict(SimulatedSilo silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        _cluster.Cluster.DeclareDead(silo.Logical.Node);
    }

    /// <summary>Keeps one activation from running any turn for so long, timers and interleaving calls included, as a turn does that does not return.</summary>
    /// <returns>False when the grain is not activated.</returns>
    public bool Block(GrainId grainId, TimeSpan time)
    {
        if (_cluster.Cluster.Find(grainId) is not { IsOver: false } activation)
            return false;

        World.Standstills.Begin(activation, time);
        return true;
    }

    /// <summary>Starts a silo of the same name and endpoint in a new generation. The old one must be stopped or killed.</summary>
    public async Task<SimulatedSilo> RestartSiloAsync(SimulatedSilo silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.IsActive)
            throw new InvalidOperationException($"{silo} is active.");

        IPEndPoint endpoint = silo.Address.Endpoint;
        int generation = _silos.Where(one => one.Address.Endpoint.Equals(endpoint)).Max(one => one.Address.Generation) + 1;
        return Add(await _cluster.Start(silo.Name, SiloAddress.New(endpoint, generation), services => Configure(silo.Name, services)));
    }

    /// <summary>
    /// The directory forgets where a grain lives, as a stale or partitioned one does: its activation lives on, and the next call makes a second.
    /// </summary>
    /// <returns>False when the grain was not activated.</returns>
    public bool LoseDirectoryEntry(GrainId grainId) => _cluster.Cluster.LoseEntry(grainId);

    private SimulatedSilo Add(LogicalSilo silo)
    {
        var added = new SimulatedSilo(silo);
        _silos.Add(added);
        return added;
    }

    private void Configure(string name, IServiceCollection services)
    {
        _services?.Invoke(name, services);
        _configure(new SiloBuilder(services, _configuration));
    }
}

/// <summary>One life of a silo in a simulated cluster.</summary>
public sealed class SimulatedSilo
{
    internal SimulatedSilo(LogicalSilo logical) => Logical = logical;

    /// <summary>Its name in the network.</summary>
    public string Name => Logical.Node.Name;

    /// <summary>Its address; another after each restart.</summary>
    public SiloAddress Address => Logical.Node.Address;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => Logical.Services;

    /// <summary>Makes references that call from this silo.</summary>
    public IGrainFactory GrainFactory => Logical.Node.GrainFactory;

    /// <summary>False once it is killed or stopped.</summary>
    public bool IsActive => Logical.Node.IsAlive && Logical.Node.Status == SiloStatus.Active;

    internal LogicalSilo Logical { get; }

    /// <summary>Runs code as the silo's own, outside its grains, later: it dies with the silo.</summary>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Logical.Node.Cluster.Dispatcher.Post(Logical.Node, static state => ((Action)state!)(), action);
    }

    /// <summary>Name and address, for logs.</summary>
    public override string ToString() => $"{Name} {Address}";
}
