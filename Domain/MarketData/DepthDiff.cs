using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>How a venue's depth diffs name the one before them.</summary>
public enum SequenceRule : byte
{
    /// <summary>Each diff carries the final id of the one before (Binance USD-M: <c>pu</c>). Ids in between belong to other symbols.</summary>
    PreviousFinal = 0,

    /// <summary>Each diff begins one after the final id of the one before (Binance spot).</summary>
    NextFirst = 1,
}

/// <summary>What one raw depth diff says about its place in the chain.</summary>
/// <param name="First">Id of its first change (<c>U</c>).</param>
/// <param name="Final">Id of its last change (<c>u</c>).</param>
/// <param name="PreviousFinal">Id of the last change of the diff before (<c>pu</c>); only for <see cref="SequenceRule.PreviousFinal"/>.</param>
/// <param name="Stamp">When and where its frame came from.</param>
public readonly record struct DepthDiff(long First, long Final, long PreviousFinal, FrameStamp Stamp);

/// <summary>One level of a raw diff or snapshot, already in ticks and lots; a size of zero removes it.</summary>
public readonly record struct DepthLevel(Side Side, long Ticks, long Lots);

/// <summary>Where a <see cref="DepthSync"/> is.</summary>
public enum DepthSyncState : byte
{
    /// <summary>Diffs are kept; a snapshot must be fetched.</summary>
    NeedsSnapshot = 0,

    /// <summary>A snapshot is here; the first diff after it must bridge its id.</summary>
    Bridging = 1,

    /// <summary>Every diff follows the one before.</summary>
    Chained = 2,
}
