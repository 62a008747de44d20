using System.Text.Json;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>Orders: place, modify, cancel, ask, and the dead man's timer.</summary>
internal sealed class OrderApi(VenueCore core, VenueFaults faults, CountdownTimers countdowns)
{
    private const string OrderPath = "/fapi/v1/order";

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("POST", OrderPath, "order.place", Security.Signed, Place) { Weight = _ => 0, CountsAsOrder = true, IsForCore = true },
        new("PUT", OrderPath, "order.modify", Security.Signed, Modify) { Weight = _ => 0, CountsAsOrder = true, IsForCore = true },
        new("DELETE", OrderPath, "order.cancel", Security.Signed, Cancel) { IsForCore = true },
        new("GET", OrderPath, "order.status", Security.Signed, Query),
        new("GET", "/fapi/v1/openOrder", null, Security.Signed, QueryOpen),
        new("GET", "/fapi/v1/openOrders", null, Security.Signed, QueryAllOpen) { Weight = p => p.Get("symbol") is null ? 40 : 1 },
        new("DELETE", "/fapi/v1/allOpenOrders", null, Security.Signed, CancelAll) { IsForCore = true },
        new("POST", "/fapi/v1/countdownCancelAll", null, Security.Signed, Countdown) { Weight = _ => 10 },
    ];

    private BinanceError Place(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadNew(core, call.Parameters, call.NowMs, out NewOrder request);
        bool isResult = false;
        if (error.IsNone)
            error = OrderReader.ReadResponseKind(call.Parameters, out isResult);
        if (!error.IsNone)
            return error;

        Placement placement = core.Place(call.Account, in request);
        if (placement.Order is not { } order)
            return BinanceErrors.Of(in placement, request.Market);

        // An ACK reply leaves before matching: it says NEW whatever came of it.
        var image = OrderImage.Of(order);
        bool waits = isResult && (order.Type is OrderType.Market || order.TimeInForce is not TimeInForce.GoodTillCanceled);
        OrderWire.Reply(result, waits ? image : image with { Status = OrderStatus.New, Filled = 0, FilledValue = 0 });
        return default;
    }

    private BinanceError Modify(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = Find(in call, BinanceErrors.NoSuchOrder, out VenueOrder? order);
        if (!error.IsNone)
            return error;
        error = OrderReader.ReadAmendment(order!.Market, call.Parameters, out Side side, out long price, out long quantity);
        if (!error.IsNone)
            return error;
        if (!order.IsOpen)
            return BinanceErrors.NoSuchOrder;
        if (side != order.Side)
            return BinanceErrors.Invalid("side");

        Placement placement = core.Amend(order, price, quantity);
        if (placement.Order is null)
            return BinanceErrors.Of(in placement, order.Market);
        OrderWire.Reply(result, OrderImage.Of(order));
        return default;
    }

    private BinanceError Cancel(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = Find(in call, BinanceErrors.UnknownOrder, out VenueOrder? order);
        if (!error.IsNone)
            return error;
        if (!order!.IsOpen)
            return BinanceErrors.UnknownOrder;
        core.Cancel(order);
        OrderWire.Reply(result, OrderImage.Of(order));
        return default;
    }

    private BinanceError Query(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = Find(in call, BinanceErrors.NoSuchOrder, out VenueOrder? order);
        if (error.IsNone)
            OrderWire.Query(result, OrderImage.Of(order!));
        return error;
    }

    private BinanceError QueryOpen(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = Find(in call, BinanceErrors.NoSuchOrder, out VenueOrder? order);
        if (!error.IsNone)
            return error;
        if (!order!.IsOpen)
            return BinanceErrors.NoSuchOrder;
        OrderWire.Query(result, OrderImage.Of(order));
        return default;
    }

    private BinanceError QueryAllOpen(in EndpointCall call, Utf8JsonWriter result)
    {
        VenueMarket? only = null;
        if (call.Parameters.Get("symbol") is { } symbol && (only = core.MarketOf(symbol)) is null)
            return BinanceErrors.BadSymbol;

        result.WriteStartArray();
        foreach (VenueOrder order in call.Account.Open)
        {
            if ((only is null || order.Market == only) && !faults.IsHidden(order.CreatedMs, call.NowMs))
                OrderWire.Query(result, OrderImage.Of(order));
        }

        result.WriteEndArray();
        return default;
    }

    private BinanceError CancelAll(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;
        core.CancelAll(call.Account, market);
        result.WriteStartObject();
        result.WriteNumber("code"u8, 200);
        result.WriteString("msg"u8, "The operation of cancel all open order is done."u8);
        result.WriteEndObject();
        return default;
    }

    private BinanceError Countdown(in EndpointCall call, Utf8JsonWriter result)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;
        if (!call.Parameters.TryGetLong("countdownTime", out long? time) || time is not { } milliseconds)
            return BinanceErrors.Missing("countdownTime");
        if (milliseconds is < 0 or > int.MaxValue)
            return BinanceErrors.Invalid("countdownTime");

        countdowns.Set(call.Account, market, milliseconds);
        result.WriteStartObject();
        result.WriteString("symbol"u8, market.Symbol);
        result.Fixed("countdownTime"u8, milliseconds, 0);
        result.WriteEndObject();
        return default;
    }

    private BinanceError Find(in EndpointCall call, BinanceError unknown, out VenueOrder? order)
    {
        order = null;
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out VenueMarket market);
        if (!error.IsNone)
            return error;
        if (!call.Parameters.TryGetLong("orderId", out long? id))
            return BinanceErrors.Missing("orderId");
        string? clientId = call.Parameters.Get("origClientOrderId");
        if (id is null && clientId is null)
            return BinanceErrors.NoOrderId;

        order = id is { } number ? call.Account.Find(number) : call.Account.Find(clientId!);
        bool isSeen = order is not null && order.Market == market && !faults.IsHidden(order.CreatedMs, call.NowMs);
        return isSeen ? default : unknown;
    }
}
