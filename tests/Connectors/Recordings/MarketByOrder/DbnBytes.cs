using System.Buffers.Binary;
using System.Text;

namespace Quern.Connectors.Tests.Recordings.MarketByOrder;

/// <summary>DBN files, written field by field.</summary>
internal static class DbnBytes
{
    public const long Time = 1_700_000_000_000_000_000;

    /// <summary>What stands before the records, with one instrument mapped.</summary>
    public static byte[] Head(int version, ushort schema = 0, string symbol = "ESM4", string instrument = "5602")
    {
        int symbolLength = version == 1 ? 22 : 71;
        var head = new List<byte>(Text("TEST.SET", 16));
        head.AddRange(Little(schema, 2));
        for (int number = version == 1 ? 4 : 3; number > 0; number--)
            head.AddRange(Little(0, 8));
        head.AddRange([0, 0, 0]);
        if (version > 1)
            head.AddRange(Little(symbolLength, 2));
        head.AddRange(new byte[100 - head.Count]);

        head.AddRange(Little(0, 4));
        head.AddRange([.. Little(1, 4), .. Text(symbol, symbolLength)]);
        head.AddRange([.. Little(0, 4), .. Little(0, 4)]);
        head.AddRange([.. Little(1, 4), .. Text(symbol, symbolLength)]);
        head.AddRange([.. Little(1, 4), .. Little(20_240_508, 4), .. Little(20_240_509, 4), .. Text(instrument, symbolLength)]);
        return [(byte)'D', (byte)'B', (byte)'N', (byte)version, .. Little(head.Count, 4), .. head];
    }

    /// <summary>A market-by-order record.</summary>
    public static byte[] Record(
        char action, char side, long orderId = 0, long price = long.MaxValue, uint size = 0, byte flags = 128, uint instrument = 5602, bool withSendTime = false) =>
    [
        (byte)(withSendTime ? 16 : 14), 0xA0, .. Little(1, 2), .. Little(instrument, 4), .. Little(Time, 8), .. Little(orderId, 8), .. Little(price, 8),
        .. Little(size, 4), flags, 0, (byte)action, (byte)side, .. Little(Time + 5, 8), .. Little(9, 4), .. Little(77, 4),
        .. withSendTime ? new byte[8] : [],
    ];

    /// <summary>A record of another kind.</summary>
    public static byte[] Companion(byte kind, int length) => [(byte)(length / 4), kind, .. new byte[length - 2]];

    /// <summary>A book of a hundred orders that come and go.</summary>
    public static byte[] Sample(int seed, int version)
    {
        var random = new Random(seed);
        var file = new List<byte>(Head(version));
        file.AddRange(Record('R', 'N', flags: 40));
        for (long order = 1; order < 100; order++)
        {
            char side = random.Next(2) == 0 ? 'B' : 'A';
            file.AddRange(Record('A', side, order, random.Next(-10, 1000) * 250_000_000L, (uint)random.Next(1, 50)));
            file.AddRange(Record("MTFCN"[random.Next(5)], side, order, random.Next(1000) * 250_000_000L, 1, flags: (byte)random.Next(256)));
        }

        return [.. file];
    }

    private static byte[] Little(long value, int length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..length];
    }

    private static byte[] Text(string text, int length) => [.. Encoding.ASCII.GetBytes(text), .. new byte[length - text.Length]];
}
