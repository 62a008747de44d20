using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// The checksums that venues send over the text of their best levels. A feed compares them after each update and says
/// <see cref="MarketEvents.Broken"/> when they differ: the sequence proves that no message was lost, this proves that each was understood.
/// </summary>
public static class BookChecksum
{
    /// <summary>No venue's checksum counts more levels of a side.</summary>
    public const int MostLevels = OkxLevels;

    private const int KrakenLevels = 10;
    private const int OkxLevels = 25;

    /// <summary>
    /// Kraken: CRC-32 over the ten best asks, then the ten best bids, each price and size without its point and leading zeros. Allocates nothing.
    /// </summary>
    /// <remarks>Kraken web-socket API v1, "Book checksum"; v2 has the same text. Updates carry it, snapshots do not.</remarks>
    public static uint Kraken(ILevelTexts levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return AppendDigits(AppendDigits(0, levels, Side.Sell), levels, Side.Buy);
    }

    /// <summary>
    /// OKX: CRC-32, read as signed, over the 25 best levels as <c>bid price:bid size:ask price:ask size:…</c>; where one side has ended, the
    /// other goes on alone. Allocates nothing.
    /// </summary>
    /// <remarks>
    /// OKX API v5, order book channel, "Checksum". Since 23 June 2026 the venue sends 0 there and asks for sequence numbers alone, so this is
    /// for recordings and for venues that took the scheme over.
    /// </remarks>
    public static int Okx(ILevelTexts levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        (int bids, int asks) = (levels.Count(Side.Buy), levels.Count(Side.Sell));
        uint checksum = 0;
        for (int place = 0; place < Math.Min(OkxLevels, Math.Max(bids, asks)); place++)
        {
            if (place < bids)
                checksum = AppendLevel(checksum, levels, Side.Buy, place, isFirst: place == 0);
            if (place < asks)
                checksum = AppendLevel(checksum, levels, Side.Sell, place, isFirst: place == 0 && bids == 0);
        }

        return unchecked((int)checksum);
    }

    private static uint AppendDigits(uint checksum, ILevelTexts levels, Side side)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength];
        for (int place = 0; place < Math.Min(KrakenLevels, levels.Count(side)); place++)
        {
            checksum = Crc32.Append(checksum, Digits(text[..levels.WritePrice(side, place, text)]));
            checksum = Crc32.Append(checksum, Digits(text[..levels.WriteSize(side, place, text)]));
        }

        return checksum;
    }

    private static ReadOnlySpan<byte> Digits(Span<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        if (point >= 0)
        {
            text[(point + 1)..].CopyTo(text[point..]);
            text = text[..^1];
        }

        return text.TrimStart((byte)'0');
    }

    private static uint AppendLevel(uint checksum, ILevelTexts levels, Side side, int place, bool isFirst)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength + 1];
        text[0] = (byte)':';
        checksum = Crc32.Append(checksum, text[(isFirst ? 1 : 0)..(1 + levels.WritePrice(side, place, text[1..]))]);
        return Crc32.Append(checksum, text[..(1 + levels.WriteSize(side, place, text[1..]))]);
    }
}
