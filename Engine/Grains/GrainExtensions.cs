using System.Globalization;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Orleans;

/// <summary>Identity of grains and references.</summary>
public static class GrainExtensions
{
    /// <summary>The grain's identity, from an instance or a reference.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase instance => instance.GrainContext.GrainId,
        GrainService service => service.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
    };

    /// <summary>The key of a grain with a text key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The key of a grain with an integer key.</summary>
    /// <exception cref="FormatException">The key is not an integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain) =>
        long.Parse(grain.GetGrainId().Key.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The key of a grain with a <see cref="Guid"/> key.</summary>
    /// <exception cref="FormatException">The key is not a <see cref="Guid"/>.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain) => Guid.ParseExact(grain.GetGrainId().Key.ToString(), "N");

    /// <summary>A reference of this interface to the same grain.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => (TGrainInterface)grain.AsReference(typeof(TGrainInterface));

    /// <summary>A reference of this interface to the same grain.</summary>
    public static object AsReference(this IAddressable grain, Type interfaceType) => grain switch
    {
        GrainReference reference => reference.Node.GetReference(reference.GrainId, interfaceType),
        IGrainBase instance => instance.GrainContext.GrainReference.Node.GetReference(instance.GrainContext.GrainId, interfaceType),
        GrainService service => service.GrainReference.Node.GetReference(service.GrainId, interfaceType),
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
    };

    /// <summary>A reference of this interface to the same grain.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <summary>A reference of this interface to the same grain.</summary>
    public static object Cast(this IAddressable grain, Type interfaceType) => grain.AsReference(interfaceType);
}
