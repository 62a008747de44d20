using System.Collections.Immutable;

namespace Quern.Engine.Serialization;

internal sealed class ByteArrayCodec : Codec<byte[]?>
{
    public override bool IsImmutable => false;

    public override void Write(CanonicalWriter writer, byte[]? value)
    {
        writer.WriteUInt64(value is null ? 0 : (ulong)value.Length + 1);
        writer.WriteRaw(value);
    }

    public override byte[]? Read(CanonicalReader reader)
    {
        ulong length = reader.ReadUInt64();
        return length == 0 ? null : reader.ReadRaw(checked((int)(length - 1))).ToArray();
    }

    public override byte[]? Copy(byte[]? value) => value?.AsSpan().ToArray();
}

internal sealed class ReadOnlyMemoryCodec : Codec<ReadOnlyMemory<byte>>
{
    public override bool IsImmutable => false;

    public override void Write(CanonicalWriter writer, ReadOnlyMemory<byte> value)
    {
        writer.WriteUInt64((ulong)value.Length);
        writer.WriteRaw(value.Span);
    }

    public override ReadOnlyMemory<byte> Read(CanonicalReader reader) => reader.ReadRaw(reader.ReadCount()).ToArray();

    public override ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> value) => value.ToArray();
}

internal sealed class MemoryCodec : Codec<Memory<byte>>
{
    public override bool IsImmutable => false;

    public override void Write(CanonicalWriter writer, Memory<byte> value)
    {
        writer.WriteUInt64((ulong)value.Length);
        writer.WriteRaw(value.Span);
    }

    public override Memory<byte> Read(CanonicalReader reader) => reader.ReadRaw(reader.ReadCount()).ToArray();

    public override Memory<byte> Copy(Memory<byte> value) => value.ToArray();
}

/// <summary>A collection as its elements: the count plus one (0 is null), then each. What is kept by hash is written in the order of the bytes.</summary>
internal abstract class CollectionCodec<TCollection, T> : Codec<TCollection?>
{
    public override bool IsImmutable => false;

    protected virtual bool IsSorted => false;

    public sealed override void Write(CanonicalWriter writer, TCollection? value)
    {
        if (IsNull(value))
        {
            writer.WriteByte(0);
            return;
        }

        writer.WriteUInt64((ulong)Count(value!) + 1);
        if (IsSorted)
            WriteSorted(writer, Elements(value!));
        else
            WriteElements(writer, value!);
    }

    public sealed override TCollection? Read(CanonicalReader reader)
    {
        ulong announced = reader.ReadUInt64();
        if (announced == 0)
            return default;
        if (announced - 1 > (ulong)reader.Remaining)
            throw new InvalidDataException($"{announced - 1} elements are announced, {reader.Remaining} bytes are left.");

        var elements = new T[announced - 1];
        for (int index = 0; index < elements.Length; index++)
            elements[index] = CodecOf<T>.Value.Read(reader);
        return Make(elements);
    }

    public sealed override TCollection? Copy(TCollection? value)
    {
        if (IsNull(value) || IsImmutable)
            return value;

        var elements = new T[Count(value!)];
        int index = 0;
        foreach (T element in Elements(value!))
            elements[index++] = CodecOf<T>.Value.Copy(element);
        return Make(elements);
    }

    protected virtual bool IsNull(TCollection? value) => value is null;

    protected abstract int Count(TCollection value);

    protected abstract IEnumerable<T> Elements(TCollection value);

    protected abstract TCollection Make(T[] elements);

    protected virtual void WriteElements(CanonicalWriter writer, TCollection value)
    {
        foreach (T element in Elements(value))
            CodecOf<T>.Value.Write(writer, element);
    }

    private static void WriteSorted(CanonicalWriter writer, IEnumerable<T> elements)
    {
        var one = new CanonicalWriter();
        var all = new List<byte[]>();
        foreach (T element in elements)
        {
            one.Clear();
            CodecOf<T>.Value.Write(one, element);
            all.Add(one.ToArray());
        }

        all.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        foreach (byte[] bytes in all)
            writer.WriteRaw(bytes);
    }
}

internal sealed class ArrayCodec<T> : CollectionCodec<T[], T>
{
    protected override int Count(T[] value) => value.Length;

    protected override IEnumerable<T> Elements(T[] value) => value;

    protected override T[] Make(T[] elements) => elements;

    protected override void WriteElements(CanonicalWriter writer, T[] value)
    {
        Codec<T> codec = CodecOf<T>.Value;
        foreach (T element in value)
            codec.Write(writer, element);
    }
}

internal sealed class ListCodec<T> : CollectionCodec<List<T>, T>
{
    protected override int Count(List<T> value) => value.Count;

    protected override IEnumerable<T> Elements(List<T> value) => value;

    protected override List<T> Make(T[] elements) => [.. elements];
}

internal sealed class HashSetCodec<T> : CollectionCodec<HashSet<T>, T>
{
    protected override bool IsSorted => true;

    protected override int Count(HashSet<T> value) => value.Count;

    protected override IEnumerable<T> Elements(HashSet<T> value) => value;

    protected override HashSet<T> Make(T[] elements) => [.. elements];
}

internal sealed class DictionaryCodec<TKey, TValue> : CollectionCodec<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override bool IsSorted => true;

    protected override int Count(Dictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(Dictionary<TKey, TValue> value) => value;

    protected override Dictionary<TKey, TValue> Make(KeyValuePair<TKey, TValue>[] elements) => new(elements);
}

internal sealed class SortedDictionaryCodec<TKey, TValue> : CollectionCodec<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(SortedDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(SortedDictionary<TKey, TValue> value) => value;

    protected override SortedDictionary<TKey, TValue> Make(KeyValuePair<TKey, TValue>[] elements) => new(new Dictionary<TKey, TValue>(elements));
}

internal sealed class ImmutableArrayCodec<T> : CollectionCodec<ImmutableArray<T>, T>
{
    public override bool IsImmutable => CodecOf<T>.Value.IsImmutable;

    protected override bool IsNull(ImmutableArray<T> value) => value.IsDefault;

    protected override int Count(ImmutableArray<T> value) => value.Length;

    protected override IEnumerable<T> Elements(ImmutableArray<T> value) => value;

    protected override ImmutableArray<T> Make(T[] elements) => [.. elements];
}

internal sealed class ImmutableListCodec<T> : CollectionCodec<ImmutableList<T>, T>
{
    public override bool IsImmutable => CodecOf<T>.Value.IsImmutable;

    protected override int Count(ImmutableList<T> value) => value.Count;

    protected override IEnumerable<T> Elements(ImmutableList<T> value) => value;

    protected override ImmutableList<T> Make(T[] elements) => [.. elements];
}

internal sealed class ImmutableHashSetCodec<T> : CollectionCodec<ImmutableHashSet<T>, T>
{
    public override bool IsImmutable => CodecOf<T>.Value.IsImmutable;

    protected override bool IsSorted => true;

    protected override int Count(ImmutableHashSet<T> value) => value.Count;

    protected override IEnumerable<T> Elements(ImmutableHashSet<T> value) => value;

    protected override ImmutableHashSet<T> Make(T[] elements) => [.. elements];
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue> : CollectionCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool IsImmutable => CodecOf<KeyValuePair<TKey, TValue>>.Value.IsImmutable;

    protected override bool IsSorted => true;

    protected override int Count(ImmutableDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(ImmutableDictionary<TKey, TValue> value) => value;

    protected override ImmutableDictionary<TKey, TValue> Make(KeyValuePair<TKey, TValue>[] elements) => ImmutableDictionary.CreateRange(elements);
}

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>
    : CollectionCodec<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool IsImmutable => CodecOf<KeyValuePair<TKey, TValue>>.Value.IsImmutable;

    protected override int Count(ImmutableSortedDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(ImmutableSortedDictionary<TKey, TValue> value) => value;

    protected override ImmutableSortedDictionary<TKey, TValue> Make(KeyValuePair<TKey, TValue>[] elements) =>
        ImmutableSortedDictionary.CreateRange(elements);
}
