using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Invocation;

/// <summary>What a new reference needs to know; made by the engine, taken by generated code.</summary>
public readonly struct ReferenceSeed
{
    internal ReferenceSeed(Node node, GrainId grainId, GrainInterface grainInterface)
    {
        Node = node;
        GrainId = grainId;
        Interface = grainInterface;
    }

    internal Node Node { get; }

    internal GrainId GrainId { get; }

    internal GrainInterface Interface { get; }
}

/// <summary>A grain interface and how to make references of it.</summary>
internal sealed class GrainInterface(Type type, Func<ReferenceSeed, GrainReference> create)
{
    public Type Type { get; } = type;

    public string Name { get; } = type.FullName!;

    public GrainInterfaceType InterfaceType { get; } = GrainInterfaceType.Create(type.FullName!);

    public GrainReference Create(Node node, GrainId grainId) => create(new(node, grainId, this));
}

/// <summary>All grain interfaces of this process; generated code registers them.</summary>
public static class GrainInterfaces
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> ByType = new();
    private static readonly ConcurrentDictionary<string, GrainInterface> ByName = new(StringComparer.Ordinal);

    /// <summary>Registers an interface; generated code does.</summary>
    /// <param name="create">Makes a reference.</param>
    public static void Register<TInterface>(Func<ReferenceSeed, GrainReference> create)
        where TInterface : IAddressable
    {
        var added = new GrainInterface(typeof(TInterface), create);
        ByType[added.Type] = added;
        ByName[added.Name] = added;
    }

    internal static bool IsKnown(Type type) => ByType.ContainsKey(type);

    internal static GrainInterface Find(Type type)
    {
        if (ByType.TryGetValue(type, out GrainInterface? found))
            return found;

        GrainParts.Load();
        return ByType.TryGetValue(type, out found)
            ? found
            : throw new ArgumentException($"No code was generated for {type}: its project needs <UsesGrains>true</UsesGrains>.", nameof(type));
    }

    internal static GrainInterface Find(string name) => ByName.TryGetValue(name, out GrainInterface? found)
        ? found
        : throw new ArgumentException($"No grain interface is called {name}.", nameof(name));
}
