using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Matching;

/// <summary>A matching engine whose book can be looked at.</summary>
public interface IMatchingBook : IMatchingEngine
{
    /// <summary>Orders that rest.</summary>
    int OrderCount { get; }

    /// <summary>Best bid and best ask with the total sizes there.</summary>
    Touch Touch { get; }

    /// <summary>The total size resting at a price.</summary>
    Quantity SizeAt(Side side, Price price);

    /// <summary>What is left of a resting order; zero when no such order rests.</summary>
    Quantity RemainingOf(long orderId);

    /// <summary>Copies the best levels of one side, the touch first.</summary>
    /// <returns>Levels copied: at most what fits and what there is.</returns>
    int CopyDepth(Side side, Span<Level> destination);
}
