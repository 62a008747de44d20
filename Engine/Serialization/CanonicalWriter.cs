using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Quern.Engine.Serialization;

/// <summary>
/// Writes the one byte form that a value has: little endian, integers as variable-length groups of seven bits (signed ones zigzagged),
/// text as UTF-8 behind its length plus one (0 is null). Equal values give equal bytes, on every machine.
/// </summary>
public sealed class CanonicalWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>What has been written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>Forgets what has been written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>One byte.</summary>
    public void WriteByte(byte value) => Take(1)[0] = value;

    /// <summary>One byte, 0 or 1.</summary>
    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Variable length.</summary>
    public void WriteUInt32(uint value) => WriteUInt64(value);

    /// <summary>Variable length, zigzag.</summary>
    public void WriteInt32(int value) => WriteInt64(value);

    /// <summary>Variable length, zigzag.</summary>
    public void WriteInt64(long value) => WriteUInt64(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Variable length: seven bits a byte, low groups first.</summary>
    public void WriteUInt64(ulong value)
    {
        if (_buffer.Length - _length < 10)
            Grow(10);
        byte[] buffer = _buffer;
        int length = _length;
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length] = (byte)value;
        _length = length + 1;
    }

    /// <summary>Sixteen bytes.</summary>
    public void WriteUInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    /// <summary>Sixteen bytes.</summary>
    public void WriteInt128(Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(Take(16), value);

    /// <summary>Eight bytes, as stored: +0 and −0 differ, and so do the many NaNs.</summary>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    /// <summary>Four bytes, as stored.</summary>
    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);

    /// <summary>Sixteen bytes with the scale: 1.0 and 1.00 differ.</summary>
    public void WriteDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        MemoryMarshal.AsBytes(parts).CopyTo(Take(16));
    }

    /// <summary>Sixteen bytes.</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Take(16));

    /// <summary>UTF-8 behind its length plus one; 0 for null.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(0);
            return;
        }

        int count = Encoding.UTF8.GetByteCount(value);
        WriteUInt64((ulong)count + 1);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    /// <summary>Bytes as they are, without a length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    internal byte[] ToArray() => Written.ToArray();

    private Span<byte> Take(int count)
    {
        Span<byte> room = Reserve(count)[..count];
        _length += count;
        return room;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer.AsSpan(_length);
    }

    private void Grow(int count) => Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
}
