using Orleans.Storage;
using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class StateFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task State_is_read_before_the_grain_is_activated(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IAccountGrain account = stage.Grain<IAccountGrain>();
        Assert.False((await account.Read()).Exists);
        await account.Add(5);
        Assert.Equal(12, await account.Add(7));

        await account.Forget();
        await stage.Until(async () => (await account.Read()).AtActivation == 12);

        AccountReport after = await account.Read();
        Assert.Equal((12, true), (after.Balance, after.Exists));
        Assert.NotNull(after.Etag);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_lost_race_on_storage_is_told_and_ends_the_activation(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        IAccountGrain account = stage.Client.GetGrain<IAccountGrain>(key);
        await account.Add(5);

        await Assert.ThrowsAsync<InconsistentStateException>(account.Race);

        await stage.Until(async () => (await account.Read()).AtActivation == 1_000);
        Assert.Equal(["ApplicationError"], Notes.Of(key));
        Assert.Equal(1_001, await account.Add(1));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Cleared_state_is_empty_and_can_be_written_again(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IAccountGrain account = stage.Grain<IAccountGrain>();
        await account.Add(5);

        await account.Clear();

        AccountReport cleared = await account.Read();
        Assert.Equal((0, false), (cleared.Balance, cleared.Exists));
        Assert.Equal(3, await account.Add(3));
    });
}
