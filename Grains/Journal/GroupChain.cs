using System.Security.Cryptography;

namespace Quern.Grains.Journal;

/// <summary>
/// The hash of group commits: SHA-256 over the hash before and every record since. One hash therefore names the whole journal up to it.
/// One thread at a time; adding allocates nothing.
/// </summary>
internal sealed class GroupChain : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _last = new byte[Size];

    /// <param name="last">The hash to go on from; empty for a journal's beginning.</param>
    public GroupChain(ReadOnlySpan<byte> last)
    {
        last.CopyTo(_last);
        _hash.AppendData(_last);
    }

    /// <summary>The hash of the last group.</summary>
    public ReadOnlySpan<byte> Last => _last;

    /// <summary>Records since the last group.</summary>
    public int Open { get; private set; }

    public void Add(ReadOnlySpan<byte> record)
    {
        _hash.AppendData(record);
        Open++;
    }

    /// <summary>Closes the group and gives its hash.</summary>
    public ReadOnlySpan<byte> Close()
    {
        _hash.GetHashAndReset(_last);
        _hash.AppendData(_last);
        Open = 0;
        return _last;
    }

    public void Dispose() => _hash.Dispose();
}
