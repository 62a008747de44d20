using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime.Placement;
using Quern.Engine.Simulation;
using Quern.Engine.Tests.Grains;
using static Quern.Engine.Tests.Simulated.Stage;

namespace Quern.Engine.Tests.Simulated;

[Trait("Category", "simulation")]
public sealed class FaultTests
{
    [Fact]
    public void A_caller_of_a_killed_silo_sees_each_of_the_outcomes_that_Orleans_shows()
    {
        HashSet<string> outcomes = [];
        for (ulong seed = 1; seed <= 20; seed++)
            outcomes.Add(Play(new WorldOptions { Seed = seed }, KillUnderCall));

        Assert.Equal([nameof(SiloUnavailableException), nameof(TimeoutException)], outcomes.Order());
    }

    [Fact]
    public void A_client_of_a_killed_silo_only_sees_its_time_out()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            string outcome = Play(new WorldOptions { Seed = seed }, async (world, cluster) =>
            {
                SimulatedSilo other = await cluster.StartSiloAsync();
                Task<LifeReport> call = On(other, cluster.Client, "grain").Count(1_000);
                await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
                cluster.Kill(other);
                return await Outcome(call);
            });

            Assert.Equal(nameof(TimeoutException), outcome);
        }
    }

    [Fact]
    public void Nothing_of_a_killed_silo_runs_neither_timers_nor_connectors()
    {
        string counts = Play(new WorldOptions { Seed = 3 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            int ticks = 0;
            TimeProvider time = other.Services.GetRequiredService<TimeProvider>();
            using ITimer timer = time.CreateTimer(_ => ticks++, null, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10));
            other.Post(() => _ = CountFor(time, () => ticks++));
            RequestContext.Set(IPlacementDirector.PlacementHintKey, other.Address);
            await cluster.Client.GetGrain<ITimerGrain>("killed-timer").Start(10, 10, interleaves: false, 0, fails: false);
            await Task.Delay(TimeSpan.FromMilliseconds(105), world.Time);
            cluster.Kill(other);
            (int before, int notes) = (ticks, Notes.Of("killed-timer").Length);
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            return $"{before > 10} {ticks - before} {notes > 3} {Notes.Of("killed-timer").Length - notes}";
        });

        Assert.Equal("True 0 True 0", counts);
    }

    [Fact]
    public void A_restarted_silo_has_a_new_generation_and_takes_grains()
    {
        string report = Play(new WorldOptions { Seed = 4 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync("worker");
            cluster.Kill(other);
            await Task.Delay(TimeSpan.FromSeconds(3), world.Time);
            SimulatedSilo again = await cluster.RestartSiloAsync(other);
            LifeReport life = await On(again, cluster.Client, "after-restart").Count(0);
            return $"{again.Name} {again.Address.Generation - other.Address.Generation} {life.Silo.Equals(again.Address)}";
        });

        Assert.Equal("worker 1 True", report);
    }

    [Fact]
    public void A_cut_network_loses_calls_in_its_direction_until_it_heals()
    {
        string report = Play(new WorldOptions { Seed = 5 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            ICallsGrain far = await Awake(cluster, other, "far");
            ICallsGrain near = await Awake(cluster, cluster.Silos[0], "near");

            world.Network.CutOneWay(cluster.Silos[0].Name, other.Name);
            string cut = await Outcome(near.CallTo(far));
            await far.Tell(near, 1);
            await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time);
            string[] arrived = await near.Noted();
            world.Network.Heal();
            return $"{cut} | {arrived.Length} | {await near.CallTo(far)}";
        });

        Assert.Equal("TimeoutException | 1 | back with quick after 0", report);
    }

    [Fact]
    public void A_call_whose_answer_is_lost_has_run_all_the_same()
    {
        string report = Play(new WorldOptions { Seed = 6 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            ILifeGrain grain = On(other, cluster.Client, "answer-lost");
            await grain.Count(0);
            world.Network.CutOneWay(other.Name, SimulatedNetwork.Client);
            string outcome = await Outcome(grain.Count(0));
            world.Network.Heal();
            return $"{outcome} {(await grain.Count(0)).Count}";
        });

        Assert.Equal("TimeoutException 3", report);
    }

    [Fact]
    public void Messages_are_dropped_repeated_and_reordered_as_the_options_say()
    {
        long[] noted = Play(
            new WorldOptions { Seed = 7, Network = new() { DuplicateShare = 0.3, ReorderShare = 0.5, DropShare = 0.1 } },
            async (world, cluster) =>
            {
                IStrategyGrain grain = cluster.Client.GetGrain<IStrategyGrain>("noting");
                for (int number = 0; number < 200; number++)
                    await grain.Note(number);
                await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
                world.Network.Options = new();
                return await grain.Noted();
            });

        Assert.InRange(noted.Distinct().Count(), 150, 195);
        Assert.True(noted.Length > noted.Distinct().Count(), "nothing came twice");
        Assert.NotEqual(noted.Order(), noted);
    }

    [Fact]
    public void One_way_calls_inside_a_silo_overtake_each_other_when_asked_to()
    {
        Assert.Equal(Sent(reorders: false).Order(), Sent(reorders: false));
        Assert.NotEqual(Sent(reorders: true).Order(), Sent(reorders: true));

        static int[] Sent(bool reorders) => Play(new WorldOptions { Seed = 8, ReordersOneWay = reorders }, async (world, cluster) =>
        {
            ICallsGrain receiver = cluster.Client.GetGrain<ICallsGrain>("receiver");
            await cluster.Client.GetGrain<ICallsGrain>("sender").Tell(receiver, 50);
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            return (await receiver.Noted()).Select(int.Parse).ToArray();
        });
    }

    [Fact]
    public void A_lost_directory_entry_makes_a_second_activation_while_the_first_lives_on()
    {
        string report = Play(new WorldOptions { Seed = 9 }, async (world, cluster) =>
        {
            await cluster.StartSiloAsync();
            ITimerGrain grain = cluster.Client.GetGrain<ITimerGrain>("twice");
            await grain.Start(10, 10, interleaves: false, 0, fails: false);
            bool lost = cluster.LoseDirectoryEntry(grain.GetGrainId());
            TimerReport second = await cluster.Client.GetGrain<ITimerGrain>("twice").Report();
            int before = Notes.Of("twice").Length;
            await Task.Delay(TimeSpan.FromMilliseconds(500), world.Time);
            return $"{lost} {second.Ticks} {Notes.Of("twice").Length > before}";
        });

        Assert.Equal("True 0 True", report);
    }

    [Fact]
    public void A_silo_is_built_from_its_own_services_and_the_shared_ones()
    {
        var world = new World(10);
        List<string> seen = [];
        world.Run(async () =>
        {
            SimulatedCluster cluster = world.CreateCluster(
                static silo => silo.Services.AddSingleton<object>("shared"), services: (name, services) =>
                {
                    seen.Add(name);
                    services.AddSingleton(name);
                });
            SimulatedSilo silo = await cluster.StartSiloAsync("first");
            seen.Add(silo.Services.GetRequiredService<string>());
            seen.Add((string)silo.Services.GetRequiredService<object>());
            await cluster.StopSiloAsync(silo);
            seen.Add($"{silo.IsActive}");
        });

        Assert.Equal(["first", "first", "shared", "False"], seen);
    }

    private static async Task<string> KillUnderCall(World world, SimulatedCluster cluster)
    {
        SimulatedSilo other = await cluster.StartSiloAsync();
        ICallsGrain far = await Awake(cluster, other, "far");
        ICallsGrain near = await Awake(cluster, cluster.Silos[0], "near");
        Task<string> call = near.FailAt(far, FailureKind.Own);
        Task<string> waiting = near.CancelOther(far, 5_000);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        cluster.Kill(other);
        Assert.Equal("OwnException: own", await call);
        return await Outcome(waiting);
    }

    private static ILifeGrain On(SimulatedSilo silo, IGrainFactory grains, string key)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.Address);
        return grains.GetGrain<ILifeGrain>(key);
    }
}
