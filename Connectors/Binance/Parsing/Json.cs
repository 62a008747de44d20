using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>The number of a known member by its name; negative for any other.</summary>
internal delegate int KeyBit(ReadOnlySpan<byte> name);

/// <summary>What the general parsers share: values of a <see cref="Utf8JsonReader"/> without strings and without guessing.</summary>
internal static class Json
{
    private const ulong Repeated = 1UL << 63;

    // Decimals finer than the scale are kept this far before they are rounded.
    private const int FineDecimals = 20;

    /// <summary>The current property's name, unescaped.</summary>
    public static ReadOnlySpan<byte> Name(scoped ref Utf8JsonReader reader) => Plain(ref reader);

    /// <summary>A string, unescaped; null and absent are empty. False for anything else.</summary>
    public static bool TryText(scoped ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (reader.TokenType is JsonTokenType.Null)
            return true;
        if (reader.TokenType is not JsonTokenType.String)
            return false;
        text = Plain(ref reader);
        return true;
    }

    /// <summary>An integer that is not negative, bare or in quotes: the venue writes both.</summary>
    public static bool TryInteger(scoped ref Utf8JsonReader reader, out long value)
    {
        if (reader.TokenType is JsonTokenType.Number)
            return reader.TryGetInt64(out value) && value >= 0;
        value = 0;
        return reader.TokenType is JsonTokenType.String && TryText(ref reader, out ReadOnlySpan<byte> text)
            && Decimals.TryParse(text, 0, out value) && value >= 0;
    }

    /// <summary>An integer of either sign, bare or in quotes: error codes.</summary>
    public static bool TryCode(scoped ref Utf8JsonReader reader, out int code)
    {
        if (reader.TokenType is JsonTokenType.Number)
            return reader.TryGetInt32(out code);
        code = 0;
        if (reader.TokenType is not JsonTokenType.String || !TryText(ref reader, out ReadOnlySpan<byte> text)
            || !Decimals.TryParse(text, 0, out long value) || value is < int.MinValue or > int.MaxValue)
            return false;
        code = (int)value;
        return true;
    }

    /// <summary>True or false.</summary>
    public static bool TryFlag(scoped ref Utf8JsonReader reader, out bool flag)
    {
        flag = reader.TokenType is JsonTokenType.True;
        return flag || reader.TokenType is JsonTokenType.False;
    }

    /// <summary>Decimal text in quotes that is not negative, scaled; false when it is finer than the scale.</summary>
    public static bool TryDecimal(scoped ref Utf8JsonReader reader, int decimals, out long scaled)
    {
        scaled = 0;
        return reader.TokenType is JsonTokenType.String && TryText(ref reader, out ReadOnlySpan<byte> text)
            && Decimals.TryParse(text, decimals, out scaled) && scaled >= 0;
    }

    /// <summary>Goes to the value of the next member that the parser knows, over those that it doesn't.</summary>
    /// <param name="reader">Behind the object's start, or behind the value of the member before.</param>
    /// <param name="bitOf">A number below 63 for each name that is known, a negative one for any other.</param>
    /// <param name="seen">The members met so far; for <see cref="HasAll"/>.</param>
    /// <param name="bit">Which member it is.</param>
    /// <returns>False behind the last member, and at one that comes twice.</returns>
    public static bool TryNextField(scoped ref Utf8JsonReader reader, KeyBit bitOf, ref ulong seen, out int bit)
    {
        bit = -1;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bit = bitOf(Name(ref reader));
            reader.Read();
            if (bit >= 0 && Once(ref seen, bit))
                return true;
            if (bit >= 0)
            {
                seen |= Repeated;
                return false;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>True when every required member was met and none came twice.</summary>
    public static bool HasAll(ulong seen, ulong required) => (seen & (required | Repeated)) == required;

    /// <summary>Marks a key as seen; false when it was seen before, because then nobody knows which value holds.</summary>
    public static bool Once(ref ulong seen, int bit)
    {
        ulong flag = 1UL << bit;
        if ((seen & flag) != 0)
            return false;
        seen |= flag;
        return true;
    }

    /// <summary>Reads decimal text as a scaled integer, rounded half away from zero where it is finer: for figures that inform, never for orders.</summary>
    public static bool TryRounded(ReadOnlySpan<byte> text, int decimals, out Int128 scaled)
    {
        if (!Decimals.TryParse(text, FineDecimals, out scaled))
            return false;
        Int128 step = Decimals.PowerOfTen(FineDecimals - decimals);
        Int128 half = scaled < 0 ? -step / 2 : step / 2;
        scaled = (scaled + half) / step;
        return true;
    }

    // The venue escapes nothing that we read: whoever does may cost an array.
    private static ReadOnlySpan<byte> Plain(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        byte[] plain = new byte[reader.ValueSpan.Length];
        return plain.AsSpan(0, reader.CopyString(plain));
    }
}
