using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>What a <see cref="MatchCommand"/> asks for.</summary>
public enum MatchCommandKind : byte
{
    /// <summary>Nothing; refused.</summary>
    None = 0,

    /// <summary>A new order.</summary>
    Place = 1,

    /// <summary>Take an order back.</summary>
    Cancel = 2,

    /// <summary>Change price or total size of a resting order.</summary>
    Amend = 3,
}

/// <summary>Which of two orders of one owner ends instead of trading with the other.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>The resting order ends and the incoming one goes on (Binance EXPIRE_MAKER). The default.</summary>
    ExpireMaker = 0,

    /// <summary>What is left of the incoming order ends.</summary>
    ExpireTaker = 1,

    /// <summary>Both end.</summary>
    ExpireBoth = 2,

    /// <summary>They trade.</summary>
    None = 3,
}

/// <summary>One instruction to a matching engine. Which members count depends on <see cref="Kind"/>.</summary>
public readonly record struct MatchCommand
{
    /// <summary>What is asked for.</summary>
    public required MatchCommandKind Kind { get; init; }

    /// <summary>The order's name, chosen by the caller; unique among resting orders.</summary>
    public required long OrderId { get; init; }

    /// <summary>Whose order it is, for self-trade prevention; 0 is nobody in particular.</summary>
    public int Owner { get; init; }

    /// <summary>Of a new order: which way.</summary>
    public Side Side { get; init; }

    /// <summary>Of a new order: limit or market.</summary>
    public OrderType Type { get; init; }

    /// <summary>Of a new limit order: how long it lives. A market order always ends at once.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>Of a new limit order: refused rather than trading at once.</summary>
    public bool PostOnly { get; init; }

    /// <summary>What happens when it meets an order of its owner; counts for the incoming order.</summary>
    public SelfTradePrevention SelfTrade { get; init; }

    /// <summary>In ticks; not looked at for market orders.</summary>
    public long Price { get; init; }

    /// <summary>In lots: the size of a new order, or the new total size, filled lots included, of an amended one.</summary>
    public long Quantity { get; init; }

    /// <summary>A new limit order.</summary>
    public static MatchCommand Limit(
        long orderId, Side side, long price, long quantity, int owner = 0, TimeInForce timeInForce = default, bool postOnly = false) => new()
        {
            Kind = MatchCommandKind.Place,
            OrderId = orderId,
            Owner = owner,
            Side = side,
            TimeInForce = timeInForce,
            PostOnly = postOnly,
            Price = price,
            Quantity = quantity,
        };

    /// <summary>A new market order.</summary>
    public static MatchCommand Market(long orderId, Side side, long quantity, int owner = 0) => new()
    {
        Kind = MatchCommandKind.Place,
        OrderId = orderId,
        Owner = owner,
        Side = side,
        Type = OrderType.Market,
        TimeInForce = TimeInForce.ImmediateOrCancel,
        Quantity = quantity,
    };

    /// <summary>Takes an order back.</summary>
    public static MatchCommand Cancel(long orderId) => new() { Kind = MatchCommandKind.Cancel, OrderId = orderId };

    /// <summary>Changes price or total size of a resting order.</summary>
    public static MatchCommand Amend(long orderId, long price, long quantity) => new()
    {
        Kind = MatchCommandKind.Amend,
        OrderId = orderId,
        Price = price,
        Quantity = quantity,
    };
}
