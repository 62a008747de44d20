using Orleans.Hosting;
using Orleans.TestingHost;
using Quern.Engine.Simulation;

namespace Quern.Engine.Tests.Fixture;

/// <summary>Runs facts on the embedded engine: in real time with and without inline turns, and simulated with ten seeds.</summary>
public static class Stages
{
    private static readonly AsyncLocal<bool> Inline = new();
    private static int s_clusters;

    public static TheoryData<string> All => [.. RealTime, .. Enumerable.Range(1, 10).Select(seed => $"simulated {seed}")];

    private static string[] RealTime => ["inline", "queued"];

    public static async Task Run(string mode, short silos, Func<Stage, Task> fact, bool filtered = false)
    {
        if (mode.StartsWith("simulated ", StringComparison.Ordinal))
        {
            RunSimulated(mode, silos, fact, filtered);
            return;
        }

        Inline.Value = mode == "inline";
        await Deploy(mode, silos, TimeProvider.System, fact, filtered);
    }

    private static void RunSimulated(string mode, short silos, Func<Stage, Task> fact, bool filtered)
    {
        ulong seed = ulong.Parse(mode["simulated ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        // Odd seeds draw inline turns, and the network of every seed has its own pace.
        var world = new World(new WorldOptions { Seed = seed, InlineShare = seed % 2 * 0.5, ReordersOneWay = true });
        Inline.Value = true;
        world.Run(() => Deploy(mode, silos, world.Time, fact, filtered));
    }

    private static async Task Deploy(string mode, short silos, TimeProvider time, Func<Stage, Task> fact, bool filtered)
    {
        var builder = new TestClusterBuilder(silos);
        builder.AddSiloBuilderConfigurator<FactSetup>();
        builder.AddSiloBuilderConfigurator<InlineSetup>();
        builder.AddClientBuilderConfigurator<FactSetup>();
        if (filtered)
            builder.AddSiloBuilderConfigurator<FilterSetup>();
        builder.Options.ClusterId = $"{mode}-{Interlocked.Increment(ref s_clusters)}";
        await using TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        await fact(new(cluster, time, mode));
        await cluster.StopAllSilosAsync();
    }

    public sealed class InlineSetup : ISiloConfigurator
    {
        private readonly bool _inline = Inline.Value;

        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<EngineOptions>(options => options.InlineTurns = _inline);
    }
}
