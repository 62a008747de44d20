namespace Quern.Domain.MarketData;

/// <summary>The CRC-32 of IEEE 802.3 (polynomial 0x04C11DB7, reflected), as venues use it over the text of their books.</summary>
public static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>Goes on from a checksum over more bytes.</summary>
    /// <param name="checksum">Of what came before; 0 for nothing.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        foreach (byte next in bytes)
            state = Table[(state ^ next) & 0xFF] ^ (state >> 8);
        return ~state;
    }

    private static uint[] MakeTable()
    {
        const uint Polynomial = 0xEDB88320;
        var table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            uint state = value;
            for (int bit = 0; bit < 8; bit++)
                state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ Polynomial;
            table[value] = state;
        }

        return table;
    }
}
