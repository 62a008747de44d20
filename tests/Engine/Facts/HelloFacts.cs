using Orleans.TestingHost;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class HelloFacts
{
    [Fact]
    public async Task A_grain_answers_to_its_name()
    {
        await using TestCluster cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();

        string answer = await cluster.Client.GetGrain<IHelloGrain>("quern").Hello("world");

        Assert.Equal("Hello world, I am quern.", answer);
    }
}
