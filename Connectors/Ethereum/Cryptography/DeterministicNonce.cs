using System.Security.Cryptography;
using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>
/// The nonces of RFC 6979 with SHA-256: the same key and hash always give the same signature, and no random source can leak the
/// key.
/// </summary>
/// <remarks>RFC 6979 §3.2, for an order of 256 bits.</remarks>
internal ref struct DeterministicNonce
{
    private readonly Span<byte> _k;
    private readonly Span<byte> _v;

    /// <param name="state">64 bytes of working memory.</param>
    /// <param name="key">The private key.</param>
    /// <param name="hash">What is signed, reduced modulo the order.</param>
    public DeterministicNonce(Span<byte> state, in UInt256 key, in UInt256 hash)
    {
        _k = state[..32];
        _v = state[32..64];
        _k.Clear();
        _v.Fill(1);
        Span<byte> seed = stackalloc byte[64];
        key.WriteBigEndian(seed);
        hash.WriteBigEndian(seed[32..]);
        Update(0, seed);
        Update(1, seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    /// <summary>The next candidate; the first one serves in all but one of 2^127 cases.</summary>
    public readonly UInt256 Next()
    {
        while (true)
        {
            HMACSHA256.HashData(_k, _v, _v);
            UInt256 candidate = UInt256.FromBigEndian(_v);
            if (!candidate.IsZero && candidate < CurvePoint.Order)
                return candidate;
            Reject();
        }
    }

    /// <summary>Goes on after a candidate that gave no signature.</summary>
    public readonly void Reject() => Update(0, []);

    private readonly void Update(byte mark, ReadOnlySpan<byte> seed)
    {
        Span<byte> message = stackalloc byte[32 + 1 + 64];
        _v.CopyTo(message);
        message[32] = mark;
        seed.CopyTo(message[33..]);
        HMACSHA256.HashData(_k, message[..(33 + seed.Length)], _k);
        HMACSHA256.HashData(_k, _v, _v);
        CryptographicOperations.ZeroMemory(message);
    }
}
