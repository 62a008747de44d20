using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>The text of a book's best levels, rebuilt from its ticks and lots by the rule the feed writes numbers by. Used again for each book.</summary>
/// <param name="prices">How the feed writes prices.</param>
/// <param name="sizes">How it writes sizes.</param>
public sealed class BookTexts(WrittenNumber prices, WrittenNumber sizes) : ILevelTexts
{
    private readonly Level[] _bids = new Level[BookChecksum.MostLevels];
    private readonly Level[] _asks = new Level[BookChecksum.MostLevels];
    private int _bidCount;
    private int _askCount;

    /// <summary>Takes the best levels of a book as it stands, as deep as any checksum counts. Allocates nothing.</summary>
    /// <returns>This.</returns>
    public BookTexts Of(L2Book book)
    {
        ArgumentNullException.ThrowIfNull(book);
        _bidCount = book.CopyDepth(Side.Buy, _bids);
        _askCount = book.CopyDepth(Side.Sell, _asks);
        return this;
    }

    /// <inheritdoc/>
    public int Count(Side side) => side is Side.Buy ? _bidCount : _askCount;

    /// <inheritdoc/>
    public int WritePrice(Side side, int place, Span<byte> text) => prices.Write(At(side, place).Price.Ticks, text);

    /// <inheritdoc/>
    public int WriteSize(Side side, int place, Span<byte> text) => sizes.Write(At(side, place).Quantity.Lots, text);

    private Level At(Side side, int place) => (side is Side.Buy ? _bids : _asks)[place];
}
