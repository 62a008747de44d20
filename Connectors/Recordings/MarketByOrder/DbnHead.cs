using System.Buffers.Binary;
using System.Text;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.MarketByOrder;

/// <summary>What stands before the records of a DBN file.</summary>
/// <param name="Names">Symbol by instrument number, for those that the head maps.</param>
/// <remarks>
/// Databento Binary Encoding, "Metadata". Version 1: 16 bytes of dataset, schema (u16), start, end, limit, record count (u64 each), two symbol
/// types and a flag for send times (u8 each), 47 reserved. Versions 2 and 3 lack the record count and have the length of symbols (u16) after the
/// flag, 53 reserved. Then for all: length of a schema definition (u32, 0), three lists of symbols, and the mappings.
/// </remarks>
internal sealed record DbnHead(IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Magic, version and length.</summary>
    public const int PreludeLength = 8;

    private const int FixedLength = 100;
    private const int SchemaAt = 16;
    private const int SymbolLengthAt = 45;
    private const int SymbolLengthOfVersion1 = 22;
    private const int MarketByOrder = 0;
    private const int Mixed = 0xFFFF;

    /// <summary>The head's length behind the prelude, once version and length are found to be sound.</summary>
    public static int LengthOf(TapeRecords records)
    {
        ReadOnlySpan<byte> prelude = records.Peek(PreludeLength);
        if (!prelude.StartsWith("DBN"u8))
            throw records.Damage("the file does not begin with DBN");
        if (prelude[3] is < 1 or > 3)
            throw new RecordingRefusedException($"{records.Name} is DBN version {prelude[3]}; versions 1, 2 and 3 are read.");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(prelude[4..]);
        return length is >= FixedLength + 20 and <= int.MaxValue ? (int)length : throw records.Damage($"a head of {length} bytes");
    }

    /// <summary>Reads prelude and head.</summary>
    public static DbnHead Parse(TapeRecords records, ReadOnlySpan<byte> bytes)
    {
        byte version = bytes[3];
        ReadOnlySpan<byte> head = bytes[PreludeLength..];
        int schema = BinaryPrimitives.ReadUInt16LittleEndian(head[SchemaAt..]);
        if (schema is not (MarketByOrder or Mixed))
            throw new RecordingRefusedException($"{records.Name} is of DBN schema {schema}; only market by order (0) is read.");

        int symbolLength = version == 1 ? SymbolLengthOfVersion1 : BinaryPrimitives.ReadUInt16LittleEndian(head[SymbolLengthAt..]);
        var walk = new Walk(records, head[FixedLength..], symbolLength);
        if (walk.Count() != 0)
            throw records.Damage("the head has a schema definition, which no version knows");
        for (int list = 0; list < 3; list++)
            walk.Skip((long)walk.Count() * symbolLength);
        return new DbnHead(walk.Mappings());
    }

    private ref struct Walk(TapeRecords records, ReadOnlySpan<byte> bytes, int symbolLength)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public uint Count() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

        public void Skip(long length) => Take(length);

        // Per symbol the spans of days in which it had an instrument number; the number is written out as text.
        public Dictionary<string, string> Mappings()
        {
            var names = new Dictionary<string, string>();
            for (uint mapping = Count(); mapping > 0; mapping--)
            {
                string name = Symbol();
                for (uint span = Count(); span > 0; span--)
                {
                    Skip(8);
                    names[Symbol()] = name;
                }
            }

            return names;
        }

        private string Symbol() => Encoding.ASCII.GetString(Take(symbolLength)).TrimEnd('\0');

        private ReadOnlySpan<byte> Take(long length)
        {
            if (length > _rest.Length)
                throw records.Damage("the head is shorter than its lists");
            ReadOnlySpan<byte> taken = _rest[..(int)length];
            _rest = _rest[(int)length..];
            return taken;
        }
    }
}
