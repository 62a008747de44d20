using System.Globalization;

namespace Quern.Domain.Numerics;

public readonly partial struct UInt256
{
    // 10^19 is the largest power of ten in a limb; 78 digits write the largest value.
    private const ulong TenTo19 = 10_000_000_000_000_000_000;
    private const int MaxDigits = 78;

    /// <summary>Reads plain decimal digits.</summary>
    /// <exception cref="FormatException">Empty, not digits, or above 2^256 − 1.</exception>
    public static UInt256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out UInt256 value) ? value : throw new FormatException($"'{text}' is not an unsigned 256-bit integer.");

    /// <summary>Reads plain decimal digits.</summary>
    /// <returns>False if the text is empty, has other characters, or is above 2^256 − 1.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        if (text.IsEmpty)
            return false;
        while (!text.IsEmpty)
        {
            int length = Math.Min(19, text.Length);
            if (!ulong.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out ulong chunk)
                || !TryMultiply(value, PowerOfTen(length), out value)
                || !TryAdd(value, chunk, out value))
            {
                value = default;
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>Reads hex digits, with or without 0x, 64 at most.</summary>
    /// <exception cref="FormatException">Empty, not hex digits, or too many.</exception>
    public static UInt256 ParseHex(ReadOnlySpan<char> text) =>
        TryParseHex(text, out UInt256 value) ? value : throw new FormatException($"'{text}' is not a hex integer of 256 bits.");

    /// <summary>Reads hex digits, with or without 0x, 64 at most.</summary>
    /// <returns>False if there is no digit, another character, or too many.</returns>
    public static bool TryParseHex(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        if (text.StartsWith("0x", StringComparison.Ordinal))
            text = text[2..];
        if (text.Length is 0 or > 64)
            return false;
        foreach (char digit in text)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                value = default;
                return false;
            }

            value = (value << 4) | new UInt256((ulong)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10));
        }

        return true;
    }

    /// <summary>10^<paramref name="exponent"/>; 0 to 77.</summary>
    /// <exception cref="OverflowException">Above 77.</exception>
    public static UInt256 PowerOfTen(int exponent)
    {
        UInt256 power = One;
        for (; exponent >= 19; exponent -= 19)
            power *= TenTo19;
        for (; exponent > 0; exponent--)
            power *= 10UL;
        return power;
    }

    /// <summary>Decimal digits.</summary>
    public override string ToString()
    {
        Span<char> digits = stackalloc char[MaxDigits];
        int start = MaxDigits;
        UInt256 rest = this;
        do
        {
            rest = DivRem(rest, TenTo19, out UInt256 chunk);
            ulong part = chunk._0;
            for (int i = 0; i < 19 && (!rest.IsZero || part != 0); i++)
            {
                digits[--start] = (char)('0' + part % 10);
                part /= 10;
            }
        }
        while (!rest.IsZero);
        return start == MaxDigits ? "0" : new string(digits[start..]);
    }

    /// <summary>0x and hex digits without leading zeros: how JSON-RPC writes a quantity.</summary>
    public string ToHex() =>
        IsZero ? "0x0" : "0x" + Convert.ToHexStringLower(ToBigEndian()).TrimStart('0');
}
