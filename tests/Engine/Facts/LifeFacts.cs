using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class LifeFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Calls_that_wait_for_an_ending_grain_go_to_its_next_life(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        ILifeGrain grain = stage.Client.GetGrain<ILifeGrain>(key);
        LifeReport before = await grain.Count(0);

        Task ending = grain.EndAfter(300);
        await stage.Delay(50);
        LifeReport[] after = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => grain.Count(0)));
        await ending;

        Assert.All(after, report => Assert.NotEqual(before.Life, report.Life));
        Assert.Equal([1, 2, 3, 4, 5], after.Select(report => report.Count).Order());
        Assert.Equal(["activated", "call ended", "deactivated ApplicationRequested", "activated"], Notes.Of(key));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_grain_that_can_not_be_activated_tells_why_and_is_tried_anew(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IDelicateGrain grain = stage.Client.GetGrain<IDelicateGrain>($"{stage.NewKey()} fails");

        OwnException error = await Assert.ThrowsAsync<OwnException>(grain.Answer);

        Assert.Equal("can't wake", error.Message);
        Assert.Equal(2, await grain.Answer());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_grain_that_activates_too_slowly_is_cancelled(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IDelicateGrain grain = stage.Client.GetGrain<IDelicateGrain>($"{stage.NewKey()} hangs");

        double seconds = await stage.Seconds(() => Assert.ThrowsAnyAsync<OperationCanceledException>(grain.Answer));

        Assert.InRange(seconds, 1.9, 4);
        Assert.Equal(2, await grain.Answer());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_stateless_worker_has_no_more_instances_than_it_may(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IWorkerGrain worker = stage.Grain<IWorkerGrain>();
        await worker.Work(0);
        string[] instances = [];

        double seconds = await stage.Seconds(async () => instances = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => worker.Work(100))));

        Assert.Equal(2, instances.Distinct().Count());
        Assert.InRange(seconds, 0.39, 3);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Keys_and_types_of_grains_read_the_same(string mode) => Stages.Run(mode, 1, async stage =>
    {
        var guid = new Guid("00112233-4455-6677-8899-aabbccddeeff");

        Assert.Equal((42, "integer/2A"), await stage.Client.GetGrain<IIntegerGrain>(42).Key());
        Assert.Equal(-1, (await stage.Client.GetGrain<IIntegerGrain>(-1).Key()).Key);
        Assert.Equal((guid, "named-otherwise/00112233445566778899aabbccddeeff"), await stage.Client.GetGrain<IGuidGrain>(guid).Key());
        Assert.Equal("life/abc", stage.Client.GetGrain<ILifeGrain>("abc").GetGrainId().ToString());
        Assert.Equal(GrainId.Create("life", "abc"), stage.Client.GetGrain<ILifeGrain>("abc").GetGrainId());
        Assert.Equal("abc", stage.Client.GetGrain<ILifeGrain>("abc").GetPrimaryKeyString());
        Assert.Equal(stage.Client.GetGrain<ILifeGrain>("abc"), stage.Client.GetGrain<ILifeGrain>(GrainId.Create("life", "abc")));
        Assert.NotEqual(stage.Client.GetGrain<ILifeGrain>("abc"), stage.Client.GetGrain<ILifeGrain>("abd"));
    });
}
