using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Subscribing by functions.</summary>
public static class AsyncObservableExtensions
{
    private static readonly Func<Exception, Task> NoError = static _ => Task.CompletedTask;
    private static readonly Func<Task> NoCompletion = static () => Task.CompletedTask;

    /// <summary>Takes items.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        SubscribeAsync(obs, onNextAsync, NoError, NoCompletion);

    /// <summary>Takes items and errors.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
        SubscribeAsync(obs, onNextAsync, onErrorAsync, NoCompletion);

    /// <summary>Takes items and the end.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Task> onCompletedAsync) =>
        SubscribeAsync(obs, onNextAsync, NoError, onCompletedAsync);

    /// <summary>Takes items, errors and the end.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync)
    {
        ArgumentNullException.ThrowIfNull(obs);
        return obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));
    }

    internal static IAsyncObserver<T> Observer<T>(Func<T, StreamSequenceToken?, Task> onNext, Func<Exception, Task>? onError, Func<Task>? onCompleted) =>
        new DelegateObserver<T>(onNext, onError ?? NoError, onCompleted ?? NoCompletion);

    private sealed class DelegateObserver<T>(Func<T, StreamSequenceToken?, Task> onNext, Func<Exception, Task> onError, Func<Task> onCompleted)
        : IAsyncObserver<T>
    {
        public Task OnNextAsync(T item, StreamSequenceToken? token = null) => onNext(item, token);

        public Task OnErrorAsync(Exception ex) => onError(ex);

        public Task OnCompletedAsync() => onCompleted();
    }
}

/// <summary>Resuming by functions.</summary>
public static class StreamSubscriptionHandleExtensions
{
    /// <summary>Takes items.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle.ResumeAsync(AsyncObservableExtensions.Observer(onNextAsync, null, null), token);
    }

    /// <summary>Takes items and errors.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle.ResumeAsync(AsyncObservableExtensions.Observer(onNextAsync, onErrorAsync, null), token);
    }
}

/// <summary>Streams by parts of their name.</summary>
public static class StreamProviderExtensions
{
    /// <summary>A stream.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id)
    {
        ArgumentNullException.ThrowIfNull(streamProvider);
        return streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }

    /// <summary>A stream.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, Guid id)
    {
        ArgumentNullException.ThrowIfNull(streamProvider);
        return streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }
}
