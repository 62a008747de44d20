using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>What a venue, or the transport on its behalf, said about an order.</summary>
public enum ReportKind : byte
{
    /// <summary>Nothing; never sent.</summary>
    None = 0,

    /// <summary>The venue has it.</summary>
    Acknowledged = 1,

    /// <summary>The venue refused it: it never rested.</summary>
    Rejected = 2,

    /// <summary>Some or all of it traded.</summary>
    Traded = 3,

    /// <summary>It is gone because somebody took it back; filled lots stay filled.</summary>
    Cancelled = 4,

    /// <summary>It is gone because its time in force, the venue or self-trade prevention ended it.</summary>
    Expired = 5,

    /// <summary>Price or size are now these.</summary>
    Replaced = 6,

    /// <summary>The venue refused to take it back; the order is as it was, or already gone.</summary>
    CancelRejected = 7,

    /// <summary>The venue refused to move it; the order is as it was.</summary>
    ReplaceRejected = 8,

    /// <summary>The request may or may not have happened: no answer, or an answer that says so.</summary>
    OutcomeUnknown = 9,

    /// <summary>The bytes provably never left us: the order does not exist at the venue.</summary>
    NotSent = 10,

    /// <summary>A query found no such order. Not yet a statement of absence (design: money path, states).</summary>
    NotFound = 11,
}

/// <summary>Why something was refused or ended: one closed list over denial, venue, transport and our own bugs.</summary>
public enum Reason : byte
{
    /// <summary>No reason given or needed.</summary>
    None = 0,

    /// <summary>The venue said something that we have no name for; see the code and text.</summary>
    VenueOther = 1,

    /// <summary>A post-only order would have crossed.</summary>
    PostOnlyWouldCross = 2,

    /// <summary>Self-trade prevention.</summary>
    SelfTradePrevented = 3,

    /// <summary>Not enough margin or balance.</summary>
    InsufficientMargin = 4,

    /// <summary>Price or size breaks a filter of the venue.</summary>
    FilterBroken = 5,

    /// <summary>Too many requests or orders.</summary>
    RateLimited = 6,

    /// <summary>The request reached the venue after its time window.</summary>
    RequestExpired = 7,

    /// <summary>The venue does not know such an order.</summary>
    UnknownOrder = 8,

    /// <summary>An order of that client id is already open.</summary>
    DuplicateOrder = 9,

    /// <summary>Key, signature or permission.</summary>
    Unauthorised = 10,

    /// <summary>The symbol is unknown or not trading.</summary>
    InstrumentClosed = 11,

    /// <summary>Reduce-only would have grown the position.</summary>
    ReduceOnlyRefused = 12,

    /// <summary>The remainder of an immediate, fill-or-kill or market order.</summary>
    TimeInForceEnded = 13,

    /// <summary>Too many open orders.</summary>
    TooManyOpenOrders = 14,

    /// <summary>A position limit of the venue.</summary>
    VenuePositionLimit = 15,

    /// <summary>The venue is overloaded or down; the request did not happen.</summary>
    VenueUnavailable = 16,

    /// <summary>Liquidated or deleveraged by the venue.</summary>
    Liquidated = 17,

    /// <summary>No connection, or it broke before an answer.</summary>
    Transport = 18,

    /// <summary>The request was malformed: our bug.</summary>
    OurBug = 19,

    /// <summary>Nothing to change in a replace.</summary>
    NoChange = 20,
}

/// <summary>Any word from the venue about an order. Quantities are cumulative unless named <c>Last</c>.</summary>
public readonly record struct ExecutionReport
{
    /// <summary>What is said.</summary>
    public required ReportKind Kind { get; init; }

    /// <summary>Ours, or default for an order that Quern did not make.</summary>
    public required ClientOrderId Id { get; init; }

    /// <summary>The instrument it is about.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>The venue's name for the order; null when the report carries none.</summary>
    public string? VenueOrderId { get; init; }

    /// <summary>The client id as the venue gave it, kept when it is not one of ours.</summary>
    public string? ForeignClientId { get; init; }

    /// <summary>The order's side.</summary>
    public Side Side { get; init; }

    /// <summary>The order's current limit price, when said.</summary>
    public Price Price { get; init; }

    /// <summary>The order's current total size, when said.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Filled so far.</summary>
    public Quantity Filled { get; init; }

    /// <summary>Of a trade: its price.</summary>
    public Price LastPrice { get; init; }

    /// <summary>Of a trade: its size.</summary>
    public Quantity LastQuantity { get; init; }

    /// <summary>Of a trade: the venue's trade id, unique per instrument; 0 when none.</summary>
    public long TradeId { get; init; }

    /// <summary>Of a trade: true when our order rested.</summary>
    public bool IsMaker { get; init; }

    /// <summary>Of a trade: what the venue charged, in 10^-8 of <see cref="FeeAsset"/>; negative is a rebate.</summary>
    public Int128 FeeE8 { get; init; }

    /// <summary>Of a trade: the asset of the fee; null when none.</summary>
    public string? FeeAsset { get; init; }

    /// <summary>True when the order is at its end after this report, by the venue's own word.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Why, for refusals and ends.</summary>
    public Reason Reason { get; init; }

    /// <summary>The venue's own code; 0 when none.</summary>
    public int VenueCode { get; init; }

    /// <summary>The venue's own text; null when none.</summary>
    public string? VenueText { get; init; }

    /// <summary>Stamped by the venue, Unix nanoseconds; 0 when none.</summary>
    public long VenueTimeNs { get; init; }

    /// <summary>Stamped by us, Unix nanoseconds.</summary>
    public long ReceiveTimeNs { get; init; }
}
