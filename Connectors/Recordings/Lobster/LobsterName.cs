using System.Globalization;

namespace Quern.Connectors.Recordings.Lobster;

/// <summary>What the name of a LOBSTER file tells: <c>TICKER_2012-06-21_start_end_message_10.csv</c>.</summary>
/// <param name="Ticker">The instrument; the whole name when it has another form.</param>
/// <param name="Day">The trading day; null when the name has none.</param>
/// <remarks>LOBSTER, "Output structure": start and end are milliseconds after midnight, the last number is the depth.</remarks>
internal readonly record struct LobsterName(string Ticker, DateOnly? Day)
{
    public static LobsterName Of(string path)
    {
        string name = Path.GetFileName(path);
        string[] parts = name.Split('_');
        return parts.Length > 2 && DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? new(parts[0], day)
            : new(name, null);
    }
}
