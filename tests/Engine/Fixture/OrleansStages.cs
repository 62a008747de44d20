using Orleans.TestingHost;

namespace Quern.Engine.Tests.Fixture;

/// <summary>Runs facts on Orleans.</summary>
public static class Stages
{
    public static TheoryData<string> All => ["orleans"];

    public static async Task Run(string mode, short silos, Func<Stage, Task> fact, bool filtered = false)
    {
        var builder = new TestClusterBuilder(silos);
        builder.AddSiloBuilderConfigurator<FactSetup>();
        builder.AddClientBuilderConfigurator<FactSetup>();
        if (filtered)
            builder.AddSiloBuilderConfigurator<FilterSetup>();
        await using TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        await fact(new(cluster, TimeProvider.System, mode));
        await cluster.StopAllSilosAsync();
    }
}
