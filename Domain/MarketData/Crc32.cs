using System.Buffers.Binary;

namespace Quern.Domain.MarketData;

/// <summary>The CRC-32 that venues send with the text of their books and gzip with what it packs, eight bytes at a step.</summary>
/// <remarks>ISO 3309 and IEEE 802.3: polynomial 0x04C11DB7, bits reversed; RFC 1952, section 8.</remarks>
public static class Crc32
{
    private const uint Reversed = 0xEDB88320;

    // Row n is what a byte does to the checksum n bytes later.
    private static readonly uint[][] Tables = BuildTables();

    /// <summary>Goes on from a checksum over more bytes. Allocates nothing.</summary>
    /// <param name="checksum">Of what came before; 0 for nothing.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        int wide = bytes.Length & ~7;
        if (wide > 0)
            state = AppendWide(state, bytes[..wide]);
        uint[] table = Tables[0];
        foreach (byte next in bytes[wide..])
            state = table[(state ^ next) & 255] ^ (state >> 8);
        return ~state;
    }

    private static uint AppendWide(uint state, ReadOnlySpan<byte> bytes)
    {
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = t7[low & 255] ^ t6[(low >> 8) & 255] ^ t5[(low >> 16) & 255] ^ t4[low >> 24]
                ^ t3[high & 255] ^ t2[(high >> 8) & 255] ^ t1[(high >> 16) & 255] ^ t0[high >> 24];
        }

        return state;
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
