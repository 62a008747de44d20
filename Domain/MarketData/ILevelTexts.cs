using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// The best levels of a book as the venue's own text, which is what its checksums are over. A live feed rebuilds the text from ticks and lots
/// (<see cref="BookTexts"/>); a recording that kept what was written gives that.
/// </summary>
public interface ILevelTexts
{
    /// <summary>Levels of a side at hand, 0 being the best; more than a checksum counts do no harm.</summary>
    int Count(Side side);

    /// <summary>Writes a level's price as the venue writes it.</summary>
    /// <param name="side">Bids or asks.</param>
    /// <param name="place">Below <see cref="Count"/>.</param>
    /// <param name="text">At least <see cref="Decimals.MaxTextLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    int WritePrice(Side side, int place, Span<byte> text);

    /// <summary>Writes a level's size as the venue writes it.</summary>
    /// <inheritdoc cref="WritePrice" path="/param"/>
    /// <returns>Bytes written.</returns>
    int WriteSize(Side side, int place, Span<byte> text);
}
