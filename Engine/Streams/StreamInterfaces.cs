using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Streams
{
    /// <summary>Takes the items of a stream.</summary>
    public interface IAsyncObserver<in T>
    {
        /// <summary>The next item. When it fails, the same item comes again before the next one.</summary>
        Task OnNextAsync(T item, StreamSequenceToken? token = null);

        /// <summary>There will be no more.</summary>
        Task OnCompletedAsync();

        /// <summary>An item was given up, or the producer failed.</summary>
        Task OnErrorAsync(Exception ex);
    }

    /// <summary>Gives the items of a stream.</summary>
    public interface IAsyncObservable<T>
    {
        /// <summary>Takes items from now on.</summary>
        Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);
    }

    /// <summary>Takes several items at once.</summary>
    public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
    {
        /// <summary>The next items.</summary>
        Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
    }

    /// <summary>A stream without its type.</summary>
    public interface IAsyncStream
    {
        /// <summary>Whether old items can be asked for; never here.</summary>
        bool IsRewindable { get; }

        /// <summary>Name of the provider.</summary>
        string ProviderName { get; }

        /// <summary>Name of the stream.</summary>
        StreamId StreamId { get; }
    }

    /// <summary>A stream: items go in by the observer's methods and come out, in order, at every subscriber.</summary>
    public interface IAsyncStream<T> : IAsyncStream, IAsyncObservable<T>, IAsyncBatchProducer<T>
    {
        /// <summary>The subscriptions of the calling grain to this stream.</summary>
        Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
    }

    /// <summary>Gives streams; a keyed service under its name.</summary>
    public interface IStreamProvider
    {
        /// <summary>Its name.</summary>
        string Name { get; }

        /// <summary>Whether old items can be asked for; never here.</summary>
        bool IsRewindable { get; }

        /// <summary>A stream.</summary>
        IAsyncStream<T> GetStream<T>(StreamId streamId);
    }

    /// <summary>Numbers the items of a stream.</summary>
    public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken?>, IComparable<StreamSequenceToken?>
    {
        /// <summary>Rises by one per item.</summary>
        public abstract long SequenceNumber { get; protected set; }

        /// <summary>Place within a batch; always 0 here.</summary>
        public abstract int EventIndex { get; protected set; }

        /// <inheritdoc/>
        public abstract bool Equals(StreamSequenceToken? other);

        /// <inheritdoc/>
        public abstract int CompareTo(StreamSequenceToken? other);
    }

    /// <summary>A subscription. It outlives the activation, which must resume it in <c>OnActivateAsync</c>, or items are lost.</summary>
    public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>?>
    {
        /// <summary>The stream.</summary>
        public abstract StreamId StreamId { get; }

        /// <summary>Name of the provider.</summary>
        public abstract string ProviderName { get; }

        /// <summary>The subscription.</summary>
        public abstract Guid HandleId { get; }

        /// <summary>Ends it.</summary>
        public abstract Task UnsubscribeAsync();

        /// <summary>Says who takes the items in this activation.</summary>
        public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

        /// <inheritdoc/>
        public abstract bool Equals(StreamSubscriptionHandle<T>? other);
    }
}

namespace Orleans.Streams.Core
{
    /// <summary>A grain that hears of its subscriptions when an item arrives that nobody takes yet; implicit subscribers need it.</summary>
    public interface IStreamSubscriptionObserver
    {
        /// <summary>A subscription has items; resume it here.</summary>
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }

    /// <summary>Makes the handle of a subscription.</summary>
    public interface IStreamSubscriptionHandleFactory
    {
        /// <summary>The stream.</summary>
        StreamId StreamId { get; }

        /// <summary>The subscription.</summary>
        GuidId SubscriptionId { get; }

        /// <summary>Name of the provider.</summary>
        string ProviderName { get; }

        /// <summary>The handle.</summary>
        StreamSubscriptionHandle<T> Create<T>();
    }
}

namespace Orleans
{
    /// <summary>The grain subscribes, by being, to every stream of a namespace whose key is its own.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class ImplicitStreamSubscriptionAttribute : Attribute
    {
        /// <summary>Every namespace.</summary>
        public ImplicitStreamSubscriptionAttribute()
        {
        }

        /// <summary>One namespace.</summary>
        /// <param name="streamNamespace">The namespace.</param>
        /// <param name="streamIdMapper">Not used here.</param>
        public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
        {
            StreamNamespace = streamNamespace;
            StreamIdMapper = streamIdMapper;
        }

        /// <summary>Not used here.</summary>
        public string? StreamIdMapper { get; init; }

        internal string? StreamNamespace { get; }
    }

    /// <summary>Streams for grains.</summary>
    public static class GrainStreamingExtensions
    {
        /// <summary>The provider of a name.</summary>
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) => GetStreamProvider((IGrainBase)grain, name);

        /// <summary>The provider of a name.</summary>
        public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
        {
            ArgumentNullException.ThrowIfNull(grain);
            return Find(grain.GrainContext.ActivationServices, name);
        }

        internal static IStreamProvider Find(IServiceProvider services, string name) => services.GetKeyedService<IStreamProvider>(name)
            ?? throw new KeyNotFoundException($"No stream provider is called '{name}': use AddMemoryStreams.");
    }

    /// <summary>Streams for clients.</summary>
    public static class ClientStreamingExtensions
    {
        /// <summary>The provider of a name.</summary>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
        {
            ArgumentNullException.ThrowIfNull(client);
            return GrainStreamingExtensions.Find(client.ServiceProvider, name);
        }
    }
}
