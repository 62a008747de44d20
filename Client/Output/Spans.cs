using System.Globalization;

namespace Quern.Client.Output;

/// <summary>Durations and instants in few characters.</summary>
public static class Spans
{
    /// <summary>How long something runs: <c>9s</c>, <c>5m 09s</c>, <c>3h 05m</c>, <c>2d 03h</c>.</summary>
    public static string Uptime(double seconds)
    {
        if (!(seconds >= 0) || seconds > TimeSpan.MaxValue.TotalSeconds / 2)
            return "?";

        var span = TimeSpan.FromSeconds(seconds);
        return span switch
        {
            { TotalMinutes: < 1 } => Invariant($"{span.Seconds}s"),
            { TotalHours: < 1 } => Invariant($"{span.Minutes}m {span.Seconds:00}s"),
            { TotalDays: < 1 } => Invariant($"{span.Hours}h {span.Minutes:00}m"),
            _ => Invariant($"{span.Days}d {span.Hours:00}h"),
        };
    }

    /// <summary>How old something is, from milliseconds: <c>12 ms</c> below a second, then as an uptime.</summary>
    public static string Age(double milliseconds) =>
        milliseconds is >= 0 and < 1000 ? Invariant($"{milliseconds:0} ms") : Uptime(milliseconds / 1000);

    /// <summary>The time of day in UTC, to the second.</summary>
    /// <param name="unixNanoseconds">Nanoseconds since 1970.</param>
    public static string TimeOfDay(ulong unixNanoseconds)
    {
        var time = TimeSpan.FromTicks((long)(unixNanoseconds / 100 % TimeSpan.TicksPerDay));
        return time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
