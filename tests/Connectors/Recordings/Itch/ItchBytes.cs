using System.Buffers.Binary;
using System.Text;
using Quern.Connectors.Recordings.Itch;

namespace Quern.Connectors.Tests.Recordings.Itch;

/// <summary>Messages of ITCH 5.0, written field by field.</summary>
internal static class ItchBytes
{
    /// <summary>All types of the specification.</summary>
    public const string Types = "SRHYLVWKJhAFECXDUPQBINO";

    /// <summary>A message: its head, then what the parts say; a long is 8 bytes, an int 4, text as it is.</summary>
    public static byte[] Message(char type, int locate, long timeNs, params object[] parts)
    {
        var bytes = new List<byte> { (byte)type };
        bytes.AddRange(BigEndian(locate, 2));
        bytes.AddRange(BigEndian(7, 2));
        bytes.AddRange(BigEndian(timeNs, 6));
        foreach (object part in parts)
        {
            bytes.AddRange(part switch
            {
                long number => BigEndian(number, 8),
                int number => BigEndian(number, 4),
                _ => Encoding.ASCII.GetBytes((string)part),
            });
        }

        return [.. bytes];
    }

    /// <summary>A message whose fields behind the head are all the same sound letter.</summary>
    public static byte[] Filled(char type, int locate, long timeNs) =>
        Message(type, locate, timeNs, new string('B', ItchLengths.Of((byte)type) - 11));

    /// <summary>Messages as a day file has them.</summary>
    public static byte[] File(bool withLengths, params byte[][] messages)
    {
        var bytes = new List<byte>();
        foreach (byte[] message in messages)
        {
            bytes.AddRange(BigEndian(withLengths ? message.Length : 0, 2));
            bytes.AddRange(message);
        }

        return [.. bytes];
    }

    /// <summary>A few hundred messages of all types.</summary>
    public static byte[] Sample(int seed, bool withLengths)
    {
        var random = new Random(seed);
        var messages = new List<byte[]> { Message('R', 1, 5, "ABC     QN", 100, "NCZ PN 1N", 0, "N") };
        for (long order = 1; order < 100; order++)
        {
            messages.Add(Message('A', 1, order * 1000, order, random.Next(2) == 0 ? "B" : "S", random.Next(1, 500), "ABC     ", random.Next(1000, 2000)));
            messages.Add(Message('D', 1, order * 1000, order));
            messages.Add(Filled(Types[random.Next(Types.Length)], random.Next(5), order * 1000));
        }

        return File(withLengths, [.. messages]);
    }

    private static byte[] BigEndian(long value, int length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes[^length..];
    }
}
