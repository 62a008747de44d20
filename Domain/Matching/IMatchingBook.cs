using System.Buffers;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Matching;

/// <summary>A matching engine whose book can be looked at, saved and restored.</summary>
public interface IMatchingBook : IMatchingEngine
{
    /// <summary>Orders that rest, held stops included.</summary>
    int OrderCount { get; }

    /// <summary>Best bid and best ask with the total sizes shown there.</summary>
    Touch Touch { get; }

    /// <summary>The total size shown at a price.</summary>
    Quantity SizeAt(Side side, Price price);

    /// <summary>What is left of an order that rests or is held, what it does not show included; zero when there is no such order.</summary>
    Quantity RemainingOf(long orderId);

    /// <summary>Copies the best levels of one side, the touch first.</summary>
    /// <returns>Levels copied: at most what fits and what there is.</returns>
    int CopyDepth(Side side, Span<Level> destination);

    /// <summary>
    /// Writes everything that decides what further commands cause, in the canonical form of <see cref="MatchingState"/>: the same bytes
    /// whatever engine it is and whatever happened before.
    /// </summary>
    void WriteState(IBufferWriter<byte> destination);

    /// <summary>Takes the place of the engine that wrote the state: further commands cause the same events.</summary>
    /// <exception cref="InvalidDataException">Not such a state; the message names the offset. The engine is as it was.</exception>
    void ReadState(ReadOnlySpan<byte> state);
}
