using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Streams;

/// <summary>The memory stream provider of one silo or client.</summary>
internal sealed class MemoryStreams(Node node, string name) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => false;

    /// <summary>The streams of this name, which all nodes of the cluster share.</summary>
    public StreamHub Hub { get; } = (StreamHub)node.Cluster.Shared.GetOrAdd($"streams/{name}", _ => new StreamHub(node.Cluster, name));

    public Node Node => node;

    public static void Add(IServiceCollection services, string name) => services.AddKeyedSingleton<IStreamProvider>(
        name, static (provider, key) => new MemoryStreams(provider.GetRequiredService<Node>(), (string)key!));

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);
}

/// <summary>One stream, seen from one node.</summary>
internal sealed class MemoryStream<T>(MemoryStreams provider, StreamId streamId) : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => provider.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        provider.Hub.Publish(streamId, sequence => new StreamItem<T>(streamId, sequence, CodecOf<T>.Value.Copy(item)));
        return Task.CompletedTask;
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        foreach (T item in batch)
            _ = OnNextAsync(item, token);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync()
    {
        provider.Hub.Publish(streamId, sequence => new StreamEnd<T>(streamId, sequence, null));
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        provider.Hub.Publish(streamId, sequence => new StreamEnd<T>(streamId, sequence, ex));
        return Task.CompletedTask;
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Guid id = provider.Node.Cluster.Dispatcher.NewGuid();
        StreamConsumer consumer = StreamConsumer.OfCaller(provider.Node);
        consumer.Resume(id, observer);
        provider.Hub.Subscribe(streamId, id, consumer);
        return Task.FromResult(Handle(id));
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        StreamConsumer consumer = StreamConsumer.OfCaller(provider.Node);
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>([.. provider.Hub.SubscriptionsOf(streamId, consumer).Select(Handle)]);
    }

    private StreamSubscriptionHandle<T> Handle(Guid id) => new MemorySubscription<T>(provider, streamId, id);
}

/// <summary>A subscription, seen from its consumer.</summary>
internal sealed class MemorySubscription<T>(MemoryStreams provider, StreamId streamId, Guid id) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => streamId;

    public override string ProviderName => provider.Name;

    public override Guid HandleId => id;

    public override Task UnsubscribeAsync()
    {
        StreamConsumer.OfCaller(provider.Node).Forget(id);
        provider.Hub.Unsubscribe(streamId, id);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        StreamConsumer.OfCaller(provider.Node).Resume(id, observer);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other?.HandleId == id;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => id.GetHashCode();
}

/// <summary>Place of an item in its stream.</summary>
internal sealed class MemoryStreamToken(long sequence) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = sequence;

    public override int EventIndex { get; protected set; }

    public override bool Equals(StreamSequenceToken? other) => other is not null && other.SequenceNumber == SequenceNumber;

    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    public override int GetHashCode() => SequenceNumber.GetHashCode();

    public override int CompareTo(StreamSequenceToken? other) => other is null ? 1 : SequenceNumber.CompareTo(other.SequenceNumber);

    public override string ToString() => SequenceNumber.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
