using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Core;

/// <summary>How an order stands at the venue.</summary>
public enum OrderStatus : byte
{
    /// <summary>Taken, nothing traded.</summary>
    New = 0,

    /// <summary>Some of it traded, the rest stands.</summary>
    PartiallyFilled = 1,

    /// <summary>All of it traded.</summary>
    Filled = 2,

    /// <summary>Taken back.</summary>
    Cancelled = 3,

    /// <summary>Ended by its time in force or by the venue.</summary>
    Expired = 4,

    /// <summary>Ended by self-trade prevention.</summary>
    ExpiredInMatch = 5,
}

/// <summary>What just happened to an order.</summary>
internal enum OrderNews : byte
{
    Accepted,
    Traded,
    Cancelled,
    Expired,
    Amended,
}

/// <summary>Why the venue ended an order by itself.</summary>
internal enum ExpiryCause : byte
{
    None,
    SelfTrade,
    ImmediateRemainder,
    ReduceOnly,
    MarketRemainder,
    GoodTillDate,
}

/// <summary>Why a request was refused, before any dialect gives it a number.</summary>
internal enum Refusal : byte
{
    None,
    DuplicateClientId,
    PriceIncrement,
    PriceTooLow,
    PriceTooHigh,
    QuantityIncrement,
    QuantityTooSmall,
    QuantityTooLarge,
    NotionalTooSmall,
    BandTooHigh,
    BandTooLow,
    TooManyOpenOrders,
    Margin,
    ReduceOnly,
    PostOnlyWouldCross,
    FillOrKillNotFillable,
    NoChange,
    TooManyAmendments,
}

/// <summary>A request for an order, already in ticks and lots.</summary>
internal readonly record struct NewOrder(
    VenueMarket Market,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    bool PostOnly,
    bool ReduceOnly,
    SelfTradePrevention SelfTrade,
    long Price,
    long Quantity,
    string? ClientId,
    long GoodTillMs);

/// <summary>What became of a request for an order.</summary>
internal readonly record struct Placement(Refusal Refusal, Int128 Limit, VenueOrder? Order)
{
    public static Placement Refused(Refusal refusal, Int128 limit = default) => new(refusal, limit, null);
}

/// <summary>One account's side of a trade.</summary>
internal readonly record struct AccountFill(
    VenueOrder Order, long TradeId, long Price, long Lots, bool IsMaker, Int128 FeeE8, Int128 RealisedE8, long TimeMs);

/// <summary>One funding payment of one account; received when positive.</summary>
internal readonly record struct AccountFunding(VenueMarket Market, Int128 AmountE8, long Id, long TimeMs);
