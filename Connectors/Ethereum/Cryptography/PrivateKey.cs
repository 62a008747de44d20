using System.Diagnostics;
using System.Security.Cryptography;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>
/// A signing key. It never prints: text and debugger show the address. Signing is deterministic (RFC 6979), gives the low s, and
/// is not
/// constant in time: use it on a machine of one's own.
/// </summary>
[DebuggerDisplay("key of {Address}")]
public sealed class PrivateKey
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly UInt256 _secret;

    /// <summary>From its 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length, zero, or not below the order of the curve. The message never has the
    /// key.</exception>
    public PrivateKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 32)
            throw new ArgumentException($"A private key has 32 bytes, not {secret.Length}.", nameof(secret));
        _secret = UInt256.FromBigEndian(secret);
        if (_secret.IsZero || _secret >= CurvePoint.Order)
            throw new ArgumentException("The private key is out of range.", nameof(secret));
        CurvePoint point = GeneratorTable.Multiply(_secret).ToAffine();
        PublicKey = new byte[64];
        point.X.WriteBigEndian(PublicKey);
        point.Y.WriteBigEndian(PublicKey.AsSpan(32));
        Address = AddressOf(point);
    }

    /// <summary>The account of the key.</summary>
    public Address Address { get; }

    /// <summary>x and y of the public point, 64 bytes, most significant first.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Reads 64 hex digits after an optional 0x.</summary>
    /// <exception cref="ArgumentException">Anything else. The message never has the key.</exception>
    public static PrivateKey Parse(string text)
    {
        byte[] secret;
        try
        {
            secret = Hex.Decode(text);
        }
        catch (FormatException)
        {
            throw new ArgumentException("The private key is not hex text.", nameof(text));
        }

        PrivateKey key = new(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Signs a hash.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Signature Sign(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != 32)
            throw new ArgumentException($"A hash has 32 bytes, not {hash.Length}.", nameof(hash));
        UInt256 n = CurvePoint.Order;
        UInt256 z = UInt256.FromBigEndian(hash) % n;
        Span<byte> state = stackalloc byte[64];
        DeterministicNonce nonces = new(state, _secret, z);
        while (true)
        {
            UInt256 nonce = nonces.Next();
            CurvePoint point = GeneratorTable.Multiply(nonce).ToAffine();
            UInt256 r = point.X % n;
            UInt256 s = UInt256.MultiplyModulo(Scalar.Invert(nonce), AddModulo(z, UInt256.MultiplyModulo(r, _secret, n), n), n);

            // r also has no recovery id in one bit when x passed the order; both happen about once in 2^127 signatures.
            if (r.IsZero || s.IsZero || point.X >= n)
            {
                nonces.Reject();
                continue;
            }

            CryptographicOperations.ZeroMemory(state);
            bool isHigh = s > Scalar.HalfOrder;
            return new(r, isHigh ? n - s : s, point.Y.IsOdd != isHigh ? 1 : 0);
        }
    }

    /// <summary>The address only.</summary>
    public override string ToString() => $"key of {Address}";

    internal static Address AddressOf(CurvePoint affine)
    {
        Span<byte> point = stackalloc byte[64];
        affine.X.WriteBigEndian(point);
        affine.Y.WriteBigEndian(point[32..]);
        Span<byte> hash = stackalloc byte[Keccak256.HashLength];
        Keccak256.Hash(point, hash);
        return new(hash[12..]);
    }

    private static UInt256 AddModulo(in UInt256 left, in UInt256 right, in UInt256 n)
    {
        UInt256 sum = UInt256.WrappingAdd(left, right);
        return sum < left || sum >= n ? UInt256.WrappingSubtract(sum, n) : sum;
    }
}
