using Orleans.Streams;
using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class StreamFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Items_arrive_in_order_at_every_subscriber(string mode) => Stages.Run(mode, 2, async stage =>
    {
        string key = stage.NewKey();
        string[] readers = [stage.NewKey(), stage.NewKey()];
        foreach (string reader in readers)
            await stage.Client.GetGrain<IConsumerGrain>(reader).Subscribe("orders", key, 0);

        await stage.Grain<IProducerGrain>().Send("orders", key, 1, 20);

        foreach (string reader in readers)
            await Received(stage, reader, Enumerable.Range(1, 20));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_item_that_fails_comes_again_before_the_next(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        await stage.Client.GetGrain<IConsumerGrain>(key).Subscribe("orders", key, failTwiceAt: 3);

        await stage.Grain<IProducerGrain>().Send("orders", key, 1, 5);

        await Received(stage, key, Enumerable.Range(1, 5));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_item_wakes_a_grain_that_resumes_its_subscription(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        IConsumerGrain consumer = stage.Client.GetGrain<IConsumerGrain>(key);
        await consumer.Subscribe("orders", key, 0);
        await consumer.End();
        await stage.Delay(300);

        await stage.Grain<IProducerGrain>().Send("orders", key, 1, 3);

        await Received(stage, key, Enumerable.Range(1, 3));
        Assert.Equal(2, Notes.Of(key).Count(note => note == "activated"));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Items_are_lost_on_a_grain_that_does_not_resume(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        IForgetfulGrain consumer = stage.Client.GetGrain<IForgetfulGrain>(key);
        await consumer.Subscribe("orders", key, 0);
        await stage.Grain<IProducerGrain>().Send("orders", key, 1, 1);
        await Received(stage, key, [1]);
        await consumer.End();
        await stage.Delay(300);

        await stage.Grain<IProducerGrain>().Send("orders", key, 2, 3);

        await stage.Until(() => Task.FromResult(Notes.Of(key).Count(note => note == "activated") == 2));
        await stage.Delay(500);
        await Received(stage, key, [1]);
        Assert.Equal(1, await consumer.Handles("orders", key));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Who_unsubscribes_hears_no_more(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        IConsumerGrain consumer = stage.Client.GetGrain<IConsumerGrain>(key);
        await consumer.Subscribe("orders", key, 0);
        await stage.Grain<IProducerGrain>().Send("orders", key, 1, 1);
        await Received(stage, key, [1]);

        await consumer.Unsubscribe("orders", key);
        await stage.Grain<IProducerGrain>().Send("orders", key, 2, 1);

        await stage.Delay(300);
        await Received(stage, key, [1]);
        Assert.Equal(0, await consumer.Handles("orders", key));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task An_implicit_subscriber_is_woken_by_the_first_item(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();

        await stage.Grain<IProducerGrain>().Send("implicit-orders", key, 1, 4);

        await Received(stage, key, Enumerable.Range(1, 4));
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_client_can_send_and_receive(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();
        IAsyncStream<int> stream = stage.Client.GetStreamProvider("mem").GetStream<int>(StreamId.Create("orders", key));
        await stream.SubscribeAsync((item, _) =>
        {
            Notes.Add(key, $"{item}");
            return Task.CompletedTask;
        });

        await stream.OnNextAsync(1);
        await stage.Grain<IProducerGrain>().Send("orders", key, 2, 2);

        await Received(stage, key, [1, 2, 3]);
        Assert.Equal(("orders", key), (stream.StreamId.GetNamespace(), stream.StreamId.GetKeyAsString()));
    });

    private static async Task Received(Stage stage, string key, IEnumerable<int> items)
    {
        string[] expected = [.. items.Select(item => $"{item}")];
        await stage.Until(() => Task.FromResult(Notes.Of(key).Count(note => note != "activated") >= expected.Length));
        Assert.Equal(expected, Notes.Of(key).Where(note => note != "activated"));
    }
}
