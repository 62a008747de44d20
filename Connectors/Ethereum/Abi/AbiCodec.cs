using System.Collections.Immutable;
using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Abi;

/// <summary>Between values and the bytes of the contract interface.</summary>
/// <remarks>Solidity contract ABI specification, "Formal Specification of the Encoding".</remarks>
public static class AbiCodec
{
    private const int Word = 32;

    /// <summary>Encodes the members of a tuple: the arguments of a call, or its results.</summary>
    /// <exception cref="ArgumentException">The values do not fit the types.</exception>
    public static byte[] Encode(AbiType tuple, params ReadOnlySpan<AbiValue> values)
    {
        using MemoryStream stream = new();
        WriteParts(stream, tuple.Parts, values, tuple.Name);
        return stream.ToArray();
    }

    /// <summary>Decodes the members of a tuple.</summary>
    /// <exception cref="FormatException">The bytes are too short, or an offset or length points outside.</exception>
    public static ImmutableArray<AbiValue> Decode(AbiType tuple, ReadOnlySpan<byte> data) => ReadParts(data, tuple.Parts.AsSpan());

    private static void WriteParts(Stream stream, ImmutableArray<AbiType> types, ReadOnlySpan<AbiValue> values, string name)
    {
        if (types.Length != values.Length)
            throw new ArgumentException($"{name} takes {types.Length} values, not {values.Length}.", nameof(values));
        int tailStart = types.Sum(static type => type.HeadSize);
        using MemoryStream tail = new();
        for (int index = 0; index < types.Length; index++)
        {
            if (types[index].IsDynamic)
            {
                WriteWord(stream, (ulong)(tailStart + tail.Length));
                Write(tail, types[index], values[index]);
            }
            else
            {
                Write(stream, types[index], values[index]);
            }
        }

        tail.WriteTo(stream);
    }

    private static void Write(Stream stream, AbiType type, AbiValue value)
    {
        switch (type.Kind)
        {
            case AbiKind.Bytes:
                WriteWord(stream, (ulong)value.Bytes.Length);
                stream.Write(value.Bytes);
                stream.Write(stackalloc byte[Word].Slice(0, (Word - value.Bytes.Length % Word) % Word));
                break;
            case AbiKind.Tuple:
                WriteParts(stream, type.Parts, value.Items.AsSpan(), type.Name);
                break;
            case AbiKind.Array:
                if (type.FixedLength < 0)
                    WriteWord(stream, (ulong)value.Items.Length);
                else if (type.FixedLength != value.Items.Length)
                    throw new ArgumentException($"{type.Name} takes {type.FixedLength} elements, not {value.Items.Length}.", nameof(value));
                WriteParts(stream, Repeat(type.Parts[0], value.Items.Length), value.Items.AsSpan(), type.Name);
                break;
            default:
                CheckWidth(type, value);
                WriteWord(stream, value.Word);
                break;
        }
    }

    private static void CheckWidth(AbiType type, AbiValue value)
    {
        bool fits = type.Kind switch
        {
            AbiKind.Unsigned => value.Word.FitsBits(type.Bits),
            AbiKind.Signed => value.Signed.IsNegative
                ? value.Signed.Magnitude <= UInt256.One << (type.Bits - 1)
                : value.Word.FitsBits(type.Bits - 1),
            _ => true,
        };
        if (!fits)
            throw new ArgumentException($"{value.Word.ToHex()} does not fit {type.Name}.", nameof(value));
    }

    private static void WriteWord(Stream stream, in UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[Word];
        word.WriteBigEndian(bytes);
        stream.Write(bytes);
    }

    private static ImmutableArray<AbiValue> ReadParts(ReadOnlySpan<byte> data, ReadOnlySpan<AbiType> types)
    {
        ImmutableArray<AbiValue>.Builder values = ImmutableArray.CreateBuilder<AbiValue>(types.Length);
        int head = 0;
        foreach (AbiType type in types)
        {
            values.Add(Read(type.IsDynamic ? From(data, Length(data, head, data.Length)) : From(data, head), type));
            head += type.HeadSize;
        }

        return values.MoveToImmutable();
    }

    private static AbiValue Read(ReadOnlySpan<byte> data, AbiType type)
    {
        switch (type.Kind)
        {
            case AbiKind.Bytes:
                int length = Length(data, 0, data.Length - Word);
                return data.Slice(Word, length).ToArray();
            case AbiKind.Tuple:
                return AbiValue.List(ReadParts(data, type.Parts.AsSpan()).AsSpan());
            case AbiKind.Array:
                bool isFixed = type.FixedLength >= 0;
                int count = isFixed ? type.FixedLength : Length(data, 0, (data.Length - Word) / type.Parts[0].HeadSize);
                return AbiValue.List(ReadParts(From(data, isFixed ? 0 : Word), Repeat(type.Parts[0], count).AsSpan()).AsSpan());
            default:
                return WordAt(data, 0);
        }
    }

    private static ImmutableArray<AbiType> Repeat(AbiType type, int count) => [.. Enumerable.Repeat(type, count)];

    private static UInt256 WordAt(ReadOnlySpan<byte> data, int start) => UInt256.FromBigEndian(From(data, start, Word)[..Word]);

    private static ReadOnlySpan<byte> From(ReadOnlySpan<byte> data, int start, int atLeast = 0) => start + atLeast <= data.Length
        ? data[start..]
        : throw new FormatException($"The data ends at byte {data.Length}, before {start + atLeast}.");

    private static int Length(ReadOnlySpan<byte> data, int start, int limit)
    {
        UInt256 word = WordAt(data, start);
        return limit >= 0 && word <= (ulong)limit ? (int)word.Limb0 : throw new FormatException($"Offset or length {word} leaves the data.");
    }
}
