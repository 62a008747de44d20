namespace Quern.Connectors.Recordings.Tapes;

/// <summary>What turns nanoseconds after midnight in New York into Unix nanoseconds.</summary>
internal static class NewYorkDay
{
    private const string Zone = "America/New_York";

    /// <summary>The Unix time of a day's midnight, by the offset that its trading hours have.</summary>
    /// <returns>False when this machine has no time zone data.</returns>
    public static bool TryMidnightNs(DateOnly day, out long unixNs)
    {
        unixNs = 0;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out TimeZoneInfo? zone))
            return false;

        // On the two days a year when clocks change, they change at two in the morning: noon has the offset of the session.
        TimeSpan offset = zone.GetUtcOffset(day.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Unspecified));
        unixNs = (day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - offset - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return true;
    }
}
