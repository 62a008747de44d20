using System.Text;

namespace Quern.Domain.Instruments;

public static partial class Decimals
{
    /// <summary>Room for any value at any scale: a sign, 39 digits, a point and a leading zero.</summary>
    public const int MaxTextLength = 42;

    /// <summary>Writes ASCII text with exactly that many decimals: 10002 at 2 is "100.02", −5 at 2 is "-0.05".</summary>
    /// <param name="scaled">The integer.</param>
    /// <param name="decimals">The scale, 0 to 38.</param>
    /// <param name="destination">Where to; <see cref="MaxTextLength"/> bytes are always enough.</param>
    /// <param name="written">Bytes written; 0 when the answer is false.</param>
    /// <returns>False when the destination is too small.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not 0 to 38.</exception>
    public static bool TryFormat(Int128 scaled, int decimals, Span<byte> destination, out int written) =>
        TryCopy(Write(scaled, decimals, stackalloc byte[MaxTextLength]), destination, out written);

    /// <summary>Writes ASCII text without trailing zeros and without a bare point: 10000 at 2 is "100", 10020 at 2 is "100.2".</summary>
    /// <param name="scaled">The integer.</param>
    /// <param name="decimals">The scale, 0 to 38.</param>
    /// <param name="destination">Where to; <see cref="MaxTextLength"/> bytes are always enough.</param>
    /// <param name="written">Bytes written; 0 when the answer is false.</param>
    /// <returns>False when the destination is too small.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not 0 to 38.</exception>
    public static bool TryFormatPlain(Int128 scaled, int decimals, Span<byte> destination, out int written) =>
        TryCopy(TrimZeros(Write(scaled, decimals, stackalloc byte[MaxTextLength]), decimals), destination, out written);

    /// <summary>The text of <see cref="TryFormat"/> as a string.</summary>
    public static string Format(Int128 scaled, int decimals) =>
        Encoding.ASCII.GetString(Write(scaled, decimals, stackalloc byte[MaxTextLength]));

    /// <summary>The text of <see cref="TryFormatPlain"/> as a string.</summary>
    public static string ToPlainText(Int128 scaled, int decimals) =>
        Encoding.ASCII.GetString(TrimZeros(Write(scaled, decimals, stackalloc byte[MaxTextLength]), decimals));

    // From the last digit backwards; the text is the tail of the buffer that comes back.
    private static ReadOnlySpan<byte> Write(Int128 scaled, int decimals, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, MaxDecimals);

        UInt128 magnitude = scaled < 0 ? unchecked(UInt128.Zero - (UInt128)scaled) : (UInt128)scaled;
        int start = buffer.Length;
        for (int digits = 0; digits <= decimals || magnitude != 0; digits++)
        {
            if (digits == decimals && decimals > 0)
                buffer[--start] = (byte)'.';
            buffer[--start] = TakeDigit(ref magnitude);
        }

        if (scaled < 0)
            buffer[--start] = (byte)'-';
        return buffer[start..];
    }

    private static byte TakeDigit(ref UInt128 magnitude)
    {
        // Dividing 128 bits costs ten times what 64 bits cost, and nearly every value has no more than those.
        if (magnitude <= ulong.MaxValue)
        {
            (ulong rest, ulong digit) = Math.DivRem((ulong)magnitude, 10UL);
            magnitude = rest;
            return (byte)('0' + digit);
        }

        (UInt128 wideRest, UInt128 wideDigit) = UInt128.DivRem(magnitude, 10);
        magnitude = wideRest;
        return (byte)('0' + (int)wideDigit);
    }

    private static ReadOnlySpan<byte> TrimZeros(ReadOnlySpan<byte> text, int decimals) =>
        decimals == 0 ? text : text.TrimEnd((byte)'0').TrimEnd((byte)'.');

    private static bool TryCopy(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        bool fits = text.TryCopyTo(destination);
        written = fits ? text.Length : 0;
        return fits;
    }
}
