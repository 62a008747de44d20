using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Quern.Connectors.Transport;
using Quern.Engine.Simulation;
using Quern.Grains.Journal;

namespace Quern.Grains.Tests.Leases.Simulated;

/// <summary>Forced double activation: the venue accepts orders of one epoch after the other, never back.</summary>
[Trait("Category", "simulation")]
public sealed class DoubleActivationTests
{
    private const string Account = "venue:account";

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void A_second_activation_never_sends_while_an_order_of_the_first_can_still_arrive(ulong seed)
    {
        LateVenue venue = Play(seed, ignoresLeases: false);

        Assert.Equal(venue.Accepted.Order(), venue.Accepted);
        Assert.Equal([1, 2, 3], venue.Accepted.Distinct());
        Assert.True(venue.Refused > 0, "nothing came late: the test proves nothing");
    }

    [Fact]
    public void Without_the_lease_old_orders_arrive_among_new_ones()
    {
        Assert.Contains(Enumerable.Range(1, 8), seed =>
        {
            LateVenue venue = Play((ulong)seed, ignoresLeases: true);
            return !venue.Accepted.Order().SequenceEqual(venue.Accepted);
        });
    }

    private static LateVenue Play(ulong seed, bool ignoresLeases)
    {
        var world = new World(seed);
        return world.Run(async () =>
        {
            var venue = new LateVenue(world, ignoresLeases);
            var journals = new SlowFence(new MemoryJournalStore(), world.Time);
            SimulatedCluster cluster = world.CreateCluster(silo =>
            {
                silo.Services.AddSingleton(venue);
                silo.Services.AddSingleton<IJournalStore>(journals);
                silo.Services.AddSingleton<ReceiveClock>();
            });
            for (int silo = 0; silo < 3; silo++)
                await cluster.StartSiloAsync();

            GrainId grain = cluster.Client.GetGrain<ISendingGrain>(Account).GetGrainId();
            await cluster.Client.GetGrain<ISendingGrain>(Account).Wake();
            for (int loss = 0; loss < 2; loss++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(3_000 + world.Random.NextUInt64() % 3_000), world.Time);
                Assert.True(cluster.LoseDirectoryEntry(grain));
                await cluster.Client.GetGrain<ISendingGrain>(Account).Wake();
                await Task.Delay(TimeSpan.FromSeconds(8), world.Time);
            }

            return venue;
        });
    }
}
