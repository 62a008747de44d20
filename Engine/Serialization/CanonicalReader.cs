using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Quern.Engine.Runtime;

namespace Quern.Engine.Serialization;

/// <summary>Reads what <see cref="CanonicalWriter"/> wrote.</summary>
/// <remarks>Every method throws <see cref="EndOfStreamException"/> when the bytes end early.</remarks>
public sealed class CanonicalReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private int _position;

    /// <summary>Reads from these bytes.</summary>
    public CanonicalReader(ReadOnlyMemory<byte> bytes)
        : this(bytes, null)
    {
    }

    internal CanonicalReader(ReadOnlyMemory<byte> bytes, Node? node)
    {
        _bytes = bytes;
        Node = node;
    }

    /// <summary>Bytes not read yet.</summary>
    public int Remaining => _bytes.Length - _position;

    /// <summary>Whose references the grain references that are read become.</summary>
    internal Node? Node { get; }

    /// <summary>One byte.</summary>
    public byte ReadByte() => Take(1)[0];

    /// <summary>One byte; anything but 0 is true.</summary>
    public bool ReadBoolean() => ReadByte() != 0;

    /// <summary>Variable length.</summary>
    public uint ReadUInt32() => checked((uint)ReadUInt64());

    /// <summary>Variable length, zigzag.</summary>
    public int ReadInt32() => checked((int)ReadInt64());

    /// <summary>Variable length, zigzag.</summary>
    public long ReadInt64()
    {
        ulong value = ReadUInt64();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>Variable length.</summary>
    public ulong ReadUInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("An integer is longer than ten bytes.");
    }

    /// <summary>Sixteen bytes.</summary>
    public UInt128 ReadUInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    /// <summary>Sixteen bytes.</summary>
    public Int128 ReadInt128() => BinaryPrimitives.ReadInt128LittleEndian(Take(16));

    /// <summary>Eight bytes.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Four bytes.</summary>
    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Sixteen bytes.</summary>
    public decimal ReadDecimal() => new(MemoryMarshal.Cast<byte, int>(Take(16)));

    /// <summary>Sixteen bytes.</summary>
    public Guid ReadGuid() => new(Take(16));

    /// <summary>Text or null.</summary>
    public string? ReadString()
    {
        ulong length = ReadUInt64();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(checked((int)(length - 1))));
    }

    /// <summary>Bytes as they are.</summary>
    public ReadOnlySpan<byte> ReadRaw(int count) => Take(count);

    /// <summary>A number of elements, checked against the bytes that are left so that bad input can't ask for gigabytes.</summary>
    public int ReadCount()
    {
        ulong count = ReadUInt64();
        return count <= (ulong)Remaining
            ? (int)count
            : throw new InvalidDataException($"{count} elements are announced, {Remaining} bytes are left.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
            throw new EndOfStreamException($"{count} bytes are wanted, {Remaining} are left.");

        ReadOnlySpan<byte> taken = _bytes.Span.Slice(_position, count);
        _position += count;
        return taken;
    }
}
