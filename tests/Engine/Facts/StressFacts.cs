using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "property")]
public sealed class StressFacts
{
    private const int Depth = 5;

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Thousands_of_crossing_calls_are_all_answered_and_none_overlap(string mode) => Stages.Run(mode, 2, async stage =>
    {
        // Calls go to higher numbers only, so nobody waits in a circle.
        int[] counts = await Task.WhenAll(Enumerable.Range(0, 24).Select(async walk =>
        {
            int total = 0;
            for (int round = 0; round < 3; round++)
                total += await stage.Client.GetGrain<IStressGrain>($"stress-{walk}").Walk(walk, (ulong)(walk * 100 + round), Depth);
            return total;
        }));

        const int CallsPerWalk = 1 + 3 + 9 + 27 + 81 + 243;
        Assert.All(counts, count => Assert.Equal(3 * CallsPerWalk, count));
        for (int number = 0; number < 24; number++)
            Assert.Equal(0, await stage.Client.GetGrain<IStressGrain>($"stress-{number}").Overlaps());
    });
}
