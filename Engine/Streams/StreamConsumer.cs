using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Quern.Engine.Runtime;

namespace Quern.Engine.Streams;

/// <summary>Who takes items in one activation or one client.</summary>
internal sealed class StreamConsumer
{
    private readonly Dictionary<Guid, object> _observers = [];
    private readonly HashSet<Guid> _announced = [];
    private readonly Activation? _activation;

    private StreamConsumer(Node node, Activation? activation)
    {
        Node = node;
        _activation = activation;
    }

    public Node Node { get; }

    /// <summary>Null for a client.</summary>
    public GrainId? GrainId => _activation?.GrainId;

    /// <summary>The consumer of the turn that runs, or of the client.</summary>
    public static StreamConsumer OfCaller(Node node) =>
        Turn.Current is { } activation && activation.Node == node ? Of(activation) : node.StreamConsumer ??= new(node, null);

    public static StreamConsumer Of(Activation activation) => activation.StreamConsumer ??= new(activation.Node, activation);

    public void Resume(Guid subscription, object observer)
    {
        lock (_observers)
            _observers[subscription] = observer;
    }

    public void Forget(Guid subscription)
    {
        lock (_observers)
            _observers.Remove(subscription);
    }

    /// <summary>Gives an event to whoever resumed the subscription. Without one it is lost, as on Orleans.</summary>
    public async Task Deliver(string provider, Guid subscription, StreamEvent @event, Exception? error)
    {
        object? observer = Find(subscription);
        if (observer is null && _activation?.GrainInstance is IStreamSubscriptionObserver listener && _announced.Add(subscription))
        {
            await listener.OnSubscribed(new HandleFactory((MemoryStreams)GrainStreams(provider), @event.StreamId, subscription));
            observer = Find(subscription);
        }

        if (observer is not null)
            await (error is null ? @event.GiveTo(observer) : @event.FailTo(observer, error));
        else if (_activation is not null)
            Log.ItemLost(_activation.Node.Logger, @event.StreamId, _activation.GrainId);
    }

    private object? Find(Guid subscription)
    {
        lock (_observers)
            return _observers.GetValueOrDefault(subscription);
    }

    private IStreamProvider GrainStreams(string provider) => Orleans.GrainStreamingExtensions.Find(_activation!.ActivationServices, provider);

    private sealed class HandleFactory(MemoryStreams provider, StreamId streamId, Guid subscription) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => streamId;

        public GuidId SubscriptionId { get; } = GuidId.GetGuidId(subscription);

        public string ProviderName => provider.Name;

        public StreamSubscriptionHandle<T> Create<T>() => new MemorySubscription<T>(provider, streamId, subscription);
    }
}
