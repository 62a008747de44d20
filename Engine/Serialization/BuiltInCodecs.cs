using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using Orleans.Runtime;

namespace Quern.Engine.Serialization;

/// <summary>Codecs of the runtime's own types; the generator knows the same list.</summary>
internal static class BuiltInCodecs
{
    public static void Register()
    {
        Plain("bool", static (writer, value) => writer.WriteBoolean(value), static reader => reader.ReadBoolean());
        Plain("byte", static (writer, value) => writer.WriteByte(value), static reader => reader.ReadByte());
        Plain("sbyte", static (writer, value) => writer.WriteInt32(value), static reader => checked((sbyte)reader.ReadInt32()));
        Plain("short", static (writer, value) => writer.WriteInt32(value), static reader => checked((short)reader.ReadInt32()));
        Plain("ushort", static (writer, value) => writer.WriteUInt32(value), static reader => checked((ushort)reader.ReadUInt32()));
        Plain("char", static (writer, value) => writer.WriteUInt32(value), static reader => checked((char)reader.ReadUInt32()));
        Plain("int", static (writer, value) => writer.WriteInt32(value), static reader => reader.ReadInt32());
        Plain("uint", static (writer, value) => writer.WriteUInt32(value), static reader => reader.ReadUInt32());
        Plain("long", static (writer, value) => writer.WriteInt64(value), static reader => reader.ReadInt64());
        Plain("ulong", static (writer, value) => writer.WriteUInt64(value), static reader => reader.ReadUInt64());
        Plain("Int128", static (writer, value) => writer.WriteInt128(value), static reader => reader.ReadInt128());
        Plain("UInt128", static (writer, value) => writer.WriteUInt128(value), static reader => reader.ReadUInt128());
        Plain("float", static (writer, value) => writer.WriteSingle(value), static reader => reader.ReadSingle());
        Plain("double", static (writer, value) => writer.WriteDouble(value), static reader => reader.ReadDouble());
        Plain("decimal", static (writer, value) => writer.WriteDecimal(value), static reader => reader.ReadDecimal());
        Plain<string?>("string", static (writer, value) => writer.WriteString(value), static reader => reader.ReadString());
        Plain("Guid", static (writer, value) => writer.WriteGuid(value), static reader => reader.ReadGuid());
        RegisterTime();
        RegisterIdentity();
        RegisterOpen();
    }

    private static void RegisterTime()
    {
        Plain("TimeSpan", static (writer, value) => writer.WriteInt64(value.Ticks), static reader => new TimeSpan(reader.ReadInt64()));
        Plain("DateOnly", static (writer, value) => writer.WriteInt32(value.DayNumber), static reader => DateOnly.FromDayNumber(reader.ReadInt32()));
        Plain("TimeOnly", static (writer, value) => writer.WriteInt64(value.Ticks), static reader => new TimeOnly(reader.ReadInt64()));
        Plain(
            "DateTime",
            static (writer, value) =>
            {
                writer.WriteByte((byte)value.Kind);
                writer.WriteInt64(value.Ticks);
            },
            static reader =>
            {
                var kind = (DateTimeKind)reader.ReadByte();
                return new DateTime(reader.ReadInt64(), kind);
            });
        Plain(
            "DateTimeOffset",
            static (writer, value) =>
            {
                writer.WriteInt64(value.Ticks);
                writer.WriteInt32(value.TotalOffsetMinutes);
            },
            static reader =>
            {
                long ticks = reader.ReadInt64();
                return new DateTimeOffset(ticks, TimeSpan.FromMinutes(reader.ReadInt32()));
            });
    }

    private static void RegisterIdentity()
    {
        Plain("GrainId", static (writer, value) => writer.WriteString(value.ToString()), static reader => GrainId.Parse(reader.ReadString()!));
        Plain("GrainType", static (writer, value) => writer.WriteString(value.ToString()), static reader => GrainType.Create(reader.ReadString()!));
        Plain<StreamId>("StreamId", StreamId.Write, StreamId.Read);
        Plain<SiloAddress?>("SiloAddress", WriteSilo, ReadSilo);
        Plain<Uri?>(
            "Uri", static (writer, value) => writer.WriteString(value?.OriginalString),
            static reader => reader.ReadString() is { } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null);
        Plain<Version?>(
            "Version", static (writer, value) => writer.WriteString(value?.ToString()),
            static reader => reader.ReadString() is { } text ? Version.Parse(text) : null);
        Plain(
            "BigInteger",
            static (writer, value) =>
            {
                byte[] bytes = value.ToByteArray();
                writer.WriteUInt64((ulong)bytes.Length);
                writer.WriteRaw(bytes);
            },
            static reader => new BigInteger(reader.ReadRaw(reader.ReadCount())));
        Codecs.Register("byte[]", static () => new ByteArrayCodec());
        Codecs.Register("ReadOnlyMemory<byte>", static () => new ReadOnlyMemoryCodec());
        Codecs.Register("Memory<byte>", static () => new MemoryCodec());
        Codecs.Register("Exception", static () => new ExceptionCodec());
        Codecs.Register("AggregateException", static () => new AggregateExceptionCodec());
    }

    private static void RegisterOpen()
    {
        Codecs.RegisterOpen("Nullable", typeof(Nullable<>), typeof(NullableCodec<>));
        Codecs.RegisterOpen("List", typeof(List<>), typeof(ListCodec<>));
        Codecs.RegisterOpen("HashSet", typeof(HashSet<>), typeof(HashSetCodec<>));
        Codecs.RegisterOpen("Dictionary", typeof(Dictionary<,>), typeof(DictionaryCodec<,>));
        Codecs.RegisterOpen("SortedDictionary", typeof(SortedDictionary<,>), typeof(SortedDictionaryCodec<,>));
        Codecs.RegisterOpen("ImmutableArray", typeof(ImmutableArray<>), typeof(ImmutableArrayCodec<>));
        Codecs.RegisterOpen("ImmutableList", typeof(ImmutableList<>), typeof(ImmutableListCodec<>));
        Codecs.RegisterOpen("ImmutableHashSet", typeof(ImmutableHashSet<>), typeof(ImmutableHashSetCodec<>));
        Codecs.RegisterOpen("ImmutableDictionary", typeof(ImmutableDictionary<,>), typeof(ImmutableDictionaryCodec<,>));
        Codecs.RegisterOpen("ImmutableSortedDictionary", typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedDictionaryCodec<,>));
        Codecs.RegisterOpen("KeyValuePair", typeof(KeyValuePair<,>), typeof(KeyValuePairCodec<,>));
        Codecs.RegisterOpen("ValueTuple2", typeof(ValueTuple<,>), typeof(TupleCodec<,>));
        Codecs.RegisterOpen("ValueTuple3", typeof(ValueTuple<,,>), typeof(TupleCodec<,,>));
        Codecs.RegisterOpen("ValueTuple4", typeof(ValueTuple<,,,>), typeof(TupleCodec<,,,>));
        Codecs.RegisterOpen("Immutable", typeof(Orleans.Concurrency.Immutable<>), typeof(ImmutableCodec<>));
    }

    private static void Plain<T>(string name, Action<CanonicalWriter, T> write, Func<CanonicalReader, T> read) =>
        Codecs.Register(name, () => new PlainCodec<T>(write, read));

    private static void WriteSilo(CanonicalWriter writer, SiloAddress? value)
    {
        writer.WriteString(value?.Endpoint.ToString());
        if (value is not null)
            writer.WriteInt32(value.Generation);
    }

    private static SiloAddress? ReadSilo(CanonicalReader reader) =>
        reader.ReadString() is { } endpoint ? SiloAddress.New(System.Net.IPEndPoint.Parse(endpoint), reader.ReadInt32()) : null;
}
