using System.Text;
using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>Turns the parameters of order requests into ticks and lots, or says which of them is wrong.</summary>
internal static class OrderReader
{
    private const int LongestClientId = 36;
    private const long ShortestLifeMs = 600_000;
    private const long LastDateMs = 253_402_300_799_000;
    private const string ClientIdRange = @"^[\.A-Z\:/a-z0-9_-]{1,36}$";
    private const string NumberRange = @"^([0-9]{1,20})(\.[0-9]{1,20})?$";

    public static BinanceError ReadMarket(VenueCore core, RequestParameters parameters, out VenueMarket market)
    {
        market = core.Markets[0];
        if (parameters.Get("symbol") is not { } symbol)
            return BinanceErrors.Missing("symbol");
        if (core.MarketOf(symbol) is not { } found)
            return BinanceErrors.BadSymbol;
        market = found;
        return default;
    }

    public static BinanceError ReadNew(VenueCore core, RequestParameters parameters, long nowMs, out NewOrder order)
    {
        order = default;
        BinanceError error = ReadMarket(core, parameters, out VenueMarket market);
        if (error.IsNone)
            error = ReadSide(parameters, out _, out order, market);
        if (error.IsNone)
            error = ReadType(parameters, ref order);
        if (error.IsNone)
            error = ReadQuantity(parameters, ref order);
        if (error.IsNone)
            error = order.Type is OrderType.Market ? RefuseLimitOnly(parameters) : ReadLimit(parameters, nowMs, ref order);
        if (error.IsNone)
            error = ReadFlags(parameters, ref order);
        return error;
    }

    /// <summary>Price and total size of an amendment.</summary>
    public static BinanceError ReadAmendment(VenueMarket market, RequestParameters parameters, out Side side, out long price, out long quantity)
    {
        price = quantity = 0;
        BinanceError error = ReadSide(parameters, out side, out NewOrder order, market);
        if (error.IsNone)
            error = ReadQuantity(parameters, ref order);
        if (error.IsNone)
            error = ReadPrice(parameters, ref order);
        (price, quantity) = (order.Price, order.Quantity);
        return error;
    }

    /// <summary>The response kind: true when the reply waits for the matching's result.</summary>
    public static BinanceError ReadResponseKind(RequestParameters parameters, out bool isResult)
    {
        string kind = parameters.Get("newOrderRespType") ?? "ACK";
        isResult = kind == "RESULT";
        return isResult || kind == "ACK" ? default : BinanceErrors.Invalid("newOrderRespType");
    }

    private static BinanceError ReadSide(RequestParameters parameters, out Side side, out NewOrder order, VenueMarket market)
    {
        string? text = parameters.Get("side");
        side = text == "SELL" ? Side.Sell : Side.Buy;
        order = new NewOrder { Market = market, Side = side };
        if (text is null)
            return BinanceErrors.Missing("side");
        return text is "BUY" or "SELL" ? default : BinanceErrors.BadSide;
    }

    private static BinanceError ReadType(RequestParameters parameters, ref NewOrder order)
    {
        switch (parameters.Get("type"))
        {
            case "LIMIT":
                order = order with { Type = OrderType.Limit };
                return default;
            case "MARKET":
                order = order with { Type = OrderType.Market, TimeInForce = TimeInForce.ImmediateOrCancel };
                return default;
            case null:
                return BinanceErrors.Missing("type");
            case "STOP" or "STOP_MARKET" or "TAKE_PROFIT" or "TAKE_PROFIT_MARKET" or "TRAILING_STOP_MARKET":
                return BinanceErrors.Conditional;
            default:
                return BinanceErrors.BadType;
        }
    }

    private static BinanceError RefuseLimitOnly(RequestParameters parameters)
    {
        if (parameters.Get("timeInForce") is not null)
            return BinanceErrors.NotRequired("timeInForce");
        return parameters.Get("price") is not null ? BinanceErrors.NotRequired("price") : default;
    }

    private static BinanceError ReadLimit(RequestParameters parameters, long nowMs, ref NewOrder order)
    {
        BinanceError error = ReadPrice(parameters, ref order);
        return error.IsNone ? ReadTimeInForce(parameters, nowMs, ref order) : error;
    }

    private static BinanceError ReadTimeInForce(RequestParameters parameters, long nowMs, ref NewOrder order)
    {
        switch (parameters.Get("timeInForce"))
        {
            case "GTC":
                return default;
            case "GTX":
                order = order with { PostOnly = true };
                return default;
            case "IOC":
                order = order with { TimeInForce = TimeInForce.ImmediateOrCancel };
                return default;
            case "FOK":
                order = order with { TimeInForce = TimeInForce.FillOrKill };
                return default;
            case "GTD":
                if (!parameters.TryGetLong("goodTillDate", out long? until) || until is not { } date)
                    return BinanceErrors.Missing("goodTillDate");
                order = order with { GoodTillMs = date - date % 1000 };
                return date > nowMs + ShortestLifeMs && date < LastDateMs ? default : BinanceErrors.Invalid("goodTillDate");
            case null:
                return BinanceErrors.Missing("timeInForce");
            default:
                return BinanceErrors.BadTimeInForce;
        }
    }

    private static BinanceError ReadPrice(RequestParameters parameters, ref NewOrder order)
    {
        BinanceError error = ReadNumber(parameters, "price", order.Market.PriceScale, out long ticks);
        order = order with { Price = ticks };
        return error.IsNone && ticks <= 0 ? BinanceErrors.PriceNotPositive : error;
    }

    private static BinanceError ReadQuantity(RequestParameters parameters, ref NewOrder order)
    {
        BinanceError error = ReadNumber(parameters, "quantity", order.Market.QuantityScale, out long lots);
        order = order with { Quantity = lots };
        return error.IsNone && lots <= 0 ? BinanceErrors.QuantityNotPositive : error;
    }

    private static BinanceError ReadNumber(RequestParameters parameters, string name, int decimals, out long scaled)
    {
        scaled = 0;
        if (parameters.Get(name) is not { } text)
            return BinanceErrors.Missing(name);
        Span<byte> bytes = stackalloc byte[42];
        if (text.Length > bytes.Length || !Encoding.UTF8.TryGetBytes(text, bytes, out int length))
            return BinanceErrors.Illegal(name, NumberRange);
        if (Decimals.TryParse(bytes[..length], decimals, out scaled))
            return default;

        // Readable with more decimals, so it is the precision that is wrong.
        return Decimals.TryParse(bytes[..length], Decimals.MaxDecimals / 2, out Int128 _)
            ? BinanceErrors.Precision
            : BinanceErrors.Illegal(name, NumberRange);
    }

    private static BinanceError ReadFlags(RequestParameters parameters, ref NewOrder order)
    {
        if (parameters.Get("positionSide") is { } positionSide and not "BOTH")
            return positionSide is "LONG" or "SHORT" ? BinanceErrors.PositionSide : BinanceErrors.Invalid("positionSide");
        if (parameters.Get("priceMatch") is not (null or "NONE"))
            return BinanceErrors.NotSupported;

        string reduceOnly = parameters.Get("reduceOnly") ?? "false";
        if (reduceOnly.ToUpperInvariant() is not ("TRUE" or "FALSE"))
            return BinanceErrors.Invalid("reduceOnly");
        BinanceError error = ReadSelfTrade(parameters, out SelfTradePrevention selfTrade);
        if (error.IsNone)
            error = ReadClientId(parameters, ref order);
        order = order with { ReduceOnly = reduceOnly.ToUpperInvariant() == "TRUE", SelfTrade = selfTrade };
        return error;
    }

    private static BinanceError ReadSelfTrade(RequestParameters parameters, out SelfTradePrevention mode)
    {
        string text = parameters.Get("selfTradePreventionMode") ?? "EXPIRE_MAKER";
        mode = text switch
        {
            "EXPIRE_TAKER" => SelfTradePrevention.ExpireTaker,
            "EXPIRE_BOTH" => SelfTradePrevention.ExpireBoth,
            _ => SelfTradePrevention.ExpireMaker,
        };
        return text is "EXPIRE_MAKER" or "EXPIRE_TAKER" or "EXPIRE_BOTH" ? default : BinanceErrors.Invalid("selfTradePreventionMode");
    }

    private static BinanceError ReadClientId(RequestParameters parameters, ref NewOrder order)
    {
        string? clientId = parameters.Get("newClientOrderId");
        order = order with { ClientId = clientId };
        if (clientId is null)
            return default;
        if (clientId.Length > LongestClientId)
            return BinanceErrors.ClientIdTooLong;
        foreach (char letter in clientId)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or ':' or '/' or '_' or '-'))
                return BinanceErrors.Illegal("newClientOrderId", ClientIdRange);
        }

        return default;
    }
}
