using Orleans.Streams;
using Orleans.Streams.Core;

namespace Quern.Engine.Tests.Grains;

[Alias("tests.producer")]
public interface IProducerGrain : IGrainWithStringKey
{
    [Alias("send")]
    Task Send(string ns, string key, int first, int count);
}

public sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task Send(string ns, string key, int first, int count)
    {
        IAsyncStream<int> stream = this.GetStreamProvider("mem").GetStream<int>(StreamId.Create(ns, key));
        for (int item = first; item < first + count; item++)
            await stream.OnNextAsync(item);
    }
}

[Alias("tests.consumer")]
public interface IConsumerGrain : IGrainWithStringKey
{
    [Alias("subscribe")]
    Task Subscribe(string ns, string key, int failTwiceAt);

    [Alias("unsubscribe")]
    Task Unsubscribe(string ns, string key);

    [Alias("end")]
    Task End();

    [Alias("ping")]
    Task<int> Handles(string ns, string key);
}

[Alias("tests.forgetful")]
public interface IForgetfulGrain : IConsumerGrain;

public abstract class ConsumerBase(bool resumes) : Grain
{
    private int _failures;
    private int _failTwiceAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Notes.Add(this.GetPrimaryKeyString(), "activated");
        if (!resumes)
            return;

        foreach (StreamSubscriptionHandle<int> handle in await Stream("orders", this.GetPrimaryKeyString()).GetAllSubscriptionHandles())
            await handle.ResumeAsync(OnNext);
    }

    public async Task Subscribe(string ns, string key, int failTwiceAt)
    {
        _failTwiceAt = failTwiceAt;
        await Stream(ns, key).SubscribeAsync(OnNext);
    }

    public async Task Unsubscribe(string ns, string key)
    {
        foreach (StreamSubscriptionHandle<int> handle in await Stream(ns, key).GetAllSubscriptionHandles())
            await handle.UnsubscribeAsync();
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<int> Handles(string ns, string key) => (await Stream(ns, key).GetAllSubscriptionHandles()).Count;

    private IAsyncStream<int> Stream(string ns, string key) => this.GetStreamProvider("mem").GetStream<int>(StreamId.Create(ns, key));

    private Task OnNext(int item, StreamSequenceToken? token)
    {
        if (item == _failTwiceAt && _failures++ < 2)
            throw new InvalidOperationException("not yet");

        Notes.Add(this.GetPrimaryKeyString(), $"{item}");
        return Task.CompletedTask;
    }
}

public sealed class ConsumerGrain() : ConsumerBase(resumes: true), IConsumerGrain;

public sealed class ForgetfulGrain() : ConsumerBase(resumes: false), IForgetfulGrain;

[Alias("tests.implicit")]
public interface IImplicitGrain : IGrainWithStringKey;

[ImplicitStreamSubscription("implicit-orders")]
public sealed class ImplicitGrain : Grain, IImplicitGrain, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        Notes.Add(this.GetPrimaryKeyString(), $"{item}");
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
