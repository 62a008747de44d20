using System.Buffers.Binary;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>
/// One command in a segment, 80 bytes, little endian: i64 sequence, u32 chain, 4 bytes 0, 64 bytes of <see cref="MatchCommandCodec"/>. The
/// chain is the CRC-32C of the record that goes on from the chain of the record before: a record proves itself, its place, and all before it.
/// </summary>
internal static class CommandRecord
{
    public const int Size = 16 + MatchCommandCodec.Size;
    private const int ChainAt = 8;
    private const int CommandAt = 16;

    /// <returns>The chain, for the next record.</returns>
    public static uint Write(Span<byte> record, long sequence, uint chain, in MatchCommand command)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], 0);
        MatchCommandCodec.Write(in command, record[CommandAt..]);
        chain = ChainOf(record, chain);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChainAt..], chain);
        return chain;
    }

    /// <summary>Why a record is not the one of that sequence after that chain; null when it is, and then the chain goes on.</summary>
    public static string? Refusal(ReadOnlySpan<byte> record, long sequence, ref uint chain)
    {
        long told = BinaryPrimitives.ReadInt64LittleEndian(record);
        if (told != sequence)
            return $"the record says it is command {told}, not {sequence}";

        uint proven = ChainOf(record, chain);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[ChainAt..]) != proven || BinaryPrimitives.ReadInt32LittleEndian(record[12..]) != 0)
            return $"the record of command {sequence} fails its checksum";

        chain = proven;
        return null;
    }

    public static bool TryRead(ReadOnlySpan<byte> record, out MatchCommand command) =>
        MatchCommandCodec.TryRead(record[CommandAt..Size], out command);

    private static uint ChainOf(ReadOnlySpan<byte> record, uint chain) =>
        Crc32C.Append(Crc32C.Append(chain, record[..ChainAt]), record[CommandAt..Size]);
}
