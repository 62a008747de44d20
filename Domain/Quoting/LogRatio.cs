namespace Quern.Domain.Quoting;

/// <summary>ln(1 + x) ÷ x, which both models are made of and which they need down to x = 0.</summary>
internal static class LogRatio
{
    private const double SeriesBelow = 1e-4;

    /// <param name="x">Above −1. At 0 the limit, 1.</param>
    public static double At(double x)
    {
        // ln(1 + x) loses every digit of a small x; four terms of its series are exact to 10^-17 there.
        return Math.Abs(x) < SeriesBelow ? 1 - x / 2 + x * x / 3 - x * x * x / 4 : Math.Log(1 + x) / x;
    }
}
