using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Invocation;
using Quern.Engine.Runtime;

namespace Quern.Engine.Streams;

/// <summary>
/// The memory streams of one name in a cluster. Each subscription has a queue and at most one event on its way, so order holds; an event
/// that fails comes again, later and later, for a minute.
/// </summary>
internal sealed class StreamHub
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamId, StreamState> _streams = [];
    private readonly StreamNode _node;
    private readonly string _name;

    public StreamHub(Cluster cluster, string name)
    {
        _name = name;
        _node = new(cluster);
        GrainInterfaces.Register<IStreamConsumer>(static seed => new StreamConsumerReference(seed));
    }

    public void Publish(StreamId streamId, Func<long, StreamEvent> make)
    {
        List<Subscription> idle = [];
        lock (_gate)
        {
            StreamState stream = Find(streamId);
            StreamEvent @event = make(++stream.Sequence);
            foreach (Subscription subscription in stream.Subscriptions)
            {
                subscription.Waiting.Enqueue(@event);
                if (!subscription.IsPumping)
                {
                    subscription.IsPumping = true;
                    idle.Add(subscription);
                }
            }
        }

        foreach (Subscription subscription in idle)
            _node.Cluster.Dispatcher.Post(_node, static state => ((Subscription)state!).Start(), subscription);
    }

    public void Subscribe(StreamId streamId, Guid id, StreamConsumer consumer)
    {
        lock (_gate)
            Find(streamId).Subscriptions.Add(new(this, id, consumer.GrainId, consumer.GrainId is null ? consumer : null));
    }

    public void Unsubscribe(StreamId streamId, Guid id)
    {
        lock (_gate)
        {
            StreamState stream = Find(streamId);
            foreach (Subscription subscription in stream.Subscriptions.Where(one => one.Id == id))
                subscription.Waiting.Clear();
            stream.Subscriptions.RemoveAll(one => one.Id == id);
        }
    }

    public List<Guid> SubscriptionsOf(StreamId streamId, StreamConsumer consumer)
    {
        lock (_gate)
        {
            return
            [
                .. Find(streamId).Subscriptions
                    .Where(one => consumer.GrainId is { } grain ? one.Grain == grain : one.Client == consumer)
                    .Select(one => one.Id),
            ];
        }
    }

    private StreamState Find(StreamId streamId)
    {
        if (_streams.TryGetValue(streamId, out StreamState? stream))
            return stream;

        _streams[streamId] = stream = new();
        foreach (GrainClass grainClass in GrainClasses.All)
        {
            if (grainClass.Streams.Any(one => one is null || one == streamId.GetNamespace()))
                stream.Subscriptions.Add(new(this, ImplicitId(grainClass, streamId), GrainId.Create(grainClass.GrainType, KeyOf(grainClass, streamId)), null));
        }

        return stream;
    }

    private static Guid ImplicitId(GrainClass grainClass, StreamId streamId) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{grainClass.GrainType}|{streamId}")).AsSpan(0, 16));

    private static string KeyOf(GrainClass grainClass, StreamId streamId)
    {
        string key = streamId.GetKeyAsString();
        return typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass.Type)
            && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number.ToString("X", CultureInfo.InvariantCulture)
            : key;
    }

    private async Task Pump(Subscription subscription)
    {
        while (Next(subscription) is { } @event)
            await Deliver(subscription, @event);
    }

    private StreamEvent? Next(Subscription subscription)
    {
        lock (_gate)
        {
            if (subscription.Waiting.TryDequeue(out StreamEvent? @event))
                return @event;
            subscription.IsPumping = false;
            return null;
        }
    }

    private async Task Deliver(Subscription subscription, StreamEvent @event)
    {
        TimeProvider time = _node.Cluster.Time;
        long start = time.GetTimestamp();
        for (TimeSpan delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                await subscription.Give(_name, @event, null);
                return;
            }
            catch (Exception error) when (time.GetElapsedTime(start) < Patience)
            {
                Log.DeliveryFailed(_node.Logger, @event.StreamId, subscription.ToString(), delay, error);
            }
            catch (Exception error)
            {
                await GiveUp(subscription, @event, error);
                return;
            }

            await Task.Delay(delay, time);
        }
    }

    private async Task GiveUp(Subscription subscription, StreamEvent @event, Exception error)
    {
        Log.DeliveryGivenUp(_node.Logger, @event.StreamId, subscription.ToString(), error);
        try
        {
            await subscription.Give(_name, @event, error);
        }
        catch (Exception again)
        {
            Log.DeliveryGivenUp(_node.Logger, @event.StreamId, subscription.ToString(), again);
        }
    }

    /// <summary>The streams' own place in the cluster: it belongs to no silo, so no silo's death stops it.</summary>
    internal sealed class StreamNode(Cluster cluster) : Node(cluster)
    {
        public override string Name => Simulation.SimulatedNetwork.Streams;

        public ILogger Logger => Cluster.Silos.FirstOrDefault(silo => silo.IsAlive)?.Logger ?? NullLogger.Instance;
    }

    private sealed class StreamState
    {
        public List<Subscription> Subscriptions { get; } = [];

        public long Sequence { get; set; }
    }

    private sealed class Subscription(StreamHub hub, Guid id, GrainId? grain, StreamConsumer? client)
    {
        private GrainReference? _reference;

        public Guid Id => id;

        public GrainId? Grain => grain;

        public StreamConsumer? Client => client;

        public Queue<StreamEvent> Waiting { get; } = new();

        public bool IsPumping { get; set; }

        public void Start() => _ = hub.Pump(this);

        public Task Give(string provider, StreamEvent @event, Exception? error)
        {
            if (grain is { } consumer)
                return DeliverCall.Send(_reference ??= hub._node.GetReference(consumer, typeof(IStreamConsumer)), provider, id, @event, error);
            return client!.Deliver(provider, id, @event.Copy(), error);
        }

        public override string ToString() => grain?.ToString() ?? "a client";
    }
}
