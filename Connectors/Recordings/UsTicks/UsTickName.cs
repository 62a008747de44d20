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
    public static UsTickName Parse(string file)
    {
        string name = Path.GetFileName(file);
        string[] parts = name.Split('.')[0].Split('_');
        if (parts.Length < 4 || !DateOnly.TryParseExact(parts[^3], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            throw new RecordingRefusedException($"{name}: its name does not tell symbol, date and kind, as IBM_20131007_trade_tick.csv.gz does.");
        UsTickLayout layout = (parts[^2], parts[^1]) switch
        {
            ("trade", "tick") => UsTickLayout.TradeTick,
            ("quote", "tick") => UsTickLayout.QuoteTick,
            ("trade", "minute") => UsTickLayout.TradeMinute,
            ("quote", "minute") => UsTickLayout.QuoteMinute,
            _ => throw new RecordingRefusedException($"{name}: '{parts[^2]}_{parts[^1]}' is no kind that is read here."),
        };
        return new UsTickName(string.Join('_', parts[..^3]), date, layout);
    }
}
