using System.Collections.Immutable;
using System.Globalization;

namespace Quern.Connectors.Ethereum.Abi;

/// <summary>How a value of the contract interface is laid out.</summary>
public enum AbiKind : byte
{
    /// <summary>One unsigned word: numbers, addresses, booleans.</summary>
    Unsigned = 0,

    /// <summary>One word in two's complement.</summary>
    Signed,

    /// <summary>One word, its bytes to the left.</summary>
    FixedBytes,

    /// <summary>Length and bytes, text too.</summary>
    Bytes,

    /// <summary>Length and elements of one type; or a fixed number of elements.</summary>
    Array,

    /// <summary>Elements of given types.</summary>
    Tuple,
}

/// <summary>A type of the contract interface.</summary>
/// <param name="Kind">The layout.</param>
/// <param name="Name">Its canonical text.</param>
/// <param name="Parts">Element type of an array, member types of a tuple.</param>
/// <param name="Bits">Width of a number, 8 × length of fixed bytes; 0 otherwise.</param>
/// <param name="FixedLength">Elements of a fixed array; −1 for one of any length.</param>
/// <remarks>Solidity contract ABI specification, "Types".</remarks>
public sealed record AbiType(AbiKind Kind, string Name, ImmutableArray<AbiType> Parts, int Bits = 0, int FixedLength = -1)
{
    /// <summary>Whether it is encoded behind an offset.</summary>
    public bool IsDynamic { get; } = Kind is AbiKind.Bytes
        || (Kind is AbiKind.Array && (FixedLength < 0 || Parts[0].IsDynamic))
        || (Kind is AbiKind.Tuple && Parts.Any(static part => part.IsDynamic));

    /// <summary>Bytes in the head of what contains it.</summary>
    public int HeadSize => IsDynamic ? 32
        : Kind is AbiKind.Tuple ? Parts.Sum(static part => part.HeadSize)
        : Kind is AbiKind.Array ? FixedLength * Parts[0].HeadSize
        : 32;

    /// <summary>Reads a canonical type, for example <c>(address,uint24,bytes)[]</c>.</summary>
    /// <exception cref="FormatException">No type.</exception>
    public static AbiType Parse(string text)
    {
        int position = 0;
        AbiType type = Read(text, ref position);
        return position == text.Length ? type : throw new FormatException($"'{text}' is not an ABI type.");
    }

    private static AbiType Read(string text, ref int position)
    {
        AbiType type = position < text.Length && text[position] == '(' ? ReadTuple(text, ref position) : ReadPlain(text, ref position);
        while (position < text.Length && text[position] == '[')
        {
            int end = text.IndexOf(']', position);
            if (end < 0)
                throw new FormatException($"'{text}' has an open bracket.");
            string length = text[(position + 1)..end];
            position = end + 1;
            type = new(AbiKind.Array, $"{type.Name}[{length}]", [type], 0, length.Length == 0 ? -1 : Number(length, text));
        }

        return type;
    }

    private static AbiType ReadTuple(string text, ref int position)
    {
        ImmutableArray<AbiType>.Builder parts = ImmutableArray.CreateBuilder<AbiType>();
        position++;
        while (position < text.Length && text[position] != ')')
        {
            parts.Add(Read(text, ref position));
            if (position < text.Length && text[position] == ',')
                position++;
        }

        if (position++ >= text.Length)
            throw new FormatException($"'{text}' has an open parenthesis.");
        return new(AbiKind.Tuple, $"({string.Join(',', parts.Select(static part => part.Name))})", parts.ToImmutable());
    }

    private static AbiType ReadPlain(string text, ref int position)
    {
        int start = position;
        while (position < text.Length && char.IsAsciiLetterOrDigit(text[position]))
            position++;
        string name = text[start..position];
        return name switch
        {
            "address" => new(AbiKind.Unsigned, name, [], 160),
            "bool" => new(AbiKind.Unsigned, name, [], 1),
            "bytes" or "string" => new(AbiKind.Bytes, name, []),
            _ when name.StartsWith("uint", StringComparison.Ordinal) => new(AbiKind.Unsigned, name, [], Number(name[4..], text)),
            _ when name.StartsWith("int", StringComparison.Ordinal) => new(AbiKind.Signed, name, [], Number(name[3..], text)),
            _ when name.StartsWith("bytes", StringComparison.Ordinal) => new(AbiKind.FixedBytes, name, [], 8 * Number(name[5..], text)),
            _ => throw new FormatException($"'{name}' in '{text}' is not an ABI type."),
        };
    }

    private static int Number(string digits, string text) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"'{text}' is not an ABI type.");
}
