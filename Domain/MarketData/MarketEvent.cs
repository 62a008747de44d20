using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>What one <see cref="MarketEvent"/> says.</summary>
public enum MarketEventKind : byte
{
    /// <summary>Nothing; never sent.</summary>
    None = 0,

    /// <summary>A whole book follows: forget every level. <c>Sequence</c> is the snapshot's.</summary>
    SnapshotStart = 1,

    /// <summary>A level now has this size; zero removes it. Belongs to the snapshot or update that the next end closes.</summary>
    Level = 2,

    /// <summary>The levels since the last end are one update: <c>PreviousSequence</c> must be the book's sequence, which becomes <c>Sequence</c>.</summary>
    UpdateEnd = 3,

    /// <summary>A public trade; <c>Side</c> is the aggressor's, <c>Sequence</c> the venue's trade id.</summary>
    Trade = 4,

    /// <summary>The mark price.</summary>
    Mark = 5,

    /// <summary>The index price.</summary>
    Index = 6,

    /// <summary>The next funding: <c>Quantity</c> is the rate in hundred-millionths (may be negative), <c>Sequence</c> the time in Unix nanoseconds.</summary>
    Funding = 7,

    /// <summary>The chain is broken or the feed is lost: the book proves nothing until the next snapshot.</summary>
    Broken = 8,

    /// <summary>One of our orders traded: <c>Side</c> is ours, <c>Sequence</c> the venue's trade id.</summary>
    OwnFill = 9,
}

/// <summary>One normalised step of an instrument's feed, in order of arrival. Which members count depends on <see cref="Kind"/>.</summary>
/// <param name="Kind">What this says.</param>
/// <param name="Side">Side of the level, or of the aggressor.</param>
/// <param name="Socket">Which of the connector's sockets brought it.</param>
/// <param name="Price">In ticks.</param>
/// <param name="Quantity">In lots.</param>
/// <param name="PreviousSequence">The sequence that must come before.</param>
/// <param name="Sequence">The venue's number of this step.</param>
/// <param name="VenueTimeNs">Stamped by the venue, Unix nanoseconds; 0 when it gave none.</param>
/// <param name="ReceiveTimeNs">Stamped by us when the frame was read, Unix nanoseconds.</param>
public readonly record struct MarketEvent(
    MarketEventKind Kind,
    Side Side,
    byte Socket,
    long Price,
    long Quantity,
    long PreviousSequence,
    long Sequence,
    long VenueTimeNs,
    long ReceiveTimeNs);
