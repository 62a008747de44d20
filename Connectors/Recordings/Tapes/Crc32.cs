using System.Buffers.Binary;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The checksum of gzip, eight bytes at a step.</summary>
/// <remarks>RFC 1952, section 8: CRC-32 of ISO 3309, polynomial 0x04C11DB7, bits reversed.</remarks>
internal static class Crc32
{
    private const uint Reversed = 0xEDB88320;

    // Row n is what a byte does to the checksum n bytes later.
    private static readonly uint[][] Tables = BuildTables();

    /// <summary>Goes on with a checksum; begins with 0.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        sum = ~sum;
        while (bytes.Length >= 8)
        {
            uint low = sum ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            sum = t7[low & 255] ^ t6[(low >> 8) & 255] ^ t5[(low >> 16) & 255] ^ t4[low >> 24]
                ^ t3[high & 255] ^ t2[(high >> 8) & 255] ^ t1[(high >> 16) & 255] ^ t0[high >> 24];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
            sum = t0[(sum ^ value) & 255] ^ (sum >> 8);
        return ~sum;
    }

    private static uint[][] BuildTables()
    {
        var tables = new uint[8][];
        for (int row = 0; row < tables.Length; row++)
        {
            tables[row] = new uint[256];
            for (uint value = 0; value < 256; value++)
                tables[row][value] = row == 0 ? OneByte(value) : tables[0][tables[row - 1][value] & 255] ^ (tables[row - 1][value] >> 8);
        }

        return tables;
    }

    private static uint OneByte(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? (value >> 1) ^ Reversed : value >> 1;
        return value;
    }
}
