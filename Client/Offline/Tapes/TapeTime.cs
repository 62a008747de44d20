using System.Globalization;

namespace Quern.Client.Offline.Tapes;

/// <summary>A tape's times as text, to the nanosecond.</summary>
internal static class TapeTime
{
    /// <summary>"2012-06-21T13:30:00.004241176Z", or "09:30:00.004241176 local" of a tape that names no date.</summary>
    /// <param name="timeNs">Unix nanoseconds, or after local midnight.</param>
    /// <param name="hasDate">Which of them.</param>
    public static string Text(long timeNs, bool hasDate)
    {
        DateTime second = DateTime.UnixEpoch.AddSeconds(timeNs / 1_000_000_000);
        string start = second.ToString(hasDate ? "yyyy-MM-dd'T'HH:mm:ss" : "HH:mm:ss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{start}.{timeNs % 1_000_000_000:D9}{(hasDate ? "Z" : " local")}");
    }
}
