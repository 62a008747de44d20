using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Quern.Domain.Orders;

/// <summary>Hashes values in one fixed form: little endian integers, text as length and UTF-8. Never floating point.</summary>
internal sealed class CanonicalBytes : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _hash.AppendData(bytes);
    }

    public void Add(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _hash.AppendData(bytes);
    }

    public void Add(Int128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, value);
        _hash.AppendData(bytes);
    }

    public void Add(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        _hash.AppendData(bytes);
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

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add((long)bytes.Length);
        _hash.AppendData(bytes);
    }

    /// <summary>The SHA-256 of everything added, as 64 lower-case hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
