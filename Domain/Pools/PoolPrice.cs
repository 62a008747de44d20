using System.Globalization;
using System.Numerics;
using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>
/// Between raw square-root prices and prices that people read. Exact until the last rounding; never for amounts.
/// </summary>
public static class PoolPrice
{
    /// <summary>Token1 per token0 in whole tokens.</summary>
    /// <param name="sqrtPriceX96">Q64.96.</param>
    /// <param name="decimals0">Decimals of token0.</param>
    /// <param name="decimals1">Decimals of token1.</param>
    /// <returns>Right to about one part in 10^15.</returns>
    public static double ToDouble(in UInt256 sqrtPriceX96, int decimals0, int decimals1)
    {
        double root = (double)sqrtPriceX96 / Math.Pow(2, 96);
        return root * root * Math.Pow(10, decimals0 - decimals1);
    }

    /// <summary>The square-root price of a human price, Q64.96, to double precision.</summary>
    /// <param name="price">Token1 per token0 in whole tokens; above zero.</param>
    /// <param name="decimals0">Decimals of token0.</param>
    /// <param name="decimals1">Decimals of token1.</param>
    /// <exception cref="RevertException">R when no pool can have this price.</exception>
    public static UInt256 FromDouble(double price, int decimals0, int decimals1)
    {
        double root = Math.Sqrt(price * Math.Pow(10, decimals1 - decimals0)) * Math.Pow(2, 96);
        RevertException.Require(root >= (double)TickMath.MinSqrtRatio && root < (double)TickMath.MaxSqrtRatio, RevertReason.R);
        BigInteger whole = new(root);
        return UInt256.FromBigEndian(whole.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    /// <summary>Token1 per token0 in whole tokens, as plain decimal text.</summary>
    /// <param name="sqrtPriceX96">Q64.96; above zero.</param>
    /// <param name="decimals0">Decimals of token0.</param>
    /// <param name="decimals1">Decimals of token1.</param>
    /// <param name="isInverse">Token0 per token1 instead.</param>
    /// <param name="digits">Significant digits, rounded half to even. Default 18.</param>
    public static string ToText(in UInt256 sqrtPriceX96, int decimals0, int decimals1, bool isInverse = false, int digits = 18)
    {
        BigInteger root = new(sqrtPriceX96.ToBigEndian(), isUnsigned: true, isBigEndian: true);
        BigInteger numerator = root * root * BigInteger.Pow(10, Math.Max(decimals0 - decimals1, 0));
        BigInteger denominator = (BigInteger.One << 192) * BigInteger.Pow(10, Math.Max(decimals1 - decimals0, 0));
        return isInverse ? Quotient(denominator, numerator, digits) : Quotient(numerator, denominator, digits);
    }

    private static string Quotient(BigInteger numerator, BigInteger denominator, int digits)
    {
        // Scale so that the integer quotient has exactly the wanted digits, one guess and a correction.
        int shift = digits - (int)Math.Floor(BigInteger.Log10(numerator) - BigInteger.Log10(denominator)) - 1;
        BigInteger scaled = Rounded(numerator, denominator, shift);
        if (scaled >= BigInteger.Pow(10, digits))
            scaled = Rounded(numerator, denominator, --shift);
        else if (scaled < BigInteger.Pow(10, digits - 1))
            scaled = Rounded(numerator, denominator, ++shift);

        string text = scaled.ToString(CultureInfo.InvariantCulture);
        if (shift <= 0)
            return text + new string('0', -shift);
        return shift >= text.Length ? "0." + new string('0', shift - text.Length) + text : text[..^shift] + "." + text[^shift..];
    }

    private static BigInteger Rounded(BigInteger numerator, BigInteger denominator, int shift)
    {
        BigInteger scale = BigInteger.Pow(10, Math.Abs(shift));
        BigInteger dividend = shift >= 0 ? numerator * scale : numerator;
        BigInteger divisor = shift >= 0 ? denominator : denominator * scale;
        BigInteger quotient = BigInteger.DivRem(dividend, divisor, out BigInteger remainder);
        int half = (remainder * 2).CompareTo(divisor);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
