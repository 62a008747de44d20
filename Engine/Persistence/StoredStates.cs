using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Quern.Engine.Runtime;

namespace Quern.Engine.Persistence;

/// <summary>A state that the engine reads before the grain is activated.</summary>
internal interface IStoredState
{
    Task ReadStateAsync();
}

/// <summary>Makes the states that grain constructors ask for.</summary>
internal static class StoredStates
{
    /// <summary>Name of the storage that is meant when none is named.</summary>
    public const string DefaultStorage = "Default";

    public static object Create(Activation activation, Type parameter, PersistentStateAttribute attribute)
    {
        if (!parameter.IsGenericType || parameter.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new InvalidOperationException($"[PersistentState] belongs on an IPersistentState<T>, not on a {parameter}.");

        string name = attribute.StorageName ?? DefaultStorage;
        IGrainStorage storage = activation.ActivationServices.GetKeyedService<IGrainStorage>(name)
            ?? throw new InvalidOperationException(
                $"No storage is called '{name}', which {activation.Class!.Type} asks for: use AddMemoryGrainStorage or register one.");
        Type type = typeof(StoredState<>).MakeGenericType(parameter.GetGenericArguments());
        object state = Activator.CreateInstance(type, storage, attribute.StateName, activation.GrainId)!;
        activation.AddState((IStoredState)state);
        return state;
    }
}

/// <summary>A stored state of one activation.</summary>
internal sealed class StoredState<T>(IGrainStorage storage, string name, GrainId grainId) : IPersistentState<T>, IStoredState
{
    private readonly GrainState<T> _held = new() { State = Activator.CreateInstance<T>() };

    public T State
    {
        get => _held.State!;
        set => _held.State = value;
    }

    public string? Etag => _held.ETag;

    public bool RecordExists => _held.RecordExists;

    public Task ReadStateAsync() => storage.ReadStateAsync(name, grainId, _held);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Unless(cancellationToken, ReadStateAsync);

    public Task WriteStateAsync() => storage.WriteStateAsync(name, grainId, _held);

    public Task WriteStateAsync(CancellationToken cancellationToken) => Unless(cancellationToken, WriteStateAsync);

    public Task ClearStateAsync() => storage.ClearStateAsync(name, grainId, _held);

    public Task ClearStateAsync(CancellationToken cancellationToken) => Unless(cancellationToken, ClearStateAsync);

    private static Task Unless(CancellationToken cancelled, Func<Task> function) =>
        cancelled.IsCancellationRequested ? Task.FromCanceled(cancelled) : function();
}
