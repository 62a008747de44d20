using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class CancellationFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_cancelled_call_ends_for_its_caller_and_in_a_turn_of_the_grain(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        Assert.Equal("own token", await stage.Grain<ICallsGrain>().CancelOther(grain, 200));

        await stage.Until(async () => (await grain.Noted()) is ["began", "cancelled in a turn"]);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_cancelled_call_ends_while_it_waits_behind_another(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();
        Task<string> before = grain.Cancellable(1_500, CancellationToken.None);
        await stage.Delay(100);
        using var source = new CancellationTokenSource();
        Task<string> waiting = grain.Cancellable(10_000, source.Token);
        await stage.Delay(100);

        double seconds = await stage.Seconds(async () =>
        {
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        });

        Assert.InRange(seconds, 0, 1);
        Assert.Equal("ended", await before);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_client_can_cancel_from_outside(string mode) => Stages.Run(mode, 2, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();
        using var source = new CancellationTokenSource();
        Task<string> call = grain.Cancellable(10_000, source.Token);
        await stage.Delay(200);

        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await stage.Until(async () => (await grain.Noted()) is ["began", "cancelled in a turn"]);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_call_cancelled_before_it_is_sent_is_not_sent(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.Cancellable(0, new CancellationToken(canceled: true)));

        await stage.Delay(50);
        Assert.Empty(await grain.Noted());
    });
}
