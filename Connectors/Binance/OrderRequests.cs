using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>Encodes orders, replacements and cancels. Parameters are sorted by name, as the order socket's signature wants.</summary>
internal static class OrderRequests
{
    public static void AddPlace(SignedRequest request, in OrderRequest order, long recvWindowMs, long timestampMs)
    {
        bool isLimit = order.Type is OrderType.Limit;
        request.Add("newClientOrderId"u8, order.Id);
        request.Add("newOrderRespType"u8, "ACK"u8);
        if (isLimit)
            request.Add("price"u8, order.Price.Ticks, order.Instrument.PriceScale);
        request.Add("quantity"u8, order.Quantity.Lots, order.Instrument.QuantityScale);
        request.Add("recvWindow"u8, recvWindowMs);
        if (order.ReduceOnly)
            request.Add("reduceOnly"u8, "true"u8);
        request.Add("side"u8, Text(order.Side));
        request.AddSymbol(order.Instrument.Id.Symbol);
        if (isLimit)
            request.Add("timeInForce"u8, Text(order.TimeInForce, order.PostOnly));
        request.Add("timestamp"u8, timestampMs);
        request.Add("type"u8, isLimit ? "LIMIT"u8 : "MARKET"u8);
        request.Finish();
    }

    public static void AddReplace(SignedRequest request, in ReplaceRequest replace, long recvWindowMs, long timestampMs)
    {
        request.Add("origClientOrderId"u8, replace.Id);
        request.Add("price"u8, replace.Price.Ticks, replace.Instrument.PriceScale);
        request.Add("quantity"u8, replace.Quantity.Lots, replace.Instrument.QuantityScale);
        request.Add("recvWindow"u8, recvWindowMs);
        request.Add("side"u8, Text(replace.Side));
        request.AddSymbol(replace.Instrument.Id.Symbol);
        request.Add("timestamp"u8, timestampMs);
        request.Finish();
    }

    /// <summary>Names the order by our id, or by the venue's when it is not one of ours.</summary>
    public static void AddCancel(SignedRequest request, in CancelRequest cancel, long recvWindowMs, long timestampMs)
    {
        if (cancel.Id.IsOurs)
            request.Add("origClientOrderId"u8, cancel.Id);
        else
            AddVenueOrderId(request, cancel.VenueOrderId);
        request.Add("recvWindow"u8, recvWindowMs);
        request.AddSymbol(cancel.Instrument.Id.Symbol);
        request.Add("timestamp"u8, timestampMs);
        request.Finish();
    }

    private static void AddVenueOrderId(SignedRequest request, string? id)
    {
        if (!long.TryParse(id, out long number))
            throw new ArgumentException($"'{id}' is not an order id of Binance, and the order has no id of ours: it cannot be named.");
        request.Add("orderId"u8, number);
    }

    private static ReadOnlySpan<byte> Text(Side side) => side is Side.Buy ? "BUY"u8 : "SELL"u8;

    private static ReadOnlySpan<byte> Text(TimeInForce timeInForce, bool postOnly) => timeInForce switch
    {
        TimeInForce.GoodTillCanceled => postOnly ? "GTX"u8 : "GTC"u8,
        TimeInForce.ImmediateOrCancel => "IOC"u8,
        _ => "FOK"u8,
    };
}
