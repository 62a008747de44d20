using System.Diagnostics;
using Orleans.Hosting;
using Quern.Engine.Simulation;

namespace Quern.Engine.Tests.Simulated;

[Trait("Category", "simulation")]
public sealed class WorldTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_same_seed_gives_the_same_run(ulong seed)
    {
        TraceRecorder first = Trade(seed);
        TraceRecorder second = Trade(seed);

        Assert.Null(TraceRecorder.FirstDifference(first, second));
        Assert.Equal(first.Hash, second.Hash);
        Assert.True(first.Count > 1_000, $"only {first.Count} messages");
    }

    [Fact]
    public void Another_seed_gives_another_run_and_the_first_difference_can_be_shown()
    {
        TraceRecorder first = Trade(1);
        TraceRecorder second = Trade(2);

        Assert.NotEqual(first.Hash, second.Hash);
        Assert.Contains("message ", TraceRecorder.FirstDifference(first, second), StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_of_a_run_is_the_same_in_every_process() => Assert.Equal(Golden, Trade(7).Hash);

    [Fact]
    public void An_hour_passes_at_once()
    {
        var world = new World(1);
        var watch = Stopwatch.StartNew();

        world.Run(() => Task.Delay(TimeSpan.FromHours(1), world.Time));

        Assert.Equal(TimeSpan.FromHours(1), world.Time.GetUtcNow() - world.Options.Start);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_world_starts_when_it_is_told_to()
    {
        var start = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
        var world = new World(new WorldOptions { Seed = 1, Start = start });

        world.Run(async () =>
        {
            Assert.Equal(start, world.Time.GetUtcNow());
            await Task.Delay(TimeSpan.FromMilliseconds(5), world.Time);
            Assert.Equal(start.AddMilliseconds(5), world.Time.GetUtcNow());
        });
    }

    [Fact]
    public void Work_on_another_thread_fails_the_run_and_says_where()
    {
        var world = new World(1);

        SimulationLeakException leak = Assert.Throws<SimulationLeakException>(() => world.Run(async () =>
        {
            SimulatedCluster cluster = world.CreateCluster(static _ => { });
            await cluster.StartSiloAsync();
            await cluster.Client.GetGrain<ILeakyGrain>("leaky").Leak();
        }));

        Assert.Contains("leaky/leaky", leak.Message, StringComparison.Ordinal);
        Assert.NotEmpty(world.Leaks);
    }

    [Fact]
    public void A_leak_is_reported_before_the_time_out_that_it_causes()
    {
        var world = new World(1);

        Assert.Throws<SimulationLeakException>(() => world.Run(async () =>
        {
            // A thread of its own: a busy pool must not make it later than a failing run waits for leaks.
            Task late = Task.Factory.StartNew(
                () => Thread.Sleep(50), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Task first = await Task.WhenAny(late, Task.Delay(TimeSpan.FromSeconds(1), world.Time));
            if (first != late)
            {
                _ = late.ContinueWith(static _ => { }, TaskScheduler.FromCurrentSynchronizationContext());
                throw new TimeoutException("virtual");
            }
        }));
    }

    [Fact]
    public void A_run_that_can_not_go_on_is_stuck()
    {
        var world = new World(1);

        Assert.Throws<SimulationStuckException>(() => world.Run(() => new TaskCompletionSource().Task));
    }

    [Fact]
    public void A_run_that_goes_on_for_ever_ends_at_its_limit()
    {
        var world = new World(1);

        Assert.Throws<SimulationStuckException>(() => world.Run(
            async () =>
            {
                SimulatedCluster cluster = world.CreateCluster(static _ => { });
                await cluster.StartSiloAsync();
                await cluster.Client.GetGrain<IBookGrain>("book").Start();
                await new TaskCompletionSource().Task;
            },
            TimeSpan.FromMinutes(1)));

        Assert.InRange(world.ElapsedNs, 59_000_000_000, 60_000_000_000);
    }

    [Fact]
    public void A_failure_of_the_run_is_thrown_as_it_is()
    {
        var world = new World(1);

        Assert.Throws<KeyNotFoundException>(() => world.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            throw new KeyNotFoundException();
        }));
        Assert.Throws<InvalidOperationException>(() => world.Run(() =>
        {
            world.Post(() => throw new InvalidOperationException("posted"));
            return Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        }));
    }

    [Fact]
    public void A_world_can_be_run_again_and_gives_results()
    {
        var world = new World(1);
        world.Run(() => Task.Delay(TimeSpan.FromSeconds(1), world.Time));

        long elapsed = world.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), world.Time);
            return world.ElapsedNs;
        });

        Assert.Equal(3_000_000_000, elapsed);
        Assert.Null(World.Current);
    }

    // Changes with the order in which the engine draws; a change that is meant sets it anew.
    private const ulong Golden = 17406728194151551060;

    private static TraceRecorder Trade(ulong seed)
    {
        var recorder = new TraceRecorder(keepsMessages: true);
        var world = new World(new WorldOptions { Seed = seed, ReordersOneWay = true }) { Trace = recorder };
        world.Run(async () =>
        {
            SimulatedCluster cluster = world.CreateCluster(static silo => silo.AddMemoryGrainStorageAsDefault());
            await cluster.StartSiloAsync();
            SimulatedSilo second = await cluster.StartSiloAsync();
            for (int book = 0; book < 4; book++)
            {
                IBookGrain grain = cluster.Client.GetGrain<IBookGrain>($"book{book}");
                await grain.Subscribe($"strategy{book % 2}");
                await grain.Start();
            }

            await Task.Delay(TimeSpan.FromSeconds(2), world.Time);
            cluster.Kill(second);
            await Task.Delay(TimeSpan.FromSeconds(5), world.Time);
        });
        return recorder;
    }
}
