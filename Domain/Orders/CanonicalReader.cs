using System.Buffers.Binary;
using System.Text;

namespace Quern.Domain.Orders;

/// <summary>Reads what <see cref="CanonicalBytes"/> wrote.</summary>
/// <param name="bytes">All of it.</param>
internal sealed class CanonicalReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    /// <summary>True when everything was read.</summary>
    public bool IsAtEnd => _at == bytes.Length;

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ulong ULong() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public Int128 Int128() => BinaryPrimitives.ReadInt128LittleEndian(Take(16));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public bool Bool() => Long() != 0;

    public string? Text()
    {
        long length = Long();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(checked((int)length)));
    }

    /// <summary>A number of things that follow.</summary>
    public int Count(int most)
    {
        long count = Long();
        return count >= 0 && count <= most ? (int)count : throw new SnapshotException($"The snapshot holds {count} of something of which {most} fit.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > bytes.Length - _at)
            throw new SnapshotException($"The snapshot ends after {bytes.Length} bytes, in the middle of a value.");
        ReadOnlySpan<byte> taken = bytes.Span.Slice(_at, length);
        _at += length;
        return taken;
    }
}

/// <summary>A snapshot that cannot be used here: damaged, of another account, or larger than the settings allow. The journal itself tells everything.</summary>
/// <param name="message">Why.</param>
public sealed class SnapshotException(string message) : Exception(message);
