using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>The checksums that exchanges send with their books, over prices and sizes as they wrote them.</summary>
internal static class CaptureChecksum
{
    private const int KrakenLevels = 10;
    private const int OkxLevels = 25;

    // Sign, 19 digits and a point.
    private const int LongestNumber = 21;

    /// <summary>CRC-32 over the ten best asks, then the ten best bids: price and size without point and leading zeros.</summary>
    /// <remarks>Kraken, web-socket API v1, "Book checksum".</remarks>
    public static uint Kraken(CaptureSide bids, CaptureSide asks)
    {
        Span<byte> text = stackalloc byte[4 * KrakenLevels * LongestNumber];
        int length = 0;
        foreach (CaptureSide side in (ReadOnlySpan<CaptureSide>)[asks, bids])
        {
            for (int place = 0; place < Math.Min(KrakenLevels, side.Count); place++)
            {
                AppendDigits(side[place].Price, text, ref length);
                AppendDigits(side[place].Size, text, ref length);
            }
        }

        return Crc32.Append(0, text[..length]);
    }

    /// <summary>CRC-32, read as signed, over "bid price:bid size:ask price:ask size:…" of the 25 best levels; a side that ends is passed over.</summary>
    /// <remarks>OKX API v5, order book channel, "Checksum".</remarks>
    public static int Okx(CaptureSide bids, CaptureSide asks)
    {
        Span<byte> text = stackalloc byte[4 * OkxLevels * (LongestNumber + 1)];
        int length = 0;
        for (int place = 0; place < OkxLevels; place++)
        {
            foreach (CaptureSide side in (ReadOnlySpan<CaptureSide>)[bids, asks])
            {
                if (place >= side.Count)
                    continue;
                AppendText(side[place].Price, text, ref length);
                AppendText(side[place].Size, text, ref length);
            }
        }

        return unchecked((int)Crc32.Append(0, text[..Math.Max(0, length - 1)]));
    }

    private static void AppendDigits(WrittenDecimal value, Span<byte> text, ref int length)
    {
        if (value.Digits == 0)
            return;
        value.Digits.TryFormat(text[length..], out int written, provider: System.Globalization.CultureInfo.InvariantCulture);
        length += written;
    }

    private static void AppendText(WrittenDecimal value, Span<byte> text, ref int length)
    {
        Domain.Instruments.Decimals.TryFormat(value.Digits, value.Decimals, text[length..], out int written);
        length += written;
        text[length++] = (byte)':';
    }
}
