using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Pools;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;
using Quern.Grains.Pools;

namespace Quern.Grains.Tests.Pools;

/// <summary>Pool and wallet grains in a test cluster of either engine, over any chain, with journals in files.</summary>
internal sealed class PoolsCluster : IAsyncDisposable
{
    // Configurators are types that the cluster makes: what they need reaches them here. Clusters run one after the other.
    private static Wiring? s_wiring;
    private readonly TestCluster _cluster;
    private readonly Wiring _wiring;

    private PoolsCluster(TestCluster cluster, Wiring wiring)
    {
        _cluster = cluster;
        _wiring = wiring;
    }

    public TestCluster Cluster => _cluster;

    /// <summary>Every line that was logged.</summary>
    public IReadOnlyCollection<string> Log => _wiring.Log.Lines;

    public string Folder => _wiring.Folder;

    public static async Task<PoolsCluster> Start(ChainSettings chain, short silos = 1, string? folder = null)
    {
        s_wiring = new(chain, folder ?? Directory.CreateTempSubdirectory("quern-wallets-").FullName, new());
        var builder = new TestClusterBuilder(silos);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, s_wiring);
    }

    public IPoolGrain Pool(string key) => _cluster.GrainFactory.GetGrain<IPoolGrain>(key);

    public IWalletGrain Wallet(string key) => _cluster.GrainFactory.GetGrain<IWalletGrain>(key);

    /// <summary>
    /// Kills the silo on which a grain lives, with whatever it was about to do. Never the first silo, where a test cluster of Orleans keeps its
    /// list of silos: a grain that lives there is handed over first and woken on the other.
    /// </summary>
    public async Task KillHostOf<TGrain>(TGrain grain, Func<TGrain, Task> handOver, Func<TGrain, Task> wake)
        where TGrain : IGrainWithStringKey
    {
        SiloHandle other = await _cluster.StartAdditionalSiloAsync();
        IManagementGrain management = _cluster.GrainFactory.GetGrain<IManagementGrain>(0);
        await PoolGrainTests.Until(async () =>
        {
            if (other.SiloAddress.Equals(await management.GetActivationAddress(grain)))
                return true;
            RequestContext.Set(IPlacementDirector.PlacementHintKey, other.SiloAddress);
            await handOver(grain);
            await wake(grain);
            return false;
        });
        RequestContext.Clear();
        await _cluster.KillSiloAsync(other);
    }

    /// <summary>Ends a cluster and keeps its journals for another.</summary>
    public async Task<string> StopAndKeepJournals()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        return _wiring.Folder;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAndKeepJournals();
        Directory.Delete(_wiring.Folder, recursive: true);
    }

    private sealed record Wiring(ChainSettings Chain, string Folder, LineLog Log);

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Wiring wiring = s_wiring!;
            siloBuilder.AddQuernPools(_ => [wiring.Chain]);
            siloBuilder.Services.AddSingleton<ILoggerProvider>(wiring.Log);
            siloBuilder.Services.AddSingleton<IJournalStore>(
                new FileJournalStore(new() { Folder = wiring.Folder, SegmentBytes = 1 << 20 }, TimeProvider.System));
        }
    }

    /// <summary>Keeps what is logged, exceptions included.</summary>
    internal sealed class LineLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // Lines outlive the silo: tests read them.
        }
    }
}
