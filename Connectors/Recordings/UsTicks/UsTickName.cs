using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Quern.Connectors.Recordings.UsTicks;

/// <summary>What a file's name tells: <c>IBM_20131007_trade_tick.csv.gz</c>.</summary>
/// <param name="Symbol">As it is written.</param>
/// <param name="Date">By New York's calendar.</param>
/// <param name="Layout">What the rows hold.</param>
public sealed record UsTickName(string Symbol, DateOnly Date, UsTickLayout Layout)
{
    /// <summary>Reads a name.</summary>
    /// <param name="file">A path; folders don't count.</param>
    /// <exception cref="RecordingRefusedException">It tells no symbol, date or layout.</exception>
    public static UsTickName Parse(string file) => TryParse(file, out UsTickName? name)
        ? name
        : throw new RecordingRefusedException($"{Path.GetFileName(file)}: its name does not tell symbol, date and kind, as IBM_20131007_trade_tick.csv.gz does (trade or quote, tick or minute).");

    /// <summary>Reads a name.</summary>
    /// <param name="file">A path; folders don't count.</param>
    /// <param name="name">What it tells.</param>
    /// <returns>False when it tells no symbol, date or layout.</returns>
    public static bool TryParse(string file, [NotNullWhen(true)] out UsTickName? name)
    {
        string[] parts = Path.GetFileName(file).Split('.')[0].Split('_');
        bool isOne = parts.Length >= 4 & DateOnly.TryParseExact(parts.ElementAtOrDefault(parts.Length - 3), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        UsTickLayout? layout = isOne ? LayoutOf(parts[^2], parts[^1]) : null;
        name = layout is { } known ? new UsTickName(string.Join('_', parts[..^3]), date, known) : null;
        return name is not null;
    }

    private static UsTickLayout? LayoutOf(string kind, string width) => (kind, width) switch
    {
        ("trade", "tick") => UsTickLayout.TradeTick,
        ("quote", "tick") => UsTickLayout.QuoteTick,
        ("trade", "minute") => UsTickLayout.TradeMinute,
        ("quote", "minute") => UsTickLayout.QuoteMinute,
        _ => null,
    };
}
