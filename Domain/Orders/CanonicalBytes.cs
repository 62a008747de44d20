using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Quern.Domain.Orders;

/// <summary>
/// Writes values in one fixed form: little endian integers, text as length and UTF-8. Never floating point. The hash of a state is the hash of
/// these bytes, and the bytes are its snapshot: <see cref="CanonicalReader"/> reads them back.
/// </summary>
internal sealed class CanonicalBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1_024);

    public void Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Add(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), value);
        _bytes.Advance(sizeof(ulong));
    }

    public void Add(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(_bytes.GetSpan(16), value);
        _bytes.Advance(16);
    }

    public void Add(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_bytes.GetSpan(16), value);
        _bytes.Advance(16);
    }

    public void Add(bool value) => Add(value ? 1L : 0L);

    /// <summary>Null and empty are told apart: the length of null is −1.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            Add(-1L);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        Add((long)length);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    /// <summary>The SHA-256 of everything added, as 64 lower-case hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(SHA256.HashData(_bytes.WrittenSpan));

    /// <summary>Everything added.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
