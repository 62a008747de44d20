namespace Quern.Domain.Instruments;

/// <summary>
/// Plain decimal text and the integers we count with: "100.02" at 2 decimals is 10002 and back. A plain decimal is an optional '-',
/// one or more digits, and optionally a point with one or more digits; no '+', no spaces, no exponent, no separators.
/// </summary>
/// <remarks>Neither reading nor writing to a span allocates. Nothing is ever rounded: text finer than the scale is refused.</remarks>
public static partial class Decimals
{
    /// <summary>The largest scale for <see cref="long"/>: 10^18 is the last power of ten it holds.</summary>
    public const int MaxLongDecimals = 18;

    /// <summary>The largest scale for <see cref="Int128"/>: 10^38 is the last power of ten it holds.</summary>
    public const int MaxDecimals = 38;

    // Nineteen nines still fit in 64 unsigned bits, so up to here no digit needs an overflow check.
    private const int SafeDigits = 19;

    // An array: a span property would allocate a handle at each use in unoptimised builds.
    private static readonly ulong[] Powers =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    /// <summary>Reads ASCII decimal text as an integer scaled by 10^decimals: "100.02" at 2 is 10002, and so is "100.0200".</summary>
    /// <param name="text">The text alone, without quotes or spaces around it.</param>
    /// <param name="decimals">The scale, 0 to 18.</param>
    /// <param name="scaled">The integer; 0 when the answer is false.</param>
    /// <returns>False if the text is empty, not a plain decimal, finer than the scale, or too large.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not 0 to 18.</exception>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out long scaled)
    {
        if (decimals is < 0 or > MaxLongDecimals)
            throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "The scale of a long is 0 to 18.");

        int start = text.StartsWith((byte)'-') ? 1 : 0;
        int i = start;
        ulong magnitude = 0;
        while (i < text.Length && TryDigit(text[i], out uint digit))
        {
            magnitude = unchecked(magnitude * 10 + digit);
            i++;
        }

        // Too many digits wrapped around in vain; the wide road reads them again with care.
        if (i - start + decimals > SafeDigits)
            return TryParseLong(text, decimals, out scaled);

        scaled = 0;
        return i > start
            && TryAppendFraction(text[i..], decimals, ref magnitude)
            && TryApplySign(magnitude, isNegative: start == 1, out scaled);
    }

    /// <summary>Reads ASCII decimal text as a 128-bit integer scaled by 10^decimals; otherwise as the 64-bit form.</summary>
    /// <param name="text">The text alone, without quotes or spaces around it.</param>
    /// <param name="decimals">The scale, 0 to 38.</param>
    /// <param name="scaled">The integer; 0 when the answer is false.</param>
    /// <returns>False if the text is empty, not a plain decimal, finer than the scale, or too large.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not 0 to 38.</exception>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out Int128 scaled)
    {
        if (decimals is < 0 or > MaxDecimals)
            throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "The scale of an Int128 is 0 to 38.");

        scaled = 0;
        return Shape.TryRead(text, decimals, out Shape shape)
            && shape.TryAccumulate(text, decimals, out UInt128 magnitude)
            && TryApplySign(magnitude, shape.IsNegative, out scaled);
    }

    /// <summary>10^exponent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is not 0 to 38.</exception>
    public static Int128 PowerOfTen(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, MaxDecimals);
        return exponent <= MaxLongDecimals
            ? Powers[exponent]
            : (Int128)Powers[MaxLongDecimals] * PowerOfTen(exponent - MaxLongDecimals);
    }

    // One pass over the few digits of a price: this is the hottest loop of a feed. At most nineteen digits come out, so nothing wraps.
    private static bool TryAppendFraction(ReadOnlySpan<byte> text, int decimals, ref ulong magnitude)
    {
        int missing = decimals;
        if (!text.IsEmpty)
        {
            if (text[0] != (byte)'.' || text.Length == 1)
                return false;
            for (int i = 1; i < text.Length; i++)
            {
                if (!TryDigit(text[i], out uint digit) || (missing == 0 && digit != 0))
                    return false;
                if (missing == 0)
                    continue;
                magnitude = unchecked(magnitude * 10 + digit);
                missing--;
            }
        }

        magnitude = unchecked(magnitude * Powers[missing]);
        return true;
    }

    private static bool TryDigit(byte character, out uint digit)
    {
        digit = unchecked((uint)character - '0');
        return digit <= 9;
    }

    // Many leading zeros or a value near the end of the range: rare, so it may take the wide road.
    private static bool TryParseLong(ReadOnlySpan<byte> text, int decimals, out long scaled)
    {
        bool fits = TryParse(text, decimals, out Int128 wide) && wide >= long.MinValue && wide <= long.MaxValue;
        scaled = fits ? (long)wide : 0;
        return fits;
    }

    private static bool TryApplySign(ulong magnitude, bool isNegative, out long scaled)
    {
        ulong limit = isNegative ? 1UL << 63 : long.MaxValue;

        // Two's complement: 0 - 2^63 is long.MinValue, which has no positive twin to negate.
        scaled = magnitude > limit ? 0 : unchecked((long)(isNegative ? 0 - magnitude : magnitude));
        return magnitude <= limit;
    }

    private static bool TryApplySign(UInt128 magnitude, bool isNegative, out Int128 scaled)
    {
        UInt128 limit = isNegative ? UInt128.One << 127 : (UInt128)Int128.MaxValue;
        scaled = magnitude > limit ? 0 : unchecked((Int128)(isNegative ? UInt128.Zero - magnitude : magnitude));
        return magnitude <= limit;
    }
}
