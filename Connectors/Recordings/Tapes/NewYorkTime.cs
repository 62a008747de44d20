namespace Quern.Connectors.Recordings.Tapes;

/// <summary>Local times of New York, where the American markets stamp their records, as Unix nanoseconds.</summary>
/// <remarks>
/// Eastern time by the Energy Policy Act of 2005: daylight time from the second Sunday of March to the first Sunday of November, both at two
/// o'clock; from 1987 to 2006 from the first Sunday of April to the last Sunday of October. Own rules, so that no machine's tables count.
/// </remarks>
internal static class NewYorkTime
{
    private const long NsPerHour = 3_600_000_000_000;
    private const int FirstYear = 1987;
    private const int LastYear = 2260;

    /// <summary>Unix nanoseconds of a local time. The hour that comes twice in autumn is taken for its first, the one that is left out in spring for daylight time.</summary>
    /// <param name="date">From 1987 to 2260.</param>
    /// <param name="nsAfterMidnight">By the clock on the wall: two days of a change have 23 or 25 hours, and no clock shows it.</param>
    /// <exception cref="FormatException">The date is out of range.</exception>
    public static long ToUnixNs(DateOnly date, long nsAfterMidnight)
    {
        if (date.Year is < FirstYear or > LastYear)
            throw new FormatException($"a date of {date.Year} is out of range");
        long midnight = (long)(date.DayNumber - UnixEpoch) * 24 * NsPerHour;
        return midnight + nsAfterMidnight + (IsDaylight(date, nsAfterMidnight) ? 4 : 5) * NsPerHour;
    }

    /// <summary>What turns nanoseconds after midnight into Unix nanoseconds on a trading day: clocks change at night, so noon has the offset of the session.</summary>
    /// <returns>False when the date is out of range.</returns>
    public static bool TryMidnightNs(DateOnly date, out long unixNs)
    {
        bool isInRange = date.Year is >= FirstYear and <= LastYear;
        unixNs = isInRange ? ToUnixNs(date, 12 * NsPerHour) - 12 * NsPerHour : 0;
        return isInRange;
    }

    private static int UnixEpoch { get; } = new DateOnly(1970, 1, 1).DayNumber;

    private static bool IsDaylight(DateOnly date, long nsAfterMidnight)
    {
        DateOnly start = date.Year >= 2007 ? Sunday(date.Year, 3, 8) : Sunday(date.Year, 4, 1);
        DateOnly end = date.Year >= 2007 ? Sunday(date.Year, 11, 1) : Sunday(date.Year, 10, 25);
        bool isAfterTwo = nsAfterMidnight >= 2 * NsPerHour;
        if (date == start)
            return isAfterTwo;
        return date == end ? !isAfterTwo : date > start && date < end;
    }

    // The first Sunday on or after a day of the month.
    private static DateOnly Sunday(int year, int month, int day)
    {
        var date = new DateOnly(year, month, day);
        return date.AddDays((7 - (int)date.DayOfWeek) % 7);
    }
}
