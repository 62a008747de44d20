using System.Globalization;

namespace Quern.Bench.Matching;

/// <summary>What several rounds gave: the middle one is quoted.</summary>
internal readonly record struct Spread(double Least, double Median, double Most)
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        return new(sorted[0], sorted[sorted.Length / 2], sorted[^1]);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"min":{{Least:F1}},"median":{{Median:F1}},"max":{{Most:F1}}}""");
}
