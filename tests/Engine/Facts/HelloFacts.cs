using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class HelloFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_grain_answers_to_its_name(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string answer = await stage.Client.GetGrain<IHelloGrain>("quern").Hello("world");

        Assert.Equal("Hello world, I am quern.", answer);
    });
}
