using System.Runtime.CompilerServices;

namespace Quern.Engine.Serialization;

/// <summary>
/// Codec of a class: 0 for null, 1 and the members for exactly this class, 2 with the name and the members for a class derived from it.
/// Members go from base to derived class, each class's in the order of their ids, each behind its id plus one, and end with 0.
/// </summary>
/// <typeparam name="T">The class.</typeparam>
public abstract class ObjectCodec<T> : Codec<T?>, IMemberCodec
    where T : class
{
    /// <inheritdoc/>
    public sealed override void Write(CanonicalWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
        }
        else if (value.GetType() == typeof(T))
        {
            writer.WriteByte(1);
            WriteExact(writer, value);
        }
        else
        {
            writer.WriteByte(2);
            Codecs.WriteNamed(writer, value);
        }
    }

    /// <inheritdoc/>
    public sealed override T? Read(CanonicalReader reader) => reader.ReadByte() switch
    {
        0 => null,
        1 => ReadExact(reader),
        2 => (T)Codecs.ReadNamed(reader),
        byte other => throw new InvalidDataException($"{other} does not introduce a {typeof(T)}."),
    };

    /// <inheritdoc/>
    public sealed override T? Copy(T? value)
    {
        if (value is null || IsImmutable)
            return value;
        if (value.GetType() != typeof(T))
            return (T)Codecs.Find(value.GetType()).CopyObject(value);

        RuntimeHelpers.EnsureSufficientExecutionStack();
        T copy = Create();
        CopyMembers(value, copy);
        return copy;
    }

    /// <summary>An empty object.</summary>
    public abstract T Create();

    /// <summary>Writes the members of this class and those below it.</summary>
    public abstract void WriteMembers(CanonicalWriter writer, T value);

    /// <summary>Reads the members of this class and those below it.</summary>
    public abstract void ReadMembers(CanonicalReader reader, T value);

    /// <summary>Copies the members of this class and those below it.</summary>
    public abstract void CopyMembers(T from, T to);

    /// <summary>Thrown when bytes hold a member that this build does not know.</summary>
    public static InvalidDataException UnknownMember(uint tag) => new($"{typeof(T)} has no member with id {tag - 1}.");

    /// <inheritdoc/>
    protected sealed override void WriteExact(CanonicalWriter writer, T? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        WriteMembers(writer, value!);
    }

    /// <inheritdoc/>
    protected sealed override T ReadExact(CanonicalReader reader)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        T value = Create();
        ReadMembers(reader, value);
        return value;
    }

    void IMemberCodec.WriteMembers(CanonicalWriter writer, object value) => WriteMembers(writer, (T)value);

    void IMemberCodec.ReadMembers(CanonicalReader reader, object value) => ReadMembers(reader, (T)value);

    void IMemberCodec.CopyMembers(object from, object to) => CopyMembers((T)from, (T)to);
}

/// <summary>The members of a class, for the codecs of classes derived from it.</summary>
public interface IMemberCodec
{
    /// <summary>Writes them.</summary>
    void WriteMembers(CanonicalWriter writer, object value);

    /// <summary>Reads them.</summary>
    void ReadMembers(CanonicalReader reader, object value);

    /// <summary>Copies them.</summary>
    void CopyMembers(object from, object to);
}

/// <summary>Codec of a struct: its members in the order of their ids, each behind its id plus one, and 0.</summary>
/// <typeparam name="T">The struct.</typeparam>
public abstract class StructCodec<T> : Codec<T>
    where T : struct
{
    /// <summary>Thrown when bytes hold a member that this build does not know.</summary>
    public static InvalidDataException UnknownMember(uint tag) => new($"{typeof(T)} has no member with id {tag - 1}.");
}

/// <summary>Codec of a foreign type that travels as a surrogate.</summary>
/// <typeparam name="T">The foreign type.</typeparam>
/// <typeparam name="TSurrogate">What travels.</typeparam>
public sealed class SurrogateCodec<T, TSurrogate>(Orleans.IConverter<T, TSurrogate> converter) : Codec<T>
    where TSurrogate : struct
{
    /// <inheritdoc/>
    public override bool IsImmutable => typeof(T).IsValueType && CodecOf<TSurrogate>.Value.IsImmutable;

    /// <inheritdoc/>
    public override void Write(CanonicalWriter writer, T value)
    {
        if (!typeof(T).IsValueType)
            writer.WriteBoolean(value is not null);
        if (value is not null)
            CodecOf<TSurrogate>.Value.Write(writer, converter.ConvertToSurrogate(in value));
    }

    /// <inheritdoc/>
    public override T Read(CanonicalReader reader)
    {
        if (!typeof(T).IsValueType && !reader.ReadBoolean())
            return default!;

        TSurrogate surrogate = CodecOf<TSurrogate>.Value.Read(reader);
        return converter.ConvertFromSurrogate(in surrogate);
    }

    /// <inheritdoc/>
    public override T Copy(T value)
    {
        if (value is null || IsImmutable)
            return value;

        TSurrogate surrogate = CodecOf<TSurrogate>.Value.Copy(converter.ConvertToSurrogate(in value));
        return converter.ConvertFromSurrogate(in surrogate);
    }
}
