namespace Quern.Domain.Risk;

/// <summary>Why we refused to send something ourselves. Closed; numbers are stable.</summary>
public enum DenyReason : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The account is killed and not armed again.</summary>
    Killed = 1,

    /// <summary>The account is not reconciled with its venue.</summary>
    NotReady = 2,

    /// <summary>Quoting and commands are stopped.</summary>
    Stopped = 3,

    /// <summary>The account does not trade this instrument.</summary>
    UnknownInstrument = 4,

    /// <summary>The price is not a multiple of the venue's increment. Limit: the increment; actual: the price, in ticks.</summary>
    PriceIncrement = 5,

    /// <summary>The size is not a multiple of the venue's increment. Limit: the increment; actual: the size, in lots.</summary>
    QuantityIncrement = 6,

    /// <summary>Below the venue's lowest price, in ticks.</summary>
    PriceBelowMinimum = 7,

    /// <summary>Above the venue's highest price, in ticks.</summary>
    PriceAboveMaximum = 8,

    /// <summary>Below the venue's smallest size, in lots; sizes of zero and less too.</summary>
    QuantityBelowMinimum = 9,

    /// <summary>Above the venue's largest size, in lots.</summary>
    QuantityAboveMaximum = 10,

    /// <summary>Below the venue's smallest price × size, in tick·lots.</summary>
    NotionalBelowMinimum = 11,

    /// <summary>Too far through the reference price. Limit: millionths; actual: millionths, rounded away from the reference.</summary>
    PriceBand = 12,

    /// <summary>Neither mark nor touch is known to judge the price by.</summary>
    NoReference = 13,

    /// <summary>Larger than one order may be, in lots.</summary>
    OrderSize = 14,

    /// <summary>Worth more than one order may be, in 10^-8 of the quote asset.</summary>
    OrderNotional = 15,

    /// <summary>The position could pass its limit if all that is open traded, in lots.</summary>
    PositionLimit = 16,

    /// <summary>Too many open orders, on the instrument or the account.</summary>
    OpenOrders = 17,

    /// <summary>Too many orders in too little time. Limit: orders per second; actual: orders still in the bucket.</summary>
    OrderRate = 18,

    /// <summary>It would trade with an order of our own. Limit: that order's price; actual: this price, in ticks.</summary>
    SelfTrade = 19,

    /// <summary>The book is older than allowed, in nanoseconds.</summary>
    StaleBook = 20,

    /// <summary>The book's bid is at or above its ask. Limit: ask; actual: bid, in ticks.</summary>
    CrossedBook = 21,

    /// <summary>The day's loss is at its limit, in 10^-8 of the account's currency.</summary>
    Loss = 22,

    /// <summary>The fall from the highest equity is at its limit, in 10^-8 of the account's currency.</summary>
    Drawdown = 23,

    /// <summary>The account's lease is over. Limit: its end; actual: now, Unix nanoseconds.</summary>
    LeaseLapsed = 24,

    /// <summary>The journal is not durable far enough, or belongs to a newer owner.</summary>
    JournalBehind = 25,

    /// <summary>As many live orders as the account can keep. Limit and actual: orders.</summary>
    TooManyOrders = 26,

    /// <summary>The connection did not take it: provably never sent.</summary>
    NotSent = 27,

    /// <summary>The venue's rate budget held it back: not sent.</summary>
    Throttled = 28,

    /// <summary>An order that cannot be moved now. Actual: its <see cref="Orders.OrderState"/>.</summary>
    NotReplaceable = 29,

    /// <summary>A reduce-only order that would grow or turn the position. Limit: lots that it could shrink; actual: its lots.</summary>
    ReduceOnly = 30,

    /// <summary>Loss or drawdown is limited, and the account's money was not told lately. Limit: the age allowed; actual: its age, in nanoseconds.</summary>
    EquityUnknown = 31,
}

/// <summary>What a pre-trade check said, with the numbers it compared, in the unit that the reason names.</summary>
/// <param name="Reason">None when accepted.</param>
/// <param name="Limit">What was allowed.</param>
/// <param name="Actual">What would have been.</param>
public readonly record struct Verdict(DenyReason Reason, long Limit, long Actual)
{
    /// <summary>Nothing stands against it.</summary>
    public static Verdict Accept => default;

    /// <summary>True when nothing stands against it.</summary>
    public bool IsAccepted => Reason is DenyReason.None;

    /// <summary>A refusal whose numbers may pass 64 bits: they are shown at the end of the range then.</summary>
    public static Verdict Deny(DenyReason reason, Int128 limit, Int128 actual) =>
        new(reason, long.CreateSaturating(limit), long.CreateSaturating(actual));
}
