using System.Globalization;

namespace Quern.Client.Offline.Pools;

/// <summary>Widths of bars as people write them: <c>1s,1m,4h,1d</c>.</summary>
internal static class BarWidths
{
    public static string? Problem(string text) => TryParse(text) is null ? $"'{text}' is no list of widths; for example 1s,1m,4h." : null;

    public static IReadOnlyList<BarWidth> Parse(string text) => TryParse(text) ?? throw new FormatException(Problem(text));

    private static List<BarWidth>? TryParse(string text)
    {
        List<BarWidth> widths = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            long unit = part[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
            if (unit == 0 || !int.TryParse(part[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is 0 or > 100_000)
                return null;
            if (!widths.Any(width => width.Name == part))
                widths.Add(new(part, count * unit));
        }

        return widths;
    }
}

/// <summary>A width of bars.</summary>
/// <param name="Name">As written, for file names.</param>
/// <param name="Seconds">At least 1.</param>
public sealed record BarWidth(string Name, long Seconds);
