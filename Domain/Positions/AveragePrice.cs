using System.Globalization;
using System.Numerics;

namespace Quern.Domain.Positions;

/// <summary>Derives an average price from exact cost, when somebody wants to read it.</summary>
internal static class AveragePrice
{
    private const int MoreDecimals = 4;

    /// <summary>Decimal text, half away from zero. Of an inverse position it is the harmonic mean of the entry prices.</summary>
    public static string Format(PayoffMath math, PositionLine line, int priceScale)
    {
        (BigInteger numerator, BigInteger denominator) = math.HalfTicksAt(line.Lots, line.Cost);
        BigInteger scaled = denominator.IsZero ? 0 : Round(numerator * BigInteger.Pow(10, MoreDecimals), 2 * denominator);
        return Text(scaled, priceScale + MoreDecimals);
    }

    private static BigInteger Round(BigInteger numerator, BigInteger denominator)
    {
        BigInteger rounded = (2 * BigInteger.Abs(numerator) / BigInteger.Abs(denominator) + 1) / 2;
        return numerator.Sign * denominator.Sign < 0 ? -rounded : rounded;
    }

    private static string Text(BigInteger scaled, int decimals)
    {
        string digits = BigInteger.Abs(scaled).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string sign = scaled.Sign < 0 ? "-" : "";
        return $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }
}
