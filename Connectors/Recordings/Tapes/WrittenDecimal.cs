using PlainDecimals = Quern.Domain.Instruments.Decimals;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>
/// A decimal as a source wrote it: "0.0500" is 500 with 4 decimals, so that the text can be told again, its trailing zeros included.
/// </summary>
/// <param name="Digits">All digits as one integer.</param>
/// <param name="Decimals">How many of them stand behind the point, 0 to 18.</param>
internal readonly record struct WrittenDecimal(long Digits, int Decimals)
{
    /// <summary>The longest text that is read; no price is longer, and a longer one is no price.</summary>
    public const int LongestText = 48;

    /// <summary>Reads a plain decimal, or a JSON number with an exponent.</summary>
    /// <returns>False when it is neither, or does not fit.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out WrittenDecimal value)
    {
        value = default;
        if (text.IsEmpty || text.Length > LongestText)
            return false;
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> plain = mark < 0 ? text : text[..mark];
        int point = plain.IndexOf((byte)'.');
        int decimals = point < 0 ? 0 : plain.Length - point - 1;
        if (mark < 0 && decimals <= PlainDecimals.MaxLongDecimals && PlainDecimals.TryParse(plain, decimals, out long digits))
        {
            value = new(digits, decimals);
            return true;
        }

        int exponent = 0;
        return (mark < 0 || TryExponent(text[(mark + 1)..], out exponent))
            && decimals <= PlainDecimals.MaxDecimals
            && PlainDecimals.TryParse(plain, decimals, out Int128 wide)
            && TryNormalise(wide, decimals - exponent, out value);
    }

    /// <summary>The integer at a scale: 500 with 4 decimals is 5 at 2.</summary>
    /// <returns>False when it is finer than the scale, or too large for it.</returns>
    public bool TryScale(int scale, out long scaled)
    {
        if (Decimals <= scale)
        {
            long power = PowerOfTen(scale - Decimals);
            scaled = unchecked(Digits * power);
            return Math.BigMul(Digits, power) == scaled;
        }

        (scaled, long rest) = Math.DivRem(Digits, PowerOfTen(Decimals - scale));
        return rest == 0;
    }

    /// <summary>Writes it as its source did, its leading zeros and exponent aside.</summary>
    /// <param name="text">At least <see cref="PlainDecimals.MaxTextLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> text) => PlainDecimals.TryFormat(Digits, Decimals, text, out int written)
        ? written
        : throw new ArgumentException($"{text.Length} bytes are too few for a number.", nameof(text));

    /// <summary>How many decimals it needs: trailing zeros do not count.</summary>
    public int Finest
    {
        get
        {
            (long digits, int decimals) = (Digits, Decimals);
            while (decimals > 0 && digits % 10 == 0)
                (digits, decimals) = (digits / 10, decimals - 1);
            return decimals;
        }
    }

    // Beyond 18 decimals only zeros can be dropped; before the point none can be missing.
    private static bool TryNormalise(Int128 digits, int decimals, out WrittenDecimal value)
    {
        while (decimals > PlainDecimals.MaxLongDecimals && digits % 10 == 0)
        {
            if (digits == 0)
                decimals = PlainDecimals.MaxLongDecimals;
            else
                (digits, decimals) = (digits / 10, decimals - 1);
        }

        for (; decimals < 0 && digits > long.MinValue / 10 && digits < long.MaxValue / 10; decimals++)
            digits *= 10;
        bool fits = decimals is >= 0 and <= PlainDecimals.MaxLongDecimals && digits >= long.MinValue && digits <= long.MaxValue;
        value = fits ? new((long)digits, decimals) : default;
        return fits;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        bool isNegative = text.StartsWith((byte)'-');
        ReadOnlySpan<byte> digits = isNegative || text.StartsWith((byte)'+') ? text[1..] : text;
        if (digits.IsEmpty || digits.Length > 3)
            return false;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            exponent = exponent * 10 + digit - '0';
        }

        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static long PowerOfTen(int exponent) => (long)PlainDecimals.PowerOfTen(exponent);
}
