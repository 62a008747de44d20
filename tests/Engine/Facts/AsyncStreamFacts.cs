using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class AsyncStreamFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Items_arrive_in_order_and_a_failure_after_those_before_it(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();
        List<int> got = [];

        OwnException error = await Assert.ThrowsAsync<OwnException>(async () =>
        {
            await foreach (int number in grain.Numbers(100, 10, 0))
                got.Add(number);
        });

        Assert.Equal(Enumerable.Range(1, 10), got);
        Assert.Equal(10, error.Code);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Other_calls_run_while_a_stream_is_open(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();
        int count = 0;

        await foreach (int number in grain.Numbers(5, 0, 20))
        {
            count += number;
            await grain.Quick();
        }

        Assert.Equal(15, count);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Who_stops_early_closes_the_stream_at_the_grain(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ICallsGrain grain = stage.Grain<ICallsGrain>();

        await foreach (int number in grain.Numbers(1_000, 0, 5))
        {
            if (number == 3)
                break;
        }

        await stage.Until(grain.WasClosed);
    });
}
