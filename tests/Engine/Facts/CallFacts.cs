using Orleans.Serialization;
using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class CallFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_call_times_out_late_but_never_early(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        double seconds = await stage.Seconds(() => Assert.ThrowsAsync<TimeoutException>(() => grain.Slow(3_000)));

        Assert.InRange(seconds, 0.99, 2.9);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_call_that_timed_out_runs_on_and_blocks_the_next(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Slow(3_500));

        Assert.Equal("quick after 1", await grain.Quick());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_one_way_call_is_not_waited_for_and_its_failure_is_not_heard(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        await grain.NoteAndFail("noted");

        await stage.Until(async () => (await grain.Noted()).Length == 1);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task One_way_calls_all_arrive_in_whatever_order(string mode) => Stages.Run(mode, 2, async stage =>
    {
        ICallsGrain receiver = stage.Grain<ICallsGrain>();
        await stage.Grain<ICallsGrain>().Tell(receiver, 50);

        await stage.Until(async () => (await receiver.Noted()).Length == 50);

        Assert.Equal(Enumerable.Range(0, 50), (await receiver.Noted()).Select(int.Parse).Order());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Two_grains_that_wait_for_each_other_time_out(string mode) => Stages.Run(mode, 1, async stage =>
    {
        (ICallsGrain first, ICallsGrain second) = (stage.Grain<ICallsGrain>(), stage.Grain<ICallsGrain>());

        double seconds = await stage.Seconds(() => Assert.ThrowsAsync<TimeoutException>(() => first.CallBack(second, allow: false)));

        Assert.InRange(seconds, 1.9, 4.5);
        await stage.Until(async () => await stage.Insist(first.Quick) == "quick after 0");
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_call_chain_may_come_back_when_it_is_allowed_to(string mode) => Stages.Run(mode, 2, async stage =>
    {
        string answer = await stage.Grain<ICallsGrain>().CallBack(stage.Grain<ICallsGrain>(), allow: true);

        Assert.Equal("back with quick after 0", answer);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_exception_keeps_its_type_message_and_members(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        OwnException own = await Assert.ThrowsAsync<OwnException>(() => grain.Fail(FailureKind.Own));
        ArgumentException argument = await Assert.ThrowsAsync<ArgumentException>(() => grain.Fail(FailureKind.Argument));
        InvalidOperationException outer = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail(FailureKind.Wrapped));
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail(FailureKind.Synchronous));

        Assert.Equal(("own", 7), (own.Message, own.Code));
        Assert.Contains(nameof(CallsGrain), own.StackTrace, StringComparison.Ordinal);
        Assert.Contains("wrong", argument.Message, StringComparison.Ordinal);
        Assert.Equal(8, Assert.IsType<OwnException>(outer.InnerException).Code);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_exception_without_serializer_arrives_as_itself_in_its_silo_only(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        string inside = await stage.Grain<ICallsGrain>().FailAt(grain, FailureKind.Unserializable);

        Assert.Equal("UnserializableException: foreign", inside);
        await Assert.ThrowsAsync<CodecNotFoundException>(() => grain.Fail(FailureKind.Unserializable));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Request_context_flows_down_and_never_up(string mode) => Stages.Run(mode, 1, async stage =>
    {
        RequestContext.Set("trader", "ann");

        string seen = await stage.Grain<ICallsGrain>().Context(stage.Grain<ICallsGrain>());

        Assert.Equal("ann | ann, passed on | ann, passed on", seen);
        Assert.Equal("ann", RequestContext.Get("trader"));
        RequestContext.Clear();
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task State_changed_before_a_call_is_there_after_it(string mode) => Stages.Run(mode, 1, async stage =>
    {
        (ICallsGrain first, ICallsGrain second) = (stage.Grain<ICallsGrain>(), stage.Grain<ICallsGrain>());

        Assert.Equal("quick after 0, then 2", await first.ChangeThenCall(second));
        Assert.Equal("quick after 2, then 2", await second.ChangeThenCall(first));
    });
}
