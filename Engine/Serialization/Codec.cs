using Orleans.Serialization;

namespace Quern.Engine.Serialization;

/// <summary>Writes, reads and copies values of one type.</summary>
/// <typeparam name="T">The type as declared; reference types may hold null.</typeparam>
public abstract class Codec<T> : IObjectCodec
{
    /// <summary>True when values never change, so that sharing one is as good as copying it.</summary>
    public abstract bool IsImmutable { get; }

    /// <summary>Writes a value's canonical bytes.</summary>
    public abstract void Write(CanonicalWriter writer, T value);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public abstract T Read(CanonicalReader reader);

    /// <summary>A copy that shares nothing that can change.</summary>
    public abstract T Copy(T value);

    void IObjectCodec.WriteObject(CanonicalWriter writer, object value) => WriteExact(writer, (T)value);

    object IObjectCodec.ReadObject(CanonicalReader reader) => ReadExact(reader)!;

    object IObjectCodec.CopyObject(object value) => Copy((T)value)!;

    /// <summary>Writes a value that is known to be of exactly this type.</summary>
    protected virtual void WriteExact(CanonicalWriter writer, T value) => Write(writer, value);

    /// <summary>Reads what <see cref="WriteExact"/> wrote.</summary>
    protected virtual T ReadExact(CanonicalReader reader) => Read(reader);
}

/// <summary>A codec whose type is known at run time only.</summary>
internal interface IObjectCodec
{
    bool IsImmutable { get; }

    void WriteObject(CanonicalWriter writer, object value);

    object ReadObject(CanonicalReader reader);

    object CopyObject(object value);
}

/// <summary>The codec of a type.</summary>
/// <typeparam name="T">The type.</typeparam>
public static class CodecOf<T>
{
    private static Codec<T>? s_value;

    /// <summary>The codec.</summary>
    /// <exception cref="CodecNotFoundException">The type neither has <c>[GenerateSerializer]</c> nor a surrogate.</exception>
    public static Codec<T> Value => s_value ??= (Codec<T>)Codecs.Find(typeof(T));
}
