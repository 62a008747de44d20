using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Quern.Domain.Orders;

/// <summary>Hashes values in one fixed form: little endian integers, text as length and UTF-8. Never floating point.</summary>
internal sealed class CanonicalBytes : IDisposable
{
    // Values are a few bytes each, and a call of the hash costs more than hashing them: they are handed over by the page.
    private const int Page = 4096;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _page = new byte[Page];
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

        int count = Encoding.UTF8.GetByteCount(text);
        Add((long)count);
        if (count <= Page)
        {
            Encoding.UTF8.GetBytes(text, Take(count));
            return;
        }

        HandOver();
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The SHA-256 of everything added, as 64 lower-case hexadecimal digits.</summary>
    public string Finish()
    {
        HandOver();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private Span<byte> Take(int count)
    {
        if (_used + count > Page)
            HandOver();
        Span<byte> room = _page.AsSpan(_used, count);
        _used += count;
        return room;
    }

    private void HandOver()
    {
        _hash.AppendData(_page.AsSpan(0, _used));
        _used = 0;
    }
}
