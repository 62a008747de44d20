using Quern.Connectors.Transport.Sockets;

namespace Quern.Connectors.Tests.Transport;

[Trait("Category", "unit")]
public sealed class ReconnectBackoffTests
{
    private static ReconnectBackoff New(int seed) => new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), seed);

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Waits_double_up_to_the_limit_and_stay_in_the_upper_half(int seed)
    {
        ReconnectBackoff backoff = New(seed);

        foreach (int upperMs in new[] { 100, 200, 400, 800, 1600, 2000, 2000, 2000 })
            Assert.InRange(backoff.Next().TotalMilliseconds, upperMs / 2.0, upperMs);
    }

    [Fact]
    public void Success_begins_again_at_the_first_wait()
    {
        ReconnectBackoff backoff = New(1);
        for (int i = 0; i < 5; i++)
            backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next().TotalMilliseconds, 50, 100);
    }

    [Fact]
    public void The_same_seed_draws_the_same_waits_and_another_seed_others()
    {
        static TimeSpan[] Draw(int seed)
        {
            ReconnectBackoff backoff = New(seed);
            return [.. Enumerable.Range(0, 6).Select(_ => backoff.Next())];
        }

        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
    }
}
