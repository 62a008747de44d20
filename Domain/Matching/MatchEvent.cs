using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>What a matching engine says happened.</summary>
public enum MatchEventKind : byte
{
    /// <summary>Nothing; never sent.</summary>
    None = 0,

    /// <summary>A new order is taken; what becomes of it follows.</summary>
    Accepted = 1,

    /// <summary>A command is refused and changed nothing; <c>Reason</c> says why.</summary>
    Rejected = 2,

    /// <summary>Two orders traded. <c>OrderId</c> is the taker's, <c>MakerOrderId</c> the maker's, <c>Price</c> the maker's.</summary>
    Traded = 3,

    /// <summary>An order is gone because it was taken back, or amended away; <c>Quantity</c> is what was left.</summary>
    Cancelled = 4,

    /// <summary>An order is gone by its time in force or self-trade prevention; <c>Quantity</c> is what was left.</summary>
    Expired = 5,

    /// <summary>An order has this price and this total size now; <c>Remaining</c> is what is left of it.</summary>
    Replaced = 6,

    /// <summary>
    /// The total size resting at a price is <c>Quantity</c> now; 0 when the level is gone. One per changed level and command, after all else.
    /// </summary>
    LevelChanged = 7,

    /// <summary>A held stop was triggered and is executed next; <c>Price</c> is its stop price, <c>Quantity</c> its size.</summary>
    Triggered = 8,

    /// <summary>An iceberg shows its next <c>Quantity</c> lots and is last in its queue; <c>Remaining</c> is all that is left of it.</summary>
    Refreshed = 9,

    /// <summary>A mass cancel took back <c>Quantity</c> orders, each told before this.</summary>
    MassCancelled = 10,

    /// <summary>The market's phase is <c>Quantity</c> now, the number of a <see cref="TradingPhase"/>.</summary>
    PhaseChanged = 11,

    /// <summary>An auction found <c>Price</c>, at which <c>Quantity</c> lots trade next; <c>Remaining</c> more of <c>Side</c> were willing.</summary>
    Uncrossed = 12,

    /// <summary>Limit prices from <c>Price</c> to <c>Quantity</c> ticks, both included, are accepted now.</summary>
    BandChanged = 13,
}

/// <summary>One thing that happened in a matching engine. Sizes in lots, prices in ticks.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Side">The order's side; of a trade the taker's.</param>
/// <param name="Reason">Why, for refusals and ends.</param>
/// <param name="OrderId">The order; of a trade the taker.</param>
/// <param name="Owner">The order's owner.</param>
/// <param name="Price">The order's price, or the trade's, or the level's. 0 for market orders.</param>
/// <param name="Quantity">Accepted: the size. Traded: the lots traded. Ended: the lots left. Replaced, level: the new total.</param>
/// <param name="Remaining">Of the order after this event.</param>
/// <param name="TradeId">Of a trade: 1, 2, 3 … for the life of the engine.</param>
/// <param name="MakerOrderId">Of a trade: the order that rested.</param>
/// <param name="MakerOwner">Of a trade: whose order rested.</param>
/// <param name="MakerRemaining">Of a trade: what is left of the order that rested.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MatchEvent(
    MatchEventKind Kind,
    Side Side,
    Reason Reason,
    long OrderId,
    int Owner,
    long Price,
    long Quantity,
    long Remaining,
    long TradeId = 0,
    long MakerOrderId = 0,
    int MakerOwner = 0,
    long MakerRemaining = 0);
