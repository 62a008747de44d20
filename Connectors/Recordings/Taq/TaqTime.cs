using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.Taq;

/// <summary>"2018-01-02 05:01:21.479" by New York's clock, with 0 to 9 decimals of a second, as Unix nanoseconds.</summary>
internal static class TaqTime
{
    private const int SecondsEnd = 19;

    public static long Parse(ReadOnlySpan<byte> text)
    {
        bool hasForm = text.Length >= SecondsEnd && text[4] == (byte)'-' && text[7] == (byte)'-' && text[10] is (byte)' ' or (byte)'T'
            && text[13] == (byte)':' && text[16] == (byte)':';
        if (!hasForm)
            throw TapeText.Wrong(text, "time as 2018-01-02 05:01:21.479");
        (int year, int month, int day) = (Part(text[..4]), Part(text[5..7]), Part(text[8..10]));
        (int hour, int minute, int second) = (Part(text[11..13]), Part(text[14..16]), Part(text[17..19]));
        bool isTime = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60;
        if (!isTime)
            throw TapeText.Wrong(text, "time of a calendar");
        long nanoseconds = ((hour * 60 + minute) * 60 + second) * 1_000_000_000L + Fraction(text[SecondsEnd..]);
        return NewYorkTime.ToUnixNs(new DateOnly(year, month, day), nanoseconds);
    }

    private static int Part(ReadOnlySpan<byte> digits) => (int)TapeText.Whole(digits);

    private static long Fraction(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return 0;
        if (text[0] != (byte)'.' || text.Length is < 2 or > 10)
            throw TapeText.Wrong(text, "fraction of a second");
        long value = TapeText.Whole(text[1..]);
        for (int digits = text.Length - 1; digits < 9; digits++)
            value *= 10;
        return value;
    }
}
