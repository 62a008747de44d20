using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Quern.Connectors.Tests.Binance;

/// <summary>The exchange JSON of the benchmark workloads (J1, J2): 1024 messages each from one splitmix64 stream with seed 42.</summary>
internal sealed class WorkloadMessages
{
    private ulong _state = 42;

    public WorkloadMessages()
    {
        long ms = 34_200_000;
        long uid = 9_000_000_000;
        for (int i = 0; i < 1024; i++)
        {
            ms += 1 + Below(40);
            long side = 1 + Below(2);
            long quantity = 1 + Below(4999);
            long price = 642_000 + Below(2000);
            Below((ulong)quantity);
            Below(1_000_000_000);
            long ids = 1 + Below(60);
            long eventMs = 1_767_312_000_000 + ms;
            Depth.Add(DepthUpdate(eventMs, uid, uid + ids, price));
            uid += ids + 1;
            Trades.Add(AggTrade(i, eventMs, price, quantity, side == 1));
        }
    }

    public List<byte[]> Depth { get; } = [];

    public List<byte[]> Trades { get; } = [];

    /// <summary>The first sixteen hex digits of the SHA-256 of all messages, each after its length.</summary>
    public static string Digest(List<byte[]> messages)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (byte[] message in messages)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, message.Length);
            hash.AppendData(length);
            hash.AppendData(message);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private byte[] DepthUpdate(long eventMs, long first, long final, long price)
    {
        var text = new StringBuilder($"{{\"e\":\"depthUpdate\",\"E\":{eventMs},\"s\":\"BTCUSDT\",\"U\":{first},\"u\":{final},\"b\":[");
        for (int level = 1; level <= 10; level++)
            text.Append(level > 1 ? "," : "").Append(Level(price - level));
        text.Append("],\"a\":[");
        for (int level = 1; level <= 10; level++)
            text.Append(level > 1 ? "," : "").Append(Level(price + level));
        return Encoding.ASCII.GetBytes(text.Append("]}").ToString());
    }

    private string Level(long price)
    {
        long whole = Below(9);
        long fraction = Below(100_000);
        return $"[\"{Price(price)}0000000\",\"{whole}.{fraction:00000}000\"]";
    }

    private static byte[] AggTrade(int i, long eventMs, long price, long quantity, bool isMaker) => Encoding.ASCII.GetBytes(
        $"{{\"e\":\"aggTrade\",\"E\":{eventMs},\"s\":\"BTCUSDT\",\"a\":{3_300_000_000 + i},\"p\":\"{Price(price)}0000000\","
        + $"\"q\":\"{quantity / 1000}.{quantity % 1000:000}00000\",\"f\":{4_100_000_000 + i},\"l\":{4_100_000_001 + i},"
        + $"\"T\":{eventMs - 1},\"m\":{(isMaker ? "true" : "false")},\"M\":true}}");

    private static string Price(long tenths) => string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10}");

    private long Below(ulong n)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            return (long)(((z ^ z >> 31) >> 32) * n >> 32);
        }
    }
}
