using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Simulation;

namespace Quern.Engine.Runtime;

/// <summary>A cluster whose silos have a container each and need no host; behind test clusters and simulated clusters.</summary>
internal sealed class LogicalCluster
{
    private const int FirstPort = 11111;
    private readonly Cluster _cluster;
    private readonly ClientNode _client;
    private int _started;

    private LogicalCluster(Cluster cluster, Action<IServiceCollection> configureClient)
    {
        _cluster = cluster;
        _client = new(cluster);
        var services = new ServiceCollection();
        cluster.Dispatcher.AddTo(services, _client);
        configureClient(services);
        EngineServices.AddClient(services, _client);
        _client.Attach(services.BuildServiceProvider());
    }

    public Cluster Cluster => _cluster;

    public IClusterClient Client => _client.GrainFactory;

    public ClientNode ClientNode => _client;

    /// <summary>In the running simulation if there is one, else in real time.</summary>
    public static LogicalCluster Create(string clusterId, Action<IServiceCollection> configureClient) =>
        new(World.Current?.NewCluster(clusterId) ?? new Cluster(new ThreadPoolDispatcher(), clusterId), configureClient);

    /// <summary>Builds and starts a silo.</summary>
    /// <param name="name">Null for <c>Silo</c> and its number.</param>
    /// <param name="configure">Its services.</param>
    public Task<LogicalSilo> Start(string? name, Action<IServiceCollection> configure)
    {
        int number = _started++;
        return Start(name ?? $"Silo{number}", SiloAddress.New(IPAddress.Loopback, FirstPort + number, 1), configure);
    }

    /// <summary>Builds and starts a silo under an address.</summary>
    public async Task<LogicalSilo> Start(string name, SiloAddress address, Action<IServiceCollection> configure)
    {
        var node = new SiloNode(_cluster, name, address);
        var services = new ServiceCollection();
        _cluster.Dispatcher.AddTo(services, node);
        configure(services);
        EngineServices.AddSilo(services, _ => node);
        ServiceProvider provider = services.BuildServiceProvider();
        node.Attach(provider);
        var silo = new LogicalSilo(node, provider);
        await silo.Start();
        return silo;
    }
}

/// <summary>A silo with its container and the hosted services in it.</summary>
internal sealed class LogicalSilo(SiloNode node, ServiceProvider services)
{
    private readonly List<IHostedService> _hosted = [];

    public SiloNode Node => node;

    public IServiceProvider Services => services;

    public async Task Start()
    {
        await node.Start();
        foreach (IHostedService hosted in services.GetServices<IHostedService>())
        {
            _hosted.Add(hosted);
            await hosted.StartAsync(CancellationToken.None);
        }
    }

    public async Task Stop()
    {
        for (int index = _hosted.Count - 1; index >= 0; index--)
            await _hosted[index].StopAsync(CancellationToken.None);
        await node.Stop();
        await services.DisposeAsync();
    }

    public void Kill() => node.Cluster.Kill(node);
}
