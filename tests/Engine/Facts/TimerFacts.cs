using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class TimerFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_timer_never_ticks_inside_a_call(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITimerGrain grain = stage.Grain<ITimerGrain>();
        await grain.Start(20, 20, interleaves: false, 0, fails: false);

        int during = await grain.Hold(300);

        Assert.Equal(0, during);
        await stage.Until(async () => (await grain.Report()).Ticks > 2);
        Assert.Equal(0, (await grain.Report()).InsideCalls);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_interleaving_timer_ticks_while_a_call_awaits(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITimerGrain grain = stage.Grain<ITimerGrain>();
        await grain.Start(20, 20, interleaves: true, 0, fails: false);

        Assert.InRange(await grain.Hold(500), 2, 26);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_timer_whose_callback_fails_goes_on(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITimerGrain grain = stage.Grain<ITimerGrain>();

        await grain.Start(10, 10, interleaves: false, 0, fails: true);

        await stage.Until(async () => (await grain.Report()).Ticks > 3);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task The_period_counts_from_the_end_of_the_callback(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITimerGrain grain = stage.Grain<ITimerGrain>();

        await grain.Start(10, 100, interleaves: false, 150, fails: false);

        await stage.Until(async () => (await grain.Report()).Ticks > 2);
        Assert.True((await grain.Report()).ShortestGapMs >= 80, $"The gap was {(await grain.Report()).ShortestGapMs} ms.");
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_timer_can_be_changed_and_stopped(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITimerGrain grain = stage.Grain<ITimerGrain>();
        await grain.Start(60_000, 60_000, interleaves: false, 0, fails: false);

        await grain.Change(10, 20);
        await stage.Until(async () => (await grain.Report()).Ticks > 1);
        await grain.Stop();

        int ticks = (await grain.Report()).Ticks;
        await stage.Delay(200);
        Assert.Equal(ticks, (await grain.Report()).Ticks);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Nothing_ticks_after_the_activation_has_ended(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        ITimerGrain grain = stage.Client.GetGrain<ITimerGrain>(key);
        await grain.Start(10, 10, interleaves: false, 0, fails: false);
        await stage.Until(() => Task.FromResult(Notes.Of(key).Length > 1));

        await grain.End();
        await stage.Delay(200);

        int ticks = Notes.Of(key).Length;
        await stage.Delay(200);
        Assert.Equal(ticks, Notes.Of(key).Length);
    });
}
