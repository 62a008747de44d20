using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "cluster")]
public sealed class ClusterFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_placement_director_decides_where_its_grains_live(string mode) => Stages.Run(mode, 3, async stage =>
    {
        SiloAddress last = stage.Cluster.Silos.Max(silo => silo.SiloAddress)!;

        for (int count = 0; count < 5; count++)
            Assert.Equal(last, await stage.Grain<IWhereLastGrain>().Silo());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_grain_that_prefers_its_caller_lives_beside_it(string mode) => Stages.Run(mode, 2, async stage =>
    {
        for (int count = 0; count < 5; count++)
        {
            IWhereGrain caller = stage.Grain<IWhereGrain>();
            Assert.Equal(await caller.Silo(), await caller.SiloOfLocal(stage.NewKey()));
        }
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_hint_in_the_request_context_steers_placement(string mode) => Stages.Run(mode, 3, async stage =>
    {
        foreach (SiloHandle silo in stage.Cluster.Silos)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
            Assert.Equal(silo.SiloAddress, await stage.Grain<IWhereGrain>().Silo());
        }

        RequestContext.Clear();
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Each_silo_has_its_service_and_its_calls_interleave(string mode) => Stages.Run(mode, 2, async stage =>
    {
        IServiceUserGrain user = stage.Grain<IServiceUserGrain>();

        (SiloAddress own, ServiceReport report) = await user.CountAtOwnSilo();

        Assert.Equal(own, report.Silo);
        Assert.Equal("built, initialised, started", report.Life);
        Assert.Equal(2, (await user.CountTwiceAtOnce()).MostInside);
        Assert.Contains((await user.CountOfCaller()).Silo, stage.Cluster.Silos.Select(silo => silo.SiloAddress));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Management_knows_hosts_and_activations(string mode) => Stages.Run(mode, 2, async stage =>
    {
        IManagementGrain management = stage.Client.GetGrain<IManagementGrain>(0);
        IWhereGrain grain = stage.Grain<IWhereGrain>();

        Assert.Null(await management.GetActivationAddress(grain));
        SiloAddress silo = await grain.Silo();

        Assert.Equal(silo, await management.GetActivationAddress(grain));
        Dictionary<SiloAddress, SiloStatus> hosts = await management.GetHosts(onlyActive: true);
        Assert.Equal(stage.Cluster.Silos.Select(one => one.SiloAddress).Order(), hosts.Keys.Order());
        Assert.All(hosts.Values, status => Assert.Equal(SiloStatus.Active, status));
        Assert.True(await management.GetTotalActivationCount() >= 1);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Grains_of_a_killed_silo_live_again_elsewhere(string mode) => Stages.Run(mode, 2, async stage =>
    {
        (string key, LifeReport before) = await LivingOn(stage, stage.Cluster.SecondarySilos[0]);

        await stage.Cluster.KillSiloAsync(stage.Cluster.SecondarySilos[0]);

        LifeReport after = await stage.Insist(() => stage.Client.GetGrain<ILifeGrain>(key).Count(0));
        Assert.Equal(stage.Cluster.Primary!.SiloAddress, after.Silo);
        Assert.NotEqual(before.Life, after.Life);
        Assert.Equal(2, Notes.Of(key).Count(note => note == "activated"));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_stopping_silo_finishes_what_runs_and_answers_or_refuses_what_waits(string mode) => Stages.Run(mode, 2, async stage =>
    {
        SiloHandle stopping = stage.Cluster.SecondarySilos[0];
        (string key, LifeReport before) = await LivingOn(stage, stopping);
        ILifeGrain grain = stage.Client.GetGrain<ILifeGrain>(key);
        Task<LifeReport> running = grain.Count(1_500);
        Task<LifeReport>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => grain.Count(0))];
        await stage.Delay(200);

        await stage.Cluster.StopSiloAsync(stopping);

        Assert.Equal(before.Life, (await running).Life);
        foreach (Task<LifeReport> call in waiting)
            Assert.True((await Record.ExceptionAsync(() => call)) is null or TimeoutException or OrleansMessageRejectionException);
        Assert.Contains("deactivated ShuttingDown", Notes.Of(key));
        Assert.Contains("service stopped", Notes.Of(stopping.SiloAddress.ToString()));
        Assert.Equal(stage.Cluster.Primary!.SiloAddress, (await stage.Insist(() => grain.Count(0))).Silo);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_silo_that_comes_later_takes_grains(string mode) => Stages.Run(mode, 1, async stage =>
    {
        SiloHandle added = await stage.Cluster.StartAdditionalSiloAsync();
        await stage.Cluster.WaitForLivenessToStabilizeAsync();

        await stage.Until(async () => (await stage.Grain<IWhereGrain>().Silo()).Equals(added.SiloAddress));

        Assert.Equal(added.SiloAddress, stage.Cluster.GetSiloServiceProvider(added.SiloAddress).GetRequiredService<ILocalSiloDetails>().SiloAddress);
    });

    private static async Task<(string Key, LifeReport Report)> LivingOn(Stage stage, SiloHandle silo)
    {
        string key = stage.NewKey();
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        LifeReport report = await stage.Client.GetGrain<ILifeGrain>(key).Count(0);
        RequestContext.Clear();
        Assert.Equal(silo.SiloAddress, report.Silo);
        return (key, report);
    }
}
