using System.Buffers.Binary;
using System.Numerics;

namespace Quern.Grains.Journal;

/// <summary>CRC-32C (Castagnoli), as iSCSI has it: RFC 3720, appendix B.4.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
