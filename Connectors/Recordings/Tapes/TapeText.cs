using System.Text;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>Reads texts of a source as numbers; whatever is none is a <see cref="FormatException"/> that shows it.</summary>
internal static class TapeText
{
    // Times until the year 2262 in nanoseconds fit; ids of any venue do.
    private const long MostMicroseconds = long.MaxValue / 1_000;

    /// <summary>A scale that a decimal can be read at, 0 to 18.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another one.</exception>
    public static int CheckedScale(int scale) => scale is >= 0 and <= Decimals.MaxLongDecimals
        ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), scale, $"A scale is 0 to {Decimals.MaxLongDecimals} decimals.");

    /// <summary>A whole number, not negative.</summary>
    public static long Whole(ReadOnlySpan<byte> text)
    {
        long value = 0;
        if (text.IsEmpty || text.Length > 18)
            throw Wrong(text, "whole number of at most 18 digits");
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                throw Wrong(text, "whole number");
            value = value * 10 + digit - '0';
        }

        return value;
    }

    /// <summary>A whole number of either sign.</summary>
    public static long SignedWhole(ReadOnlySpan<byte> text) => text.StartsWith((byte)'-') ? -Whole(text[1..]) : Whole(text);

    /// <summary>A decimal as it is written.</summary>
    public static WrittenDecimal Decimal(ReadOnlySpan<byte> text) =>
        WrittenDecimal.TryParse(text, out WrittenDecimal value) ? value : throw Wrong(text, "decimal");

    /// <summary>A decimal at a scale.</summary>
    public static long Scaled(ReadOnlySpan<byte> text, int scale) => Scaled(Decimal(text), scale);

    /// <summary>A decimal at a scale.</summary>
    public static long Scaled(WrittenDecimal value, int scale) => value.TryScale(scale, out long scaled)
        ? scaled
        : throw new FormatException($"{value.Digits} with {value.Decimals} decimals does not fit a scale of {scale}; name another scale");

    /// <summary>A decimal at a scale that is not negative.</summary>
    public static long Size(ReadOnlySpan<byte> text, int scale) =>
        Scaled(text, scale) is >= 0 and long size ? size : throw Wrong(text, "size");

    /// <summary>Unix nanoseconds of a whole number of microseconds.</summary>
    public static long Microseconds(ReadOnlySpan<byte> text) =>
        Whole(text) is <= MostMicroseconds and long time ? time * 1_000 : throw Wrong(text, "time in microseconds");

    /// <summary>Unix nanoseconds of a number whose length tells its unit: seconds to 11 digits, milliseconds to 14, microseconds to 17, else nanoseconds.</summary>
    public static long TimeByLength(ReadOnlySpan<byte> text)
    {
        if (text.Length == 19 && text[0] <= (byte)'8')
            return Whole(text[..18]) * 10 + Whole(text[18..]);
        long value = Whole(text);
        return text.Length switch
        {
            <= 9 => value * 1_000_000_000,
            <= 11 => value <= long.MaxValue / 1_000_000_000 ? value * 1_000_000_000 : throw Wrong(text, "time"),
            <= 14 => value <= long.MaxValue / 1_000_000 ? value * 1_000_000 : throw Wrong(text, "time"),
            <= 17 => value <= MostMicroseconds ? value * 1_000 : throw Wrong(text, "time"),
            _ => value,
        };
    }

    /// <summary>What a text should have been.</summary>
    public static FormatException Wrong(ReadOnlySpan<byte> text, string expected) =>
        new($"'{Encoding.UTF8.GetString(text[..Math.Min(32, text.Length)])}' is no {expected}");
}
