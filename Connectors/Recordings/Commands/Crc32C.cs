using System.Buffers.Binary;
using System.Numerics;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>CRC-32C (Castagnoli, RFC 3720) by the processor's instruction.</summary>
internal static class Crc32C
{
    /// <summary>Goes on from a checksum over more bytes; 0 begins.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            state = BitOperations.Crc32C(state, one);
        return ~state;
    }
}
