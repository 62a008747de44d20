using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Wire;

/// <summary>What the wire shows of an order, from whichever core it comes.</summary>
internal readonly record struct OrderImage(
    WireScale Scale,
    long Id,
    string ClientId,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    bool PostOnly,
    bool ReduceOnly,
    SelfTradePrevention SelfTrade,
    long GoodTillMs,
    OrderStatus Status,
    long Price,
    long Quantity,
    long Filled,
    Int128 FilledValue,
    long CreatedMs,
    long UpdatedMs)
{
    public ReadOnlySpan<byte> SideText => Side is Side.Buy ? "BUY"u8 : "SELL"u8;

    public ReadOnlySpan<byte> TypeText => Type is OrderType.Market ? "MARKET"u8 : "LIMIT"u8;

    public ReadOnlySpan<byte> TimeInForceText => this switch
    {
        // The real venue spells a market order's time in force like this.
        { Type: OrderType.Market } => "GTC"u8,
        { PostOnly: true } => "GTX"u8,
        { GoodTillMs: > 0 } => "GTD"u8,
        { TimeInForce: TimeInForce.ImmediateOrCancel } => "IOC"u8,
        { TimeInForce: TimeInForce.FillOrKill } => "FOK"u8,
        _ => "GTC"u8,
    };

    public ReadOnlySpan<byte> StatusText => Status switch
    {
        OrderStatus.New => "NEW"u8,
        OrderStatus.PartiallyFilled => "PARTIALLY_FILLED"u8,
        OrderStatus.Filled => "FILLED"u8,
        OrderStatus.Cancelled => "CANCELED"u8,
        OrderStatus.ExpiredInMatch => "EXPIRED_IN_MATCH"u8,
        _ => "EXPIRED"u8,
    };

    public ReadOnlySpan<byte> SelfTradeText => SelfTrade switch
    {
        SelfTradePrevention.ExpireTaker => "EXPIRE_TAKER"u8,
        SelfTradePrevention.ExpireBoth => "EXPIRE_BOTH"u8,
        SelfTradePrevention.None => "NONE"u8,
        _ => "EXPIRE_MAKER"u8,
    };

    /// <summary>Average fill price at the price's scale and four decimals more, rounded toward zero; 0 when nothing filled.</summary>
    public Int128 AveragePrice => Filled == 0 ? 0 : FilledValue * 10_000 / Filled;

    public static OrderImage Of(VenueOrder order) => new(
        new WireScale(order.Market.Symbol, order.Market.PriceScale, order.Market.QuantityScale),
        order.Id,
        order.ClientId,
        order.Side,
        order.Type,
        order.TimeInForce,
        order.PostOnly,
        order.ReduceOnly,
        order.SelfTrade,
        order.GoodTillMs,
        order.Status,
        order.Type is OrderType.Market ? 0 : order.Price,
        order.Quantity,
        order.Filled,
        order.FilledValue,
        order.CreatedMs,
        order.UpdatedMs);
}
