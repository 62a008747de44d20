using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Quern.Engine.Serialization;

/// <summary>What every exception has: message, stack so far, inner exception, result code.</summary>
internal sealed class ExceptionCodec : ObjectCodec<Exception>
{
    public override bool IsImmutable => true;

    public override Exception Create() => new();

    public override void WriteMembers(CanonicalWriter writer, Exception value)
    {
        writer.WriteString(value.Message);
        writer.WriteString(value.StackTrace);
        writer.WriteInt32(value.HResult);
        CodecOf<Exception?>.Value.Write(writer, value.InnerException);
    }

    public override void ReadMembers(CanonicalReader reader, Exception value)
    {
        Message(value) = reader.ReadString();
        if (reader.ReadString() is { Length: > 0 } stack)
            ExceptionDispatchInfo.SetRemoteStackTrace(value, stack);
        value.HResult = reader.ReadInt32();
        Inner(value) = CodecOf<Exception?>.Value.Read(reader);
    }

    public override void CopyMembers(Exception from, Exception to)
    {
        Message(to) = from.Message;
        Inner(to) = from.InnerException;
        to.HResult = from.HResult;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? Message(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? Inner(Exception exception);
}

/// <summary>An exception class of the runtime: it keeps its type and what every exception has, and loses the rest, such as <c>ParamName</c>.</summary>
internal sealed class PlatformExceptionCodec<T> : ObjectCodec<T>
    where T : Exception
{
    public override bool IsImmutable => true;

    public override T Create() => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    public override void WriteMembers(CanonicalWriter writer, T value) => Base.WriteMembers(writer, value);

    public override void ReadMembers(CanonicalReader reader, T value) => Base.ReadMembers(reader, value);

    public override void CopyMembers(T from, T to) => Base.CopyMembers(from, to);

    private static IMemberCodec Base => (IMemberCodec)CodecOf<Exception?>.Value;
}

internal sealed class AggregateExceptionCodec : Codec<AggregateException?>
{
    public override bool IsImmutable => true;

    public override void Write(CanonicalWriter writer, AggregateException? value)
    {
        writer.WriteBoolean(value is not null);
        if (value is null)
            return;

        writer.WriteUInt64((ulong)value.InnerExceptions.Count);
        foreach (Exception inner in value.InnerExceptions)
            CodecOf<Exception?>.Value.Write(writer, inner);
    }

    public override AggregateException? Read(CanonicalReader reader)
    {
        if (!reader.ReadBoolean())
            return null;

        var inner = new Exception[reader.ReadCount()];
        for (int index = 0; index < inner.Length; index++)
            inner[index] = CodecOf<Exception?>.Value.Read(reader)!;
        return new(inner);
    }

    public override AggregateException? Copy(AggregateException? value) => value;
}
