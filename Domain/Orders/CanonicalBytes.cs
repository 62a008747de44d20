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
    private byte[] _bytes = new byte[4096];
    private int _used;

    public void Add(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void Add(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    public void Add(Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(Take(16), value);

    public void Add(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

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
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    /// <summary>The SHA-256 of everything added, as 64 lower-case hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(SHA256.HashData(_bytes.AsSpan(0, _used)));

    /// <summary>Everything added.</summary>
    public byte[] ToArray() => _bytes[.._used];

    private Span<byte> Take(int count)
    {
        if (_bytes.Length - _used < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + count));
        _used += count;
        return _bytes.AsSpan(_used - count, count);
    }
}
