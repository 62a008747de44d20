using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Orders;

/// <summary>One order that a strategy wants to have resting.</summary>
public readonly record struct TargetLevel(Side Side, Price Price, Quantity Quantity);

/// <summary>
/// All that one strategy wants resting on one instrument. A target is state, not a command: the newest version wins, a repeated or
/// lost one is harmless, and one that is not renewed within its time to live lapses to nothing.
/// </summary>
public sealed class Targets
{
    /// <summary>Who wants it.</summary>
    public required string Strategy { get; init; }

    /// <summary>Where.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Rises with each change; a version at or below the last one seen is ignored.</summary>
    public long Version { get; set; }

    /// <summary>How long this holds after the order manager got it, in nanoseconds. Above zero.</summary>
    public long TimeToLiveNs { get; set; }

    /// <summary>The touch that the strategy looked at: the reference of price bands.</summary>
    public Touch Reference { get; set; }

    /// <summary>Sequence of the book that the strategy looked at.</summary>
    public long BookSequence { get; set; }

    /// <summary>When that book was last changed, Unix nanoseconds by our clock: the reference of staleness.</summary>
    public long BookTimeNs { get; set; }

    /// <summary>The levels wanted; the first <see cref="Count"/> of them count.</summary>
    public TargetLevel[] Levels { get; set; } = [];

    /// <summary>How many of <see cref="Levels"/> count; 0 wants nothing resting.</summary>
    public int Count { get; set; }

    /// <summary>The levels that count.</summary>
    public ReadOnlySpan<TargetLevel> Wanted => Levels.AsSpan(0, Count);
}
