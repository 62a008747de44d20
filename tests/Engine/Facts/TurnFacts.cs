using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class TurnFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Calls_of_a_plain_grain_do_not_overlap(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITurnsGrain grain = stage.Grain<ITurnsGrain>();

        int[] most = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => grain.Enter(20)));

        Assert.Equal(1, most.Max());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Calls_of_a_reentrant_grain_interleave_at_awaits(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IReentrantGrain grain = stage.Grain<IReentrantGrain>();
        await grain.Enter(0);

        int[] most = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => grain.Enter(200)));

        Assert.Equal(4, most.Max());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_interleaving_call_enters_while_a_plain_one_awaits(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITurnsGrain grain = stage.Grain<ITurnsGrain>();
        Task<int> plain = grain.Enter(300);
        await stage.Delay(100);

        int most = await grain.EnterInterleaved(0);

        Assert.Equal(2, most);
        Assert.False(plain.IsCompleted);
        await plain;
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Readers_interleave_with_readers_but_not_with_writers(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITurnsGrain grain = stage.Grain<ITurnsGrain>();
        await grain.Read(0);
        Task<int>[] readers = [grain.Read(300), grain.Read(300)];
        await stage.Delay(100);
        Task<int> writer = grain.Enter(10);

        Assert.Equal(2, (await Task.WhenAll(readers)).Max());
        Assert.Equal(2, await writer);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_turn_comes_back_to_its_scheduler_after_awaits(string mode) => Stages.Run(mode, 1, async stage =>
    {
        Assert.True(await stage.Grain<ITurnsGrain>().KeepsItsScheduler());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_waiting_call_begins_when_the_one_before_has_ended(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ITurnsGrain grain = stage.Grain<ITurnsGrain>();
        await grain.Enter(0);
        Task first = grain.NoteOrder("first", 100);
        await stage.Delay(30);

        string[] order = await grain.NoteOrder("second", 0);

        Assert.Equal(["first begins", "first ends", "second begins", "second ends"], order);
        await first;
    });
}
