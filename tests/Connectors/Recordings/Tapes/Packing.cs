using System.Buffers.Binary;

namespace Quern.Connectors.Tests.Recordings.Tapes;

/// <summary>Packed files written by hand, for what the runtime's own packers can't write.</summary>
internal static class Packing
{
    /// <summary>One gzip member.</summary>
    public static byte[] Gzip(byte[] text) => TemporaryRecording.Pack(text);

    /// <summary>A Zstandard frame of blocks that are stored as they are.</summary>
    /// <remarks>RFC 8878, 3.1.1: magic, a descriptor without options, a window of 128 KiB, then blocks of a three-byte head each.</remarks>
    public static byte[] ZstdFrame(byte[] text, int blockLength = 1000)
    {
        var frame = new List<byte> { 0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38 };
        int start = 0;
        do
        {
            int length = Math.Min(blockLength, text.Length - start);
            bool isLast = start + length == text.Length;
            frame.AddRange(BlockHead(length, 0, isLast));
            frame.AddRange(text[start..(start + length)]);
            start += length;
        }
        while (start < text.Length);
        return [.. frame];
    }

    /// <summary>A Zstandard frame that asks for a window of 2^<paramref name="log"/> bytes and holds one byte.</summary>
    public static byte[] ZstdFrameOfWindow(int log) =>
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, (byte)((log - 10) << 3), .. BlockHead(1, 0, isLast: true), (byte)'x'];

    private static byte[] BlockHead(int length, int type, bool isLast)
    {
        var head = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(head, (isLast ? 1 : 0) | type << 1 | length << 3);
        return head[..3];
    }
}
