using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>Arithmetic modulo the order of secp256k1.</summary>
internal static class Scalar
{
    public static UInt256 HalfOrder { get; } = CurvePoint.Order >> 1;

    /// <summary>By the binary extended algorithm of Euclid. Needs a value that is not zero and below the order.</summary>
    public static UInt256 Invert(in UInt256 value)
    {
        UInt256 n = CurvePoint.Order;
        UInt256 u = value;
        UInt256 v = n;
        UInt256 a = UInt256.One;
        UInt256 b = UInt256.Zero;
        while (u != UInt256.One && v != UInt256.One)
        {
            HalveOut(ref u, ref a, n);
            HalveOut(ref v, ref b, n);
            if (u >= v)
            {
                u = UInt256.WrappingSubtract(u, v);
                a = Subtract(a, b, n);
            }
            else
            {
                v = UInt256.WrappingSubtract(v, u);
                b = Subtract(b, a, n);
            }
        }

        return u == UInt256.One ? a : b;
    }

    private static void HalveOut(ref UInt256 value, ref UInt256 factor, in UInt256 n)
    {
        while (!value.IsOdd)
        {
            value >>= 1;
            if (!factor.IsOdd)
            {
                factor >>= 1;
                continue;
            }

            // (factor + n) / 2 with the bit that the sum carries out.
            UInt256 sum = UInt256.WrappingAdd(factor, n);
            factor = (sum >> 1) | (sum < factor ? UInt256.One << 255 : UInt256.Zero);
        }
    }

    private static UInt256 Subtract(in UInt256 left, in UInt256 right, in UInt256 n)
    {
        UInt256 difference = UInt256.WrappingSubtract(left, right);
        return left < right ? UInt256.WrappingAdd(difference, n) : difference;
    }
}
