using System.Security.Cryptography;
using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>One short text that two books share only when every level is equal, for comparing rebuilt books across programs.</summary>
/// <remarks>
/// MD5 of the lines <c>b,price,size</c> from the best bid down, then <c>a,price,size</c> from the best ask up; plain decimals without trailing
/// zeros, each line ending in LF. MD5 because recordings come with it: it guards against mistakes, not against people.
/// </remarks>
public static class BookDigest
{
    /// <summary>The digest of all levels of a book.</summary>
    /// <param name="book">Any state; an empty book has the digest of no text.</param>
    /// <param name="priceScale">Decimals of a tick.</param>
    /// <param name="quantityScale">Decimals of a lot.</param>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    public static string Of(L2Book book, int priceScale, int quantityScale)
    {
        ArgumentNullException.ThrowIfNull(book);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var levels = new Level[Math.Max(book.BidCount, book.AskCount)];

        Append(hash, (byte)'b', levels.AsSpan(0, book.CopyDepth(Side.Buy, levels)), priceScale, quantityScale);
        Append(hash, (byte)'a', levels.AsSpan(0, book.CopyDepth(Side.Sell, levels)), priceScale, quantityScale);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte side, ReadOnlySpan<Level> levels, int priceScale, int quantityScale)
    {
        Span<byte> line = stackalloc byte[2 * Decimals.MaxTextLength + 4];
        foreach (Level level in levels)
        {
            line[0] = side;
            line[1] = (byte)',';
            Decimals.TryFormatPlain(level.Price.Ticks, priceScale, line[2..], out int price);
            line[2 + price] = (byte)',';
            Decimals.TryFormatPlain(level.Quantity.Lots, quantityScale, line[(3 + price)..], out int size);
            line[3 + price + size] = (byte)'\n';
            hash.AppendData(line[..(4 + price + size)]);
        }
    }
}
