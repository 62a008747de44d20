using System.Collections.ObjectModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Orleans.TestingHost;

/// <summary>Several logical silos in one process, and a client outside them.</summary>
public class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly List<SiloHandle> _silos = [];
    private readonly IConfiguration _configuration;
    private readonly IReadOnlyList<ISiloConfigurator> _siloConfigurators;
    private readonly IReadOnlyList<IClientBuilderConfigurator> _clientConfigurators;
    private LogicalCluster? _cluster;

    internal TestCluster(
        TestClusterOptions options, Dictionary<string, string?> properties, IReadOnlyList<ISiloConfigurator> silos,
        IReadOnlyList<IClientBuilderConfigurator> clients)
    {
        Options = options;
        _siloConfigurators = silos;
        _clientConfigurators = clients;
        _configuration = new ConfigurationBuilder().AddInMemoryCollection(properties).Build();
    }

    /// <summary>Names and sizes.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>A client outside the silos: what it sends is always serialised.</summary>
    public IClusterClient Client => Deployed.Client;

    /// <summary>The client.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>The client's services.</summary>
    public IServiceProvider ServiceProvider => Client.ServiceProvider;

    /// <summary>The first silo; null before the cluster is deployed.</summary>
    public SiloHandle? Primary => _silos.Find(silo => silo.InstanceNumber == 0);

    /// <summary>The other silos that have not been killed or stopped.</summary>
    public IReadOnlyList<SiloHandle> SecondarySilos => [.. _silos.Where(silo => silo.InstanceNumber != 0 && silo.IsActive)];

    /// <summary>Silos that have not been killed or stopped.</summary>
    public ReadOnlyCollection<SiloHandle> Silos => _silos.Where(silo => silo.IsActive).ToList().AsReadOnly();

    private LogicalCluster Deployed => _cluster ?? throw new InvalidOperationException("The cluster is not deployed.");

    /// <summary>Starts the silos and the client.</summary>
    public async Task DeployAsync()
    {
        _cluster = LogicalCluster.Create(Options.ClusterId, ConfigureClient);
        for (int count = 0; count < Options.InitialSilosCount; count++)
            await StartAdditionalSiloAsync();
    }

    /// <summary>Adds a silo.</summary>
    public async Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false)
    {
        LogicalSilo silo = await Deployed.Start(null, ConfigureSilo);
        var handle = new SiloHandle(silo, (short)_silos.Count);
        _silos.Add(handle);
        return handle;
    }

    /// <summary>Stops a silo gracefully.</summary>
    public Task StopSiloAsync(SiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.Logical.Stop();
    }

    /// <summary>Kills a silo: nothing more runs there.</summary>
    public Task KillSiloAsync(SiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        instance.Logical.Kill();
        return Task.CompletedTask;
    }

    /// <summary>Stops all silos gracefully.</summary>
    public async Task StopAllSilosAsync()
    {
        foreach (SiloHandle silo in Silos)
            await StopSiloAsync(silo);
    }

    /// <summary>The services of a silo; of the first one by default.</summary>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        SiloHandle found = silo is null
            ? _silos.First(one => one.IsActive)
            : _silos.Find(one => one.SiloAddress.Equals(silo)) ?? throw new ArgumentException($"No silo has the address {silo}.", nameof(silo));
        return found.Logical.Services;
    }

    /// <summary>Does nothing here: deaths are known at once, or, in a simulation, when their notice comes.</summary>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <summary>Kills what has not been stopped.</summary>
    public void Dispose()
    {
        foreach (SiloHandle silo in Silos)
            silo.Logical.Kill();
        GC.SuppressFinalize(this);
    }

    /// <summary>Kills what has not been stopped.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private void ConfigureSilo(IServiceCollection services)
    {
        var builder = new SiloBuilder(services, _configuration);
        foreach (ISiloConfigurator configurator in _siloConfigurators)
            configurator.Configure(builder);
    }

    private void ConfigureClient(IServiceCollection services)
    {
        var builder = new ClientBuilder(services, _configuration);
        foreach (IClientBuilderConfigurator configurator in _clientConfigurators)
            configurator.Configure(_configuration, builder);
    }
}

/// <summary>A silo of a test cluster.</summary>
public sealed class SiloHandle
{
    internal SiloHandle(LogicalSilo logical, short instanceNumber)
    {
        Logical = logical;
        InstanceNumber = instanceNumber;
    }

    /// <summary>Its name.</summary>
    public string Name => Logical.Node.Name;

    /// <summary>Its address.</summary>
    public SiloAddress SiloAddress => Logical.Node.Address;

    /// <summary>Counts the silos of the cluster from 0.</summary>
    public short InstanceNumber { get; }

    /// <summary>False once it is killed or stopped.</summary>
    public bool IsActive => Logical.Node.Status == SiloStatus.Active && Logical.Node.IsAlive;

    internal LogicalSilo Logical { get; }

    /// <summary>Name and address, for logs.</summary>
    public override string ToString() => $"{Name} {SiloAddress}";
}
