using System.Runtime.InteropServices;
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

    /// <summary>Take back all orders of an owner, or of everybody; see <see cref="CancelScope"/>.</summary>
    MassCancel = 4,

    /// <summary>Change what the market does; see <see cref="TradingPhase"/>.</summary>
    SetPhase = 5,

    /// <summary>Change which limit prices are accepted.</summary>
    SetBand = 6,
}

/// <summary>Which orders a mass cancel takes back.</summary>
public enum CancelScope : byte
{
    /// <summary>Both sides. The default.</summary>
    BothSides = 0,

    /// <summary>The side of the command.</summary>
    OneSide = 1,
}

/// <summary>What the market does. Cancels and mass cancels are accepted in every phase.</summary>
public enum TradingPhase : byte
{
    /// <summary>Orders trade as they arrive; everything is accepted. The default. Entering it uncrosses what an auction collected.</summary>
    Continuous = 0,

    /// <summary>
    /// Orders are collected and nothing trades, so that the book may cross. Limit orders, icebergs and stops that rest are accepted, and
    /// amends; market, immediate, fill-or-kill and post-only orders are refused. Stops wait.
    /// </summary>
    Auction = 1,

    /// <summary>Nothing trades; new orders and amends are refused.</summary>
    Halted = 2,
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
/// <remarks>The runtime may place the members as it likes: so ordered they fill one cache line.</remarks>
[StructLayout(LayoutKind.Auto)]
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

    /// <summary>
    /// Of a new order that rests: the lots it shows at a time, at most 2^31 − 1 and at least a thousandth of its size; 0 shows all. Each
    /// time they are used up the next are shown, last in the queue of the price.
    /// </summary>
    public long Display { get; init; }

    /// <summary>Of a new order: held, unseen, until a trade at <see cref="StopPrice"/> or beyond.</summary>
    public bool IsStop { get; init; }

    /// <summary>In ticks: a buy stop waits for a trade at this price or higher, a sell stop for one at this price or lower.</summary>
    public long StopPrice { get; init; }

    /// <summary>Of a mass cancel: which sides. The owner 0 stands for everybody.</summary>
    public CancelScope Scope { get; init; }

    /// <summary>Of a change of phase: the new one. <see cref="Price"/> is then the reference price of the auction that ends.</summary>
    public TradingPhase Phase { get; init; }

    /// <summary>Of a change of band: the highest price accepted, in ticks; <see cref="Price"/> is the lowest.</summary>
    public long HighestPrice { get; init; }

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

    /// <summary>A new stop order: a market order once it is triggered.</summary>
    public static MatchCommand Stop(long orderId, Side side, long stopPrice, long quantity, int owner = 0) =>
        Market(orderId, side, quantity, owner) with { IsStop = true, StopPrice = stopPrice };

    /// <summary>Takes back all orders of an owner, or of everybody when the owner is 0.</summary>
    public static MatchCommand MassCancel(int owner = 0) => new() { Kind = MatchCommandKind.MassCancel, OrderId = 0, Owner = owner };

    /// <summary>Takes back all orders of one side of an owner, or of everybody when the owner is 0.</summary>
    public static MatchCommand MassCancel(Side side, int owner = 0) => MassCancel(owner) with { Scope = CancelScope.OneSide, Side = side };

    /// <summary>Changes what the market does.</summary>
    /// <param name="phase">The new phase.</param>
    /// <param name="referencePrice">Of an auction that ends: which of several equally good prices is taken.</param>
    public static MatchCommand SetPhase(TradingPhase phase, long referencePrice = 0) =>
        new() { Kind = MatchCommandKind.SetPhase, OrderId = 0, Phase = phase, Price = referencePrice };

    /// <summary>Accepts limit prices from one to another, both included, and lets market orders trade only within.</summary>
    public static MatchCommand SetBand(long lowest, long highest) =>
        new() { Kind = MatchCommandKind.SetBand, OrderId = 0, Price = lowest, HighestPrice = highest };
}
