namespace Quern.Engine.Serialization;

internal sealed class KeyValuePairCodec<TKey, TValue> : Codec<KeyValuePair<TKey, TValue>>
{
    public override bool IsImmutable => CodecOf<TKey>.Value.IsImmutable && CodecOf<TValue>.Value.IsImmutable;

    public override void Write(CanonicalWriter writer, KeyValuePair<TKey, TValue> value)
    {
        CodecOf<TKey>.Value.Write(writer, value.Key);
        CodecOf<TValue>.Value.Write(writer, value.Value);
    }

    public override KeyValuePair<TKey, TValue> Read(CanonicalReader reader)
    {
        TKey key = CodecOf<TKey>.Value.Read(reader);
        return new(key, CodecOf<TValue>.Value.Read(reader));
    }

    public override KeyValuePair<TKey, TValue> Copy(KeyValuePair<TKey, TValue> value) =>
        new(CodecOf<TKey>.Value.Copy(value.Key), CodecOf<TValue>.Value.Copy(value.Value));
}

internal sealed class TupleCodec<T1, T2> : Codec<(T1, T2)>
{
    public override bool IsImmutable => CodecOf<T1>.Value.IsImmutable && CodecOf<T2>.Value.IsImmutable;

    public override void Write(CanonicalWriter writer, (T1, T2) value)
    {
        CodecOf<T1>.Value.Write(writer, value.Item1);
        CodecOf<T2>.Value.Write(writer, value.Item2);
    }

    public override (T1, T2) Read(CanonicalReader reader)
    {
        T1 first = CodecOf<T1>.Value.Read(reader);
        return (first, CodecOf<T2>.Value.Read(reader));
    }

    public override (T1, T2) Copy((T1, T2) value) => (CodecOf<T1>.Value.Copy(value.Item1), CodecOf<T2>.Value.Copy(value.Item2));
}

internal sealed class TupleCodec<T1, T2, T3> : Codec<(T1, T2, T3)>
{
    public override bool IsImmutable => CodecOf<(T1, T2)>.Value.IsImmutable && CodecOf<T3>.Value.IsImmutable;

    public override void Write(CanonicalWriter writer, (T1, T2, T3) value)
    {
        CodecOf<(T1, T2)>.Value.Write(writer, (value.Item1, value.Item2));
        CodecOf<T3>.Value.Write(writer, value.Item3);
    }

    public override (T1, T2, T3) Read(CanonicalReader reader)
    {
        (T1 first, T2 second) = CodecOf<(T1, T2)>.Value.Read(reader);
        return (first, second, CodecOf<T3>.Value.Read(reader));
    }

    public override (T1, T2, T3) Copy((T1, T2, T3) value)
    {
        (T1 first, T2 second) = CodecOf<(T1, T2)>.Value.Copy((value.Item1, value.Item2));
        return (first, second, CodecOf<T3>.Value.Copy(value.Item3));
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4> : Codec<(T1, T2, T3, T4)>
{
    public override bool IsImmutable => CodecOf<(T1, T2)>.Value.IsImmutable && CodecOf<(T3, T4)>.Value.IsImmutable;

    public override void Write(CanonicalWriter writer, (T1, T2, T3, T4) value)
    {
        CodecOf<(T1, T2)>.Value.Write(writer, (value.Item1, value.Item2));
        CodecOf<(T3, T4)>.Value.Write(writer, (value.Item3, value.Item4));
    }

    public override (T1, T2, T3, T4) Read(CanonicalReader reader)
    {
        (T1 first, T2 second) = CodecOf<(T1, T2)>.Value.Read(reader);
        (T3 third, T4 fourth) = CodecOf<(T3, T4)>.Value.Read(reader);
        return (first, second, third, fourth);
    }

    public override (T1, T2, T3, T4) Copy((T1, T2, T3, T4) value)
    {
        (T1 first, T2 second) = CodecOf<(T1, T2)>.Value.Copy((value.Item1, value.Item2));
        (T3 third, T4 fourth) = CodecOf<(T3, T4)>.Value.Copy((value.Item3, value.Item4));
        return (first, second, third, fourth);
    }
}
