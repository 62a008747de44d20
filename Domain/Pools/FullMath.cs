using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Multiply and divide over 512 bits, refusing as the contract does.</summary>
/// <remarks>v3-core FullMath.</remarks>
public static class FullMath
{
    /// <summary>floor(a × b / denominator).</summary>
    /// <exception cref="RevertException">The denominator is zero or the result needs more than 256 bits.</exception>
    public static UInt256 MulDiv(in UInt256 a, in UInt256 b, in UInt256 denominator)
    {
        RevertException.Require(UInt256.TryMulDiv(a, b, denominator, out UInt256 quotient, out _));
        return quotient;
    }

    /// <summary>ceil(a × b / denominator).</summary>
    /// <exception cref="RevertException">The denominator is zero or the result needs more than 256 bits.</exception>
    public static UInt256 MulDivRoundingUp(in UInt256 a, in UInt256 b, in UInt256 denominator)
    {
        RevertException.Require(UInt256.TryMulDiv(a, b, denominator, out UInt256 quotient, out bool isExact));
        if (isExact)
            return quotient;
        RevertException.Require(quotient != UInt256.MaxValue);
        return UInt256.WrappingAdd(quotient, UInt256.One);
    }
}
