using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;
using Quern.Engine.Simulation;
using Quern.Engine.Tests.Grains;
using static Quern.Engine.Tests.Simulated.Stage;

namespace Quern.Engine.Tests.Simulated;

[Trait("Category", "simulation")]
public sealed class StandstillTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Nothing_of_a_paused_silo_runs_and_all_that_was_due_comes_at_once_afterwards()
    {
        string report = Play(new WorldOptions { Seed = 1 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            TimeProvider time = other.Services.GetRequiredService<TimeProvider>();
            List<double> late = [];
            double start = world.ElapsedNs;
            for (int ms = 100; ms <= 3_000; ms += 100)
                _ = time.CreateTimer(_ => late.Add(Math.Round((world.ElapsedNs - start) / 1e6)), null, TimeSpan.FromMilliseconds(ms), Timeout.InfiniteTimeSpan);
            int waits = 0;
            other.Post(() => _ = CountFor(time, () => waits++));
            RequestContext.Set(IPlacementDirector.PlacementHintKey, other.Address);
            await cluster.Client.GetGrain<ITimerGrain>("paused-timer").Start(10, 10, interleaves: false, 0, fails: false);
            await Task.Delay(TimeSpan.FromMilliseconds(450), world.Time);

            double paused = Math.Round((world.ElapsedNs - start) / 1e6);
            cluster.Pause(other, 2 * Second);
            (int waitsBefore, int ticksBefore, int lateBefore) = (waits, Notes.Of("paused-timer").Length, late.Count);
            await Task.Delay(TimeSpan.FromMilliseconds(1_999), world.Time);
            string during = $"{waits - waitsBefore} {Notes.Of("paused-timer").Length - ticksBefore} {late.Count - lateBefore}";
            await Task.Delay(TimeSpan.FromMilliseconds(2), world.Time);
            double[] atOnce = [.. late[lateBefore..].Where(when => when >= paused + 2_000 && when <= paused + 2_001)];
            await Task.Delay(Second, world.Time);
            return $"{during} | {atOnce.Length} | {waits > waitsBefore + 50} {Notes.Of("paused-timer").Length > ticksBefore + 50} | {late.Count} {late.SequenceEqual(late.Order())}";
        });

        Assert.Equal("0 0 0 | 20 | True True | 30 True", report);
    }

    [Fact]
    public void Calls_to_a_paused_silo_wait_and_run_late_though_their_callers_gave_up()
    {
        string report = Play(new WorldOptions { Seed = 2 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            ICallsGrain near = await Awake(cluster, cluster.Silos[0], "near");
            ICallsGrain far = await Awake(cluster, other, "far");
            cluster.Pause(other, 6 * Second);
            Task<string> call = near.CallTo(far);
            Task<string> late = far.Quick();
            string outcome = await Outcome(call);
            string during = $"{outcome} {world.ElapsedNs / 1_000_000_000} {late.IsCompleted}";
            return $"{during} | {await late} {world.ElapsedNs / 1_000_000_000}";
        });

        Assert.Equal("TimeoutException 2 False | quick after 0 6", report);
    }

    [Fact]
    public void What_a_paused_silo_waits_for_is_answered_after_the_pause()
    {
        string report = Play(new WorldOptions { Seed = 3 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            ICallsGrain near = await Awake(cluster, cluster.Silos[0], "near");
            ICallsGrain far = await Awake(cluster, other, "far");
            Task<string> call = far.CallTo(near);
            await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
            cluster.Pause(other, 10 * Second);
            string answer = await call;
            return $"{answer} {world.ElapsedNs / 1_000_000_000}";
        });

        Assert.StartsWith("back with quick", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_pause_goes_on_when_a_shorter_one_ends()
    {
        string report = Play(new WorldOptions { Seed = 4 }, async (world, cluster) =>
        {
            SimulatedSilo other = await cluster.StartSiloAsync();
            ICallsGrain far = await Awake(cluster, other, "far");
            double start = world.ElapsedNs;
            cluster.Pause(other, Second);
            cluster.Pause(other, 3 * Second);
            cluster.Pause(other, 2 * Second);
            await far.Quick();
            return $"{Math.Round((world.ElapsedNs - start) / 1e9, 1)}";
        });

        Assert.Equal("3", report);
    }

    [Fact]
    public void A_blocked_grain_runs_nothing_and_its_neighbours_do()
    {
        string report = Play(new WorldOptions { Seed = 5 }, async (world, cluster) =>
        {
            ICallsGrain blocked = await Awake(cluster, cluster.Silos[0], "blocked");
            ICallsGrain neighbour = await Awake(cluster, cluster.Silos[0], "neighbour");
            ITimerGrain ticking = cluster.Client.GetGrain<ITimerGrain>("blocked-timer");
            await ticking.Start(10, 10, interleaves: true, 0, fails: false);
            bool found = cluster.Block(blocked.GetGrainId(), 3 * Second) && cluster.Block(ticking.GetGrainId(), 3 * Second);
            bool missing = cluster.Block(cluster.Client.GetGrain<ICallsGrain>("nobody").GetGrainId(), Second);
            int ticks = Notes.Of("blocked-timer").Length;
            Task<string> call = blocked.Quick();
            await neighbour.Quick();
            await Task.Delay(2 * Second, world.Time);
            string during = $"{call.IsCompleted} {Notes.Of("blocked-timer").Length - ticks}";
            await call;
            return $"{found} {missing} | {during} | {world.ElapsedNs / 1_000_000_000}";
        });

        Assert.Equal("True False | False 0 | 3", report);
    }

    [Fact]
    public void Calls_time_out_with_and_without_having_run_as_the_options_say()
    {
        (int asked, int lost, int ran) = Play(new WorldOptions { Seed = 6 }, async (world, cluster) =>
        {
            ILifeGrain counting = cluster.Client.GetGrain<ILifeGrain>("counting");
            ICallsGrain spared = await Awake(cluster, cluster.Silos[0], "spared");
            GrainId meant = counting.GetGrainId();
            world.Network.Options = new() { TimeOutShare = 0.2, TimesOut = grain => grain == meant };
            int lost = 0;
            for (int number = 0; number < 200; number++)
            {
                lost += await Outcome(counting.Count(0)) == nameof(TimeoutException) ? 1 : 0;
                await spared.Quick();
            }

            world.Network.Options = new();
            return (200, lost, (await counting.Count(0)).Count - 1);
        });

        Assert.InRange(lost, 20, 60);
        Assert.InRange(ran, asked - lost + 5, asked - 5);
    }
}
