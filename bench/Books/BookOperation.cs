using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Quern.Bench.Books;

/// <summary>One record of an OBOPS001 file: 16 bytes, little endian.</summary>
/// <param name="Kind">0 add, 1 cancel, 2 marketable: 0 and 2 are the same instruction.</param>
/// <param name="Side">0 buy, 1 sell.</param>
/// <param name="Unused">0.</param>
/// <param name="Id">Dense, from 1.</param>
/// <param name="Price">In ticks.</param>
/// <param name="Lots">Of a cancel: nothing.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct BookOperation(byte Kind, byte Side, ushort Unused, uint Id, int Price, uint Lots)
{
    private const int HeaderBytes = 64;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or cut.</exception>
    public static BookOperation[] Read(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes || !bytes.StartsWith("OBOPS001"u8))
            throw new InvalidDataException($"{path} is not an OBOPS001 file.");

        BookOperation[] operations = MemoryMarshal.Cast<byte, BookOperation>(bytes[HeaderBytes..]).ToArray();
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        return (ulong)operations.Length == count
            ? operations
            : throw new InvalidDataException($"{path} names {count} operations and holds {operations.Length}.");
    }
}
