using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>What one <see cref="TapeEvent"/> says. Order kinds are order by order, <see cref="Level"/> is by price.</summary>
public enum TapeEventKind : byte
{
    /// <summary>Nothing; never sent.</summary>
    None = 0,

    /// <summary>The instrument's book is empty now; what follows builds it anew.</summary>
    Clear = 1,

    /// <summary>An order rests now: <c>OrderId</c>, side, price, size; behind all others of its price.</summary>
    OrderAdded = 2,

    /// <summary>A resting order became smaller by <c>Quantity</c> and keeps its place; it is gone when nothing is left.</summary>
    OrderReduced = 3,

    /// <summary>A resting order is gone; <c>Quantity</c> is what was left when the source says it, else 0.</summary>
    OrderDeleted = 4,

    /// <summary>A resting order traded <c>Quantity</c> and became smaller by it; <c>Side</c> is its own.</summary>
    OrderExecuted = 5,

    /// <summary>
    /// A resting order has this price and size now; <c>NewOrderId</c> is its name from now on. It loses its place when its name or price
    /// changed or its size grew.
    /// </summary>
    OrderReplaced = 6,

    /// <summary>A trade that changes no order of the tape by itself; <c>Side</c> is the aggressor's when <see cref="TapeFlags.SideKnown"/> is set.</summary>
    Trade = 7,

    /// <summary>The total size at a price; 0 removes the level.</summary>
    Level = 8,

    /// <summary>
    /// What came since the last end is one update: <c>PreviousSequence</c> is what it follows and <c>Sequence</c> its own number; both 0
    /// when the source has none. The book may be looked at here.
    /// </summary>
    UpdateEnd = 9,

    /// <summary>One side of the best quote; a size of 0 means there is none on that side. Two of them tell both sides.</summary>
    Quote = 10,

    /// <summary>A bar: <c>Bar</c> holds it, the time is its start.</summary>
    Bar = 11,

    /// <summary>A status of the session or the instrument; <c>Code</c> is the source's own.</summary>
    Status = 12,

    /// <summary>An instrument of the directory: <c>Instrument</c> is its number, its name is in the reader's <see cref="ITape.Symbols"/>.</summary>
    Listed = 13,

    /// <summary>
    /// Which resting order a <see cref="Trade"/> beside this one met; <c>Side</c> is its own. It changes nothing by itself: the source tells
    /// the reduction by an event of its own.
    /// </summary>
    OrderFilled = 14,
}

/// <summary>What else is true of a <see cref="TapeEvent"/>.</summary>
[Flags]
public enum TapeFlags : byte
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Belongs to a snapshot.</summary>
    Snapshot = 1,

    /// <summary>Of a trade: <c>Side</c> is known to be the aggressor's.</summary>
    SideKnown = 2,

    /// <summary>Of a trade: against an order that nobody could see.</summary>
    Hidden = 4,

    /// <summary>Marked as suspicious, corrected or out of sequence by the source.</summary>
    Doubtful = 8,

    /// <summary>Of a quote: the source gives a price alone; <c>Quantity</c> is 0 and says nothing.</summary>
    SizeUnknown = 16,
}

/// <summary>Open, high, low, close and volume of a span of time. Prices in ticks, volume in lots.</summary>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Lots traded; 0 for bars of quotes.</param>
public readonly record struct TapeBar(long Open, long High, long Low, long Close, long Volume);

/// <summary>One normalised step of recorded market data, the same type for every source. Which members count depends on <see cref="Kind"/>.</summary>
public readonly record struct TapeEvent
{
    /// <summary>What this says.</summary>
    public required TapeEventKind Kind { get; init; }

    /// <summary>What else is true.</summary>
    public TapeFlags Flags { get; init; }

    /// <summary>Side of the order, level or quote; of a trade the aggressor's.</summary>
    public Side Side { get; init; }

    /// <summary>The source's own letter or number for a status or a sale condition; 0 when it has none.</summary>
    public int Code { get; init; }

    /// <summary>Where a quote or trade of a consolidated source comes from: the source's own letter or number of the exchange; 0 when it has none.</summary>
    public int Venue { get; init; }

    /// <summary>Index into <see cref="ITape.Symbols"/>; 0 for sources of one instrument.</summary>
    public int Instrument { get; init; }

    /// <summary>The order's name as the source's 64 bits; may be sparse and, read as signed, negative. 0 when there is none.</summary>
    public long OrderId { get; init; }

    /// <summary>Of a replaced order: its name from now on; the same as <see cref="OrderId"/> when it keeps it.</summary>
    public long NewOrderId { get; init; }

    /// <summary>In ticks of the instrument, see <see cref="ITape.ScalesOf"/>; 0 when the source names none. May be negative where the instrument's may.</summary>
    public long Price { get; init; }

    /// <summary>In lots of the instrument, see <see cref="ITape.ScalesOf"/>; never negative.</summary>
    public long Quantity { get; init; }

    /// <summary>Of an update's end: the number it follows; 0 when the source has none.</summary>
    public long PreviousSequence { get; init; }

    /// <summary>The source's number of this step, of an update's end, or a trade's id; 0 when it has none.</summary>
    public long Sequence { get; init; }

    /// <summary>Stamped by the venue, Unix nanoseconds; nanoseconds after local midnight for sources that name no date (see <see cref="ITape.HasDate"/>).</summary>
    public long VenueTimeNs { get; init; }

    /// <summary>Stamped by the recorder, Unix nanoseconds; 0 when it gave none.</summary>
    public long ReceiveTimeNs { get; init; }

    /// <summary>Of a bar: its prices. Of a status that sets limits: the band's ends as high and low, all else 0.</summary>
    public TapeBar Bar { get; init; }
}
