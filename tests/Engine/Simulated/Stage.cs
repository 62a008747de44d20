using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Placement;
using Quern.Engine.Simulation;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Simulated;

/// <summary>Where faults are tried: a cluster with one silo, whose calls time out sooner than its client's.</summary>
internal static class Stage
{
    public static T Play<T>(WorldOptions options, Func<World, SimulatedCluster, Task<T>> play)
    {
        var world = new World(options);
        return world.Run(async () =>
        {
            SimulatedCluster cluster = world.CreateCluster(
                static silo => silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(4)),
                static client => client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(20)));
            await cluster.StartSiloAsync();
            return await play(world, cluster);
        });
    }

    public static async Task<string> Outcome(Task call)
    {
        Exception? error = await Record.ExceptionAsync(() => call);
        return error?.GetType().Name ?? "answered";
    }

    public static async Task<ICallsGrain> Awake(SimulatedCluster cluster, SimulatedSilo silo, string key)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.Address);
        ICallsGrain grain = cluster.Client.GetGrain<ICallsGrain>(key);
        await grain.Quick();
        return grain;
    }

    public static async Task CountFor(TimeProvider time, Action count)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
            count();
        }
    }
}
