using System.Numerics;

namespace Quern.Domain.Tests.Positions;

/// <summary>A fraction of whole numbers: what the plain twin counts money in, so that it rounds nothing.</summary>
internal readonly record struct ExactFraction(BigInteger Numerator, BigInteger Denominator)
{
    public static ExactFraction Zero => new(0, 1);

    public static ExactFraction operator +(ExactFraction left, ExactFraction right) =>
        Reduce(left.Numerator * right.Denominator + right.Numerator * left.Denominator, left.Denominator * right.Denominator);

    public static ExactFraction operator -(ExactFraction left, ExactFraction right) =>
        left + new ExactFraction(-right.Numerator, right.Denominator);

    public static ExactFraction operator *(ExactFraction left, ExactFraction right) =>
        Reduce(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static ExactFraction Of(BigInteger numerator, BigInteger denominator) => Reduce(numerator, denominator);

    public BigInteger Floor()
    {
        BigInteger quotient = BigInteger.DivRem(Numerator, Denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    public double ToDouble() => (double)(Numerator * 1_000_000 / Denominator) / 1e6;

    private static ExactFraction Reduce(BigInteger numerator, BigInteger denominator)
    {
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
            common = -common;
        return common.IsZero ? Zero : new(numerator / common, denominator / common);
    }
}
