using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>A refusal as Binance USD-M words it. The default value means: no error.</summary>
internal readonly record struct BinanceError(int Code, string Message, int Status = 400)
{
    public bool IsNone => Code == 0;
}

/// <summary>Codes and texts of the venue's error list.</summary>
internal static class BinanceErrors
{
    public static readonly BinanceError Unavailable = new(-1, "Service Unavailable", 503);
    public static readonly BinanceError NotSupported = new(-1020, "This operation is not supported.");
    public static readonly BinanceError OutsideWindow = new(-1021, "Timestamp for this request is outside of the recvWindow.");
    public static readonly BinanceError AheadOfServer = new(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
    public static readonly BinanceError OutsideCoreWindow = new(-5028, "Timestamp for this request is outside of the ME recvWindow");
    public static readonly BinanceError WindowTooLarge = new(-1131, "recvWindow must be less than 60000");
    public static readonly BinanceError BadSignature = new(-1022, "Signature for this request is not valid.");
    public static readonly BinanceError BadKeyFormat = new(-2014, "API-key format invalid.", 401);
    public static readonly BinanceError UnknownKey = new(-2015, "Invalid API-key, IP, or permissions for action.", 401);
    public static readonly BinanceError Precision = new(-1111, "Precision is over the maximum defined for this asset.");
    public static readonly BinanceError BadTimeInForce = new(-1115, "Invalid timeInForce.");
    public static readonly BinanceError BadType = new(-1116, "Invalid orderType.");
    public static readonly BinanceError BadSide = new(-1117, "Invalid side.");
    public static readonly BinanceError BadSymbol = new(-1121, "Invalid symbol.");
    public static readonly BinanceError UnknownListenKey = new(-1125, "This listenKey does not exist.");
    public static readonly BinanceError NoOrderId =
        new(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");

    public static readonly BinanceError UnknownOrder = new(-2011, "Unknown order sent.");
    public static readonly BinanceError NoSuchOrder = new(-2013, "Order does not exist.");
    public static readonly BinanceError PriceNotPositive = new(-4001, "Price less than 0.");
    public static readonly BinanceError QuantityNotPositive = new(-4003, "Quantity less than or equal to zero.");
    public static readonly BinanceError ClientIdTooLong = new(-4015, "Client order id length should be less than 36 chars.");
    public static readonly BinanceError PositionSide = new(-4061, "Order's position side does not match user's setting.");
    public static readonly BinanceError Conditional = new(
        -4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.");

    public static readonly BinanceError NoSuchPath = new(-5000, "Path not found.", 404);
    public static readonly BinanceError BadJson = new(-1135, "Invalid JSON Request");

    public static BinanceError Missing(string name) =>
        new(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static BinanceError NotRequired(string name) => new(-1106, $"Parameter '{name}' sent when not required.");

    public static BinanceError Illegal(string name, string range) =>
        new(-1100, $"Illegal characters found in parameter '{name}'; legal range is '{range}'.");

    public static BinanceError Invalid(string name) => new(-1130, $"Data sent for parameter '{name}' is not valid.");

    public static BinanceError TooMuchWeight(int limit, int status) => new(
        -1003,
        $"Too many requests; current limit is {limit} requests per minute. Please use the websocket for live updates to avoid polling the API.",
        status);

    public static BinanceError TooManyOrders(int limit, string interval) =>
        new(-1015, $"Too many new orders; current limit is {limit} orders per {interval}.", 429);

    /// <summary>What the core refused, in this dialect's words.</summary>
    public static BinanceError Of(in Placement placement, VenueMarket market) => placement.Refusal switch
    {
        Refusal.None => default,
        Refusal.DuplicateClientId => new(-4116, "ClientOrderId is duplicated."),
        Refusal.PriceIncrement => new(-4014, "Price not increased by tick size."),
        Refusal.PriceTooLow => new(-4013, "Price less than min price."),
        Refusal.PriceTooHigh => new(-4002, "Price greater than max price."),
        Refusal.QuantityIncrement => new(-4023, "Qty not increased by step size."),
        Refusal.QuantityTooSmall => new(-4004, "Quantity less than min quantity."),
        Refusal.QuantityTooLarge => new(-4005, "Quantity greater than max quantity."),
        Refusal.NotionalTooSmall => new(
            -4164, $"Order's notional must be no smaller than {NotionalText(placement.Limit, market)} (unless you choose reduce only)."),
        Refusal.BandTooHigh => new(-4016, $"Limit price can't be higher than {PriceText(placement.Limit, market)}."),
        Refusal.BandTooLow => new(-4024, $"Limit price can't be lower than {PriceText(placement.Limit, market)}."),
        Refusal.TooManyOpenOrders => new(-2025, "Reach max open order limit."),
        Refusal.Margin => new(-2019, "Margin is insufficient."),
        Refusal.ReduceOnly => new(-2022, "ReduceOnly Order is rejected."),
        Refusal.PostOnlyWouldCross => new(
            -5022,
            "Due to the order could not be executed as maker, the Post Only order will be rejected. "
            + "The order will not be recorded in the order history"),
        Refusal.FillOrKillNotFillable => new(
            -5021,
            "Due to the order could not be filled immediately, the FOK order has been rejected. "
            + "The order will not be recorded in the order history"),
        Refusal.NoChange => new(-5027, "No need to modify the order."),
        Refusal.TooManyAmendments => new(-5026, "Exceed maximum modify order limit."),
        _ => throw new InvalidOperationException($"No code for {placement.Refusal}."),
    };

    private static string PriceText(Int128 ticks, VenueMarket market) => Decimals.ToPlainText(ticks, market.PriceScale);

    private static string NotionalText(Int128 tickLots, VenueMarket market) =>
        Decimals.ToPlainText(tickLots, market.PriceScale + market.QuantityScale);
}
