using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>An ECDSA signature that lets the signer be recovered.</summary>
/// <param name="R">x of the nonce point modulo n.</param>
/// <param name="S">At most n/2 when signed by us.</param>
/// <param name="YParity">Parity of the nonce point's y: 0 or 1. GRVT and personal messages write 27 more.</param>
/// <remarks>SEC 1, §4.1; recovery §4.1.6.</remarks>
public readonly record struct Signature(UInt256 R, UInt256 S, int YParity)
{
    /// <summary>27 or 28.</summary>
    public int V => 27 + YParity;

    /// <summary>The account that signed a hash.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="signer">Its address.</param>
    /// <returns>False when no key can have made this signature.</returns>
    public bool TryRecover(ReadOnlySpan<byte> hash, out Address signer)
    {
        signer = default;
        UInt256 n = CurvePoint.Order;
        if (R.IsZero || S.IsZero || R >= n || S >= n || YParity is not (0 or 1) || !CurvePoint.TryFromX(R, YParity == 1, out CurvePoint nonce))
            return false;

        // Q = r⁻¹ (s·R − z·G)
        UInt256 inverse = Scalar.Invert(R);
        UInt256 z = UInt256.FromBigEndian(hash) % n;
        CurvePoint ofBase = GeneratorTable.Multiply(UInt256.MultiplyModulo(UInt256.WrappingSubtract(n, z) % n, inverse, n));
        CurvePoint ofNonce = nonce.MultipliedBy(UInt256.MultiplyModulo(S, inverse, n)).ToAffine();
        CurvePoint key = ofBase.AddAffine(ofNonce.X, ofNonce.Y);
        if (key.IsInfinity)
            return false;
        signer = PrivateKey.AddressOf(key.ToAffine());
        return true;
    }
}
