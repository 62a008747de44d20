using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Invocation;

/// <summary>What the engine knows of a grain class.</summary>
internal sealed class GrainClass
{
    public GrainClass(Type type)
    {
        Type = type;
        string name = type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? ShortName(type);
        GrainType = GrainType.Create(name);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        Placement = type.GetCustomAttribute<PlacementAttribute>(inherit: true)?.PlacementStrategy;
        Streams = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>(inherit: true).Select(one => one.StreamNamespace)];
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>Null for the default, which is random.</summary>
    public PlacementStrategy? Placement { get; }

    /// <summary>Stream namespaces it subscribes to by being; null for all.</summary>
    public IReadOnlyList<string?> Streams { get; }

    private static string ShortName(Type type)
    {
        string name = type.Name;
        if (name.Length > 5 && name.EndsWith("Grain", StringComparison.Ordinal))
            name = name[..^5];
        return name.ToLowerInvariant();
    }
}

/// <summary>All grain classes of this process; generated code registers them.</summary>
public static class GrainClasses
{
    private static readonly ConcurrentDictionary<GrainType, GrainClass> ByType = new();
    private static readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainClass> Resolved = new();

    /// <summary>Registers a class; generated code does.</summary>
    /// <exception cref="InvalidOperationException">Another class has the same grain type.</exception>
    public static void Register<TGrain>()
        where TGrain : IGrainBase
    {
        var added = new GrainClass(typeof(TGrain));
        GrainClass known = ByType.GetOrAdd(added.GrainType, added);
        if (known.Type != added.Type)
        {
            throw new InvalidOperationException(
                $"{known.Type} and {added.Type} both have the grain type '{added.GrainType}': give one of them [GrainType].");
        }

        Resolved.Clear();
    }

    internal static IEnumerable<GrainClass> All
    {
        get
        {
            GrainParts.Load();
            return ByType.Values.OrderBy(one => one.GrainType);
        }
    }

    internal static GrainClass? Find(GrainType type)
    {
        if (ByType.TryGetValue(type, out GrainClass? found))
            return found;

        GrainParts.Load();
        return ByType.GetValueOrDefault(type);
    }

    internal static GrainClass ImplementationOf(Type grainInterface, string? classNamePrefix) =>
        Resolved.TryGetValue((grainInterface, classNamePrefix), out GrainClass? found) ? found : Resolve(grainInterface, classNamePrefix);

    private static GrainClass Resolve(Type grainInterface, string? classNamePrefix)
    {
        GrainClass[] candidates =
        [
            .. All.Where(one => grainInterface.IsAssignableFrom(one.Type))
                .Where(one => classNamePrefix is null || one.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal)),
        ];
        GrainClass? chosen = candidates.Length == 1 ? candidates[0] : candidates.FirstOrDefault(one => IsNamedAfter(one, grainInterface));
        if (chosen is null)
        {
            string why = candidates.Length == 0
                ? "no grain class implements it"
                : $"several classes implement it ({string.Join(", ", candidates.Select(one => one.Type.FullName))}): say which by grainClassNamePrefix";
            throw new ArgumentException($"Could not find an implementation for interface {grainInterface}: {why}.", nameof(grainInterface));
        }

        Resolved[(grainInterface, classNamePrefix)] = chosen;
        return chosen;
    }

    private static bool IsNamedAfter(GrainClass candidate, Type grainInterface) =>
        grainInterface.Name.Length > 1 && candidate.Type.Name == grainInterface.Name[1..];
}
