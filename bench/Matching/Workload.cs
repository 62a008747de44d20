using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Quern.Bench.Matching;

/// <summary>Operations with the header of their file: 64 bytes, then 16 each.</summary>
/// <param name="Letter">'A' or 'B'.</param>
/// <param name="Prefill">Operations at the start that are not timed.</param>
/// <param name="Seed">Of the generator.</param>
/// <param name="Operations">All of them, the prefill included.</param>
internal sealed record Workload(char Letter, int Prefill, ulong Seed, BookOperation[] Operations)
{
    private const int HeaderBytes = 64;
    private static ReadOnlySpan<byte> Magic => "OBOPS001"u8;

    public int MaxId { get; } = (int)Operations.Max(operation => operation.Id);

    public int MinPrice { get; } = Operations.Min(operation => operation.Price);

    public int MaxPrice { get; } = Operations.Max(operation => operation.Price);

    public ReadOnlySpan<BookOperation> Untimed => Operations.AsSpan(0, Prefill);

    public ReadOnlySpan<BookOperation> Timed => Operations.AsSpan(Prefill);

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderBytes + Operations.Length * Marshal.SizeOf<BookOperation>()];
        Span<byte> header = bytes;
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], 16);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], (ulong)Operations.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)Prefill);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], Seed);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], Letter);
        BinaryPrimitives.WriteUInt32LittleEndian(header[44..], (uint)MaxId);
        BinaryPrimitives.WriteInt32LittleEndian(header[48..], MinPrice);
        BinaryPrimitives.WriteInt32LittleEndian(header[52..], MaxPrice);
        MemoryMarshal.AsBytes(Operations.AsSpan()).CopyTo(header[HeaderBytes..]);
        return bytes;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or cut.</exception>
    public static Workload FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != 1
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) != 16)
            throw new InvalidDataException("Not an OBOPS001 file of version 1 with records of 16 bytes.");

        ReadOnlySpan<BookOperation> operations = MemoryMarshal.Cast<byte, BookOperation>(bytes[HeaderBytes..]);
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        if ((ulong)operations.Length != count)
            throw new InvalidDataException($"The header names {count} operations, the file holds {operations.Length}.");
        return new(
            (char)BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]), (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]), operations.ToArray());
    }
}
