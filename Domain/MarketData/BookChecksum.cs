using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// A venue's checksum over the text of its best levels. A feed compares it after each update and says <see cref="MarketEvents.Broken"/> when
/// it differs: the sequence proves that no message was lost, this proves that each was understood.
/// </summary>
public abstract class BookChecksum
{
    private readonly WrittenNumber _prices;
    private readonly WrittenNumber _sizes;
    private readonly Level[] _bids;
    private readonly Level[] _asks;

    /// <param name="levels">Levels of each side that count, when there are as many.</param>
    /// <param name="prices">How the feed writes prices.</param>
    /// <param name="sizes">How the feed writes sizes.</param>
    private protected BookChecksum(int levels, WrittenNumber prices, WrittenNumber sizes)
    {
        (_prices, _sizes) = (prices, sizes);
        (_bids, _asks) = (new Level[levels], new Level[levels]);
    }

    /// <summary>The checksum of a book as it stands. Allocates nothing.</summary>
    public uint Of(L2Book book)
    {
        ArgumentNullException.ThrowIfNull(book);
        int bids = book.CopyDepth(Side.Buy, _bids);
        int asks = book.CopyDepth(Side.Sell, _asks);
        return Of(_bids.AsSpan(0, bids), _asks.AsSpan(0, asks));
    }

    /// <summary>The checksum of the best levels, the touch first; no more than count.</summary>
    private protected abstract uint Of(ReadOnlySpan<Level> bids, ReadOnlySpan<Level> asks);

    private protected int WritePrice(Level level, Span<byte> text) => _prices.Write(level.Price.Ticks, text);

    private protected int WriteSize(Level level, Span<byte> text) => _sizes.Write(level.Quantity.Lots, text);
}

/// <summary>
/// Kraken: CRC-32 over the ten best asks, then the ten best bids, each price and size without its point and leading zeros.
/// </summary>
/// <remarks>Kraken web-socket API v1, "Book checksum"; v2 has the same text. Updates carry it, snapshots do not.</remarks>
/// <param name="prices">How the pair's prices are written: its fixed number of decimals.</param>
/// <param name="sizes">How its sizes are written.</param>
public sealed class KrakenChecksum(WrittenNumber prices, WrittenNumber sizes) : BookChecksum(levels: 10, prices, sizes)
{
    private protected override uint Of(ReadOnlySpan<Level> bids, ReadOnlySpan<Level> asks) => Append(Append(0, asks), bids);

    private uint Append(uint checksum, ReadOnlySpan<Level> levels)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength];
        foreach (Level level in levels)
        {
            checksum = Crc32.Append(checksum, Digits(text[..WritePrice(level, text)]));
            checksum = Crc32.Append(checksum, Digits(text[..WriteSize(level, text)]));
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
}

/// <summary>
/// OKX: CRC-32 over the 25 best levels as <c>bid price:bid size:ask price:ask size:…</c>; where one side has ended, the other goes on alone.
/// The venue sends it signed: compare with <c>(int)</c> of this.
/// </summary>
/// <remarks>
/// OKX API v5, order book channel, "Checksum". Since 23 June 2026 the venue sends 0 there and asks for sequence numbers alone, so this is for
/// recordings and for venues that took the scheme over.
/// </remarks>
/// <param name="prices">How prices are written.</param>
/// <param name="sizes">How sizes are written.</param>
public sealed class OkxChecksum(WrittenNumber prices, WrittenNumber sizes) : BookChecksum(levels: 25, prices, sizes)
{
    private protected override uint Of(ReadOnlySpan<Level> bids, ReadOnlySpan<Level> asks)
    {
        uint checksum = 0;
        for (int depth = 0; depth < Math.Max(bids.Length, asks.Length); depth++)
        {
            if (depth < bids.Length)
                checksum = Append(checksum, bids[depth], isFirst: depth == 0);
            if (depth < asks.Length)
                checksum = Append(checksum, asks[depth], isFirst: depth == 0 && bids.Length == 0);
        }

        return checksum;
    }

    private uint Append(uint checksum, Level level, bool isFirst)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength + 1];
        text[0] = (byte)':';
        checksum = Crc32.Append(checksum, text[(isFirst ? 1 : 0)..(1 + WritePrice(level, text[1..]))]);
        return Crc32.Append(checksum, text[..(1 + WriteSize(level, text[1..]))]);
    }
}
