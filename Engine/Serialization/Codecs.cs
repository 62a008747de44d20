using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Quern.Engine.Serialization;

/// <summary>All codecs of this process, and the names under which types travel where the declared type does not say enough.</summary>
public static class Codecs
{
    private static readonly ConcurrentDictionary<Type, IObjectCodec> Made = new();
    private static readonly ConcurrentDictionary<Type, Func<object>> Registered = new();
    private static readonly ConcurrentDictionary<Type, Type> Open = new();
    private static readonly ConcurrentDictionary<string, Type> TypeOfName = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<Type, string> NameOfType = new();

    static Codecs() => BuiltInCodecs.Register();

    /// <summary>Registers the codec of a type; generated code does.</summary>
    /// <param name="name">Its alias, or its full name.</param>
    /// <param name="create">Makes the codec when it is first needed.</param>
    public static void Register<T>(string name, Func<Codec<T>> create)
    {
        Registered[typeof(T)] = create;
        Name(typeof(T), name);
    }

    /// <summary>Registers the codec of a generic type; generated code does.</summary>
    /// <param name="name">Its alias, or its full name.</param>
    /// <param name="type">The open type.</param>
    /// <param name="codec">The open codec, with the same type parameters.</param>
    public static void RegisterOpen(string name, Type type, Type codec)
    {
        Open[type] = codec;
        Name(type, name);
    }

    internal static IObjectCodec Find(Type type) => Made.TryGetValue(type, out IObjectCodec? codec) ? codec : Make(type);

    internal static void WriteNamed(CanonicalWriter writer, object value)
    {
        Type type = value.GetType();
        IObjectCodec codec = Find(type);
        writer.WriteString(NameOf(type));
        codec.WriteObject(writer, value);
    }

    internal static object ReadNamed(CanonicalReader reader)
    {
        string name = reader.ReadString() ?? throw new InvalidDataException("A type name is missing.");
        return TypeOfName.TryGetValue(name, out Type? type)
            ? Find(type).ReadObject(reader)
            : throw new CodecNotFoundException($"No type travels under the name '{name}'.");
    }

    private static IObjectCodec Make(Type type)
    {
        GrainParts.Load();
        return Made.GetOrAdd(type, (IObjectCodec)Create(type));
    }

    private static object Create(Type type)
    {
        if (Registered.TryGetValue(type, out Func<object>? create))
            return create();
        if (type.IsEnum)
            return Build(typeof(EnumCodec<>), type);
        if (type.IsArray && type.GetArrayRank() == 1)
            return Build(typeof(ArrayCodec<>), type.GetElementType()!);
        if (type.IsGenericType && Open.TryGetValue(type.GetGenericTypeDefinition(), out Type? open))
            return Build(open, type.GetGenericArguments());
        if (typeof(IAddressable).IsAssignableFrom(type))
            return Build(typeof(ReferenceCodec<>), type);
        if (typeof(Exception).IsAssignableFrom(type) && IsOfPlatform(type))
            return Build(typeof(PlatformExceptionCodec<>), type);
        if (type.IsInterface || type.IsAbstract || type == typeof(object))
            return Build(typeof(NamedCodec<>), type);

        throw new CodecNotFoundException(
            $"{type} can't travel: give it [GenerateSerializer], or register an IConverter for it with [RegisterConverter].");
    }

    private static object Build(Type open, params Type[] arguments) => Activator.CreateInstance(open.MakeGenericType(arguments))!;

    private static bool IsOfPlatform(Type type) => type.Assembly == typeof(object).Assembly
        || type.Assembly.GetName().Name is { } name
            && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private static string NameOf(Type type)
    {
        if (NameOfType.TryGetValue(type, out string? name))
            return name;

        // Closed generics and arrays are named when first written: within one process that is before they are read.
        name = type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
            : type.IsConstructedGenericType ? $"{NameOf(type.GetGenericTypeDefinition())}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>"
            : type.FullName!;
        Name(type, name);
        return name;
    }

    private static void Name(Type type, string name)
    {
        NameOfType[type] = name;
        TypeOfName[name] = type;
    }
}
