using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Serialization;

/// <summary>An immutable type written by two functions.</summary>
internal sealed class PlainCodec<T>(Action<CanonicalWriter, T> write, Func<CanonicalReader, T> read) : Codec<T>
{
    public override bool IsImmutable => true;

    public override void Write(CanonicalWriter writer, T value) => write(writer, value);

    public override T Read(CanonicalReader reader) => read(reader);

    public override T Copy(T value) => value;
}

internal sealed class EnumCodec<T> : Codec<T>
    where T : struct, Enum
{
    private static readonly TypeCode Kind = Type.GetTypeCode(typeof(T));

    public override bool IsImmutable => true;

    public override void Write(CanonicalWriter writer, T value)
    {
        switch (Kind)
        {
            case TypeCode.Int32:
                writer.WriteInt64(Unsafe.As<T, int>(ref value));
                break;
            case TypeCode.Byte:
                writer.WriteInt64(Unsafe.As<T, byte>(ref value));
                break;
            case TypeCode.UInt64:
                writer.WriteUInt64(Unsafe.As<T, ulong>(ref value));
                break;
            default:
                writer.WriteInt64(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    public override T Read(CanonicalReader reader) =>
        Kind == TypeCode.UInt64 ? (T)Enum.ToObject(typeof(T), reader.ReadUInt64()) : (T)Enum.ToObject(typeof(T), reader.ReadInt64());

    public override T Copy(T value) => value;
}

internal sealed class NullableCodec<T> : Codec<T?>
    where T : struct
{
    public override bool IsImmutable => CodecOf<T>.Value.IsImmutable;

    public override void Write(CanonicalWriter writer, T? value)
    {
        writer.WriteBoolean(value.HasValue);
        if (value.HasValue)
            CodecOf<T>.Value.Write(writer, value.GetValueOrDefault());
    }

    public override T? Read(CanonicalReader reader) => reader.ReadBoolean() ? CodecOf<T>.Value.Read(reader) : null;

    public override T? Copy(T? value) => value.HasValue ? CodecOf<T>.Value.Copy(value.GetValueOrDefault()) : null;
}

internal sealed class ImmutableCodec<T> : Codec<Orleans.Concurrency.Immutable<T>>
{
    public override bool IsImmutable => true;

    public override void Write(CanonicalWriter writer, Orleans.Concurrency.Immutable<T> value) => CodecOf<T>.Value.Write(writer, value.Value);

    public override Orleans.Concurrency.Immutable<T> Read(CanonicalReader reader) => new(CodecOf<T>.Value.Read(reader));

    public override Orleans.Concurrency.Immutable<T> Copy(Orleans.Concurrency.Immutable<T> value) => value;
}

/// <summary>An interface, an abstract class or <c>object</c>: the name of the class, then the value.</summary>
internal sealed class NamedCodec<T> : Codec<T?>
    where T : class
{
    public override bool IsImmutable => false;

    public override void Write(CanonicalWriter writer, T? value)
    {
        writer.WriteBoolean(value is not null);
        if (value is not null)
            Codecs.WriteNamed(writer, value);
    }

    public override T? Read(CanonicalReader reader) => reader.ReadBoolean() ? (T)Codecs.ReadNamed(reader) : null;

    public override T? Copy(T? value) => value is null ? null : (T)Codecs.Find(value.GetType()).CopyObject(value);
}

/// <summary>A grain reference: the grain's identity. It becomes a reference of whoever reads it.</summary>
internal sealed class ReferenceCodec<T> : Codec<T?>
    where T : class, IAddressable
{
    public override bool IsImmutable => true;

    public override void Write(CanonicalWriter writer, T? value)
    {
        writer.WriteString(value?.GetGrainId().ToString());
        if (value is GrainReference reference)
            writer.WriteString(reference.InterfaceName);
        else if (value is not null)
            writer.WriteString(typeof(T).FullName);
    }

    public override T? Read(CanonicalReader reader)
    {
        string? id = reader.ReadString();
        if (id is null)
            return null;

        Type type = GrainInterfaces.Find(reader.ReadString()!).Type;
        if (!typeof(T).IsAssignableFrom(type))
            type = typeof(T);
        return (T)(object)(reader.Node ?? throw new InvalidOperationException("A grain reference is read outside a silo."))
            .GetReference(GrainId.Parse(id), type);
    }

    public override T? Copy(T? value) => value;
}
