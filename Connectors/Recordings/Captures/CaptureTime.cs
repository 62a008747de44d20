using System.Globalization;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>Times as venues and recorders write them, as Unix nanoseconds.</summary>
internal static class CaptureTime
{
    private const long LastMs = 9_000_000_000_000;

    /// <summary>Unix seconds with a fraction: "1618678132.3858151".</summary>
    public static long Seconds(ReadOnlySpan<byte> text) =>
        WrittenDecimal.TryParse(text, out WrittenDecimal value) && value.TryScale(9, out long time) && time >= 0
            ? time
            : throw TapeText.Wrong(text, "time in Unix seconds");

    /// <summary>Unix milliseconds: "1626993724318".</summary>
    public static long Milliseconds(ReadOnlySpan<byte> text) =>
        TapeText.Whole(text) is <= LastMs and long ms ? ms * 1_000_000 : throw TapeText.Wrong(text, "time in Unix milliseconds");

    /// <summary>"2021-04-17T16:43:37.089723Z", with 0 to 9 decimals of a second.</summary>
    public static long Iso(ReadOnlySpan<byte> text)
    {
        const string Pattern = "yyyy-MM-ddTHH:mm:ss";
        Span<char> start = stackalloc char[Pattern.Length];
        if (text.Length <= Pattern.Length || text[^1] != (byte)'Z' || !System.Text.Ascii.IsValid(text))
            throw TapeText.Wrong(text, "time as 2021-04-17T16:43:37.089723Z");
        System.Text.Encoding.ASCII.GetChars(text[..Pattern.Length], start);
        long nanoseconds = Fraction(text[Pattern.Length..^1]);
        if (nanoseconds < 0
            || !DateTime.TryParseExact(start, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
            || time.Year is < 1970 or > 2260)
        {
            throw TapeText.Wrong(text, "time as 2021-04-17T16:43:37.089723Z");
        }

        return (time - DateTime.UnixEpoch).Ticks * 100 + nanoseconds;
    }

    // ".089723" in nanoseconds; −1 when it is something else.
    private static long Fraction(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return 0;
        if (text[0] != (byte)'.' || text.Length is < 2 or > 10)
            return -1;
        return WrittenDecimal.TryParse(text[1..], out WrittenDecimal digits) && digits is { Decimals: 0, Digits: >= 0 } && text.IndexOf((byte)'-') < 0
            ? new WrittenDecimal(digits.Digits, text.Length - 1).TryScale(9, out long value) ? value : -1
            : -1;
    }
}
