using System.Text;
using Quern.Connectors.Binance.Parsing;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>The venue's words about orders as <see cref="ExecutionReport"/>s: status mapping of the venue page, section 6.4.</summary>
internal sealed class OrderReports(VenueNames names)
{
    private const long NsPerMs = 1_000_000;
    private const int FeeDecimals = 8;

    /// <summary>Makes the report of one event of the user stream; false when a figure cannot be read or the event means nothing to us.</summary>
    public bool TryMake(in OrderUpdate update, Instrument instrument, long receiveTimeNs, out ExecutionReport report)
    {
        report = default;
        ReportKind kind = KindOf(in update);
        if (!TrySide(update.Side, out Side side) || !TryPrice(update.Price, instrument, out long ticks)
            || !TryLots(update.Quantity, instrument, out long lots) || !TryLots(update.Filled, instrument, out long filled)
            || !TryPrice(update.LastPrice, instrument, out long lastTicks)
            || !TryLots(update.LastQuantity, instrument, out long lastLots)
            || !TryFee(update.Fee, out Int128 fee) || kind is ReportKind.None)
            return false;

        bool isTrade = kind is ReportKind.Traded;
        bool isOurs = ClientOrderId.TryParse(update.ClientOrderId, out ClientOrderId id);
        report = new ExecutionReport
        {
            Kind = kind,
            Id = id,
            Instrument = instrument.Id,
            VenueOrderId = names.Order(update.OrderId),
            ForeignClientId = isOurs ? null : Encoding.UTF8.GetString(update.ClientOrderId),
            Side = side,
            Price = new(ticks),
            Quantity = new(lots),
            Filled = new(filled),
            LastPrice = isTrade ? new(lastTicks) : default,
            LastQuantity = isTrade ? new(lastLots) : default,
            TradeId = isTrade ? update.TradeId : 0,
            IsMaker = isTrade && update.IsMaker,
            FeeE8 = isTrade ? fee : 0,
            FeeAsset = isTrade ? names.Asset(update.FeeAsset) : null,
            IsFinal = kind is ReportKind.Cancelled or ReportKind.Expired or ReportKind.Rejected || update.Status.SequenceEqual("FILLED"u8),
            Reason = ReasonOf(in update, kind, filled),
            VenueTimeNs = update.TradeMs * NsPerMs,
            ReceiveTimeNs = receiveTimeNs,
        };
        return true;
    }

    /// <summary>Makes the report of an order as a query or an accepted request gives it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="receiveTimeNs">Our stamp.</param>
    /// <param name="report">Filled orders are <see cref="ReportKind.Traded"/> without a last trade: the fills are a query of their own.</param>
    public bool TryMake(in OrderText order, Instrument instrument, long receiveTimeNs, out ExecutionReport report)
    {
        report = default;
        ReportKind kind = KindOf(order.Status);
        long filled = 0;
        if (kind is ReportKind.None || !TrySide(order.Side, out Side side) || !TryPrice(order.Price, instrument, out long ticks)
            || !TryLots(order.Quantity, instrument, out long lots) || !TryLots(order.Filled, instrument, out filled))
            return false;

        bool isOurs = ClientOrderId.TryParse(order.ClientOrderId, out ClientOrderId id);
        report = new ExecutionReport
        {
            Kind = kind,
            Id = id,
            Instrument = instrument.Id,
            VenueOrderId = names.Order(order.OrderId),
            ForeignClientId = isOurs ? null : Encoding.UTF8.GetString(order.ClientOrderId),
            Side = side,
            Price = new(ticks),
            Quantity = new(lots),
            Filled = new(filled),
            IsFinal = kind is not ReportKind.Acknowledged,
            Reason = kind is not ReportKind.Expired ? Reason.None : EndReason(default, order.TimeInForce, order.Type, order.Status, filled),
            VenueTimeNs = order.UpdateMs * NsPerMs,
            ReceiveTimeNs = receiveTimeNs,
        };
        return true;
    }

    private static ReportKind KindOf(in OrderUpdate update) => update.ExecutionType switch
    {
        var x when x.SequenceEqual("NEW"u8) => ReportKind.Acknowledged,
        var x when x.SequenceEqual("TRADE"u8) => ReportKind.Traded,
        var x when x.SequenceEqual("CANCELED"u8) => ReportKind.Cancelled,
        var x when x.SequenceEqual("EXPIRED"u8) => ReportKind.Expired,
        var x when x.SequenceEqual("AMENDMENT"u8) => ReportKind.Replaced,
        var x when x.SequenceEqual("REJECTED"u8) => ReportKind.Rejected,
        // Liquidation and deleveraging: the venue's own order, forwarded as a fill of somebody else.
        var x when x.SequenceEqual("CALCULATED"u8) => update.TradeId > 0 ? ReportKind.Traded : ReportKind.Acknowledged,
        _ => update.Status.SequenceEqual("FILLED"u8) || update.Status.SequenceEqual("PARTIALLY_FILLED"u8)
            ? (update.TradeId > 0 ? ReportKind.Traded : ReportKind.None)
            : KindOf(update.Status),
    };

    private static ReportKind KindOf(ReadOnlySpan<byte> status) => status switch
    {
        _ when status.SequenceEqual("NEW"u8) || status.SequenceEqual("PARTIALLY_FILLED"u8) => ReportKind.Acknowledged,
        _ when status.SequenceEqual("FILLED"u8) => ReportKind.Traded,
        _ when status.SequenceEqual("CANCELED"u8) => ReportKind.Cancelled,
        _ when status.SequenceEqual("EXPIRED"u8) || status.SequenceEqual("EXPIRED_IN_MATCH"u8) => ReportKind.Expired,
        _ when status.SequenceEqual("REJECTED"u8) => ReportKind.Rejected,
        _ when status.SequenceEqual("NEW_ADL"u8) || status.SequenceEqual("NEW_INSURANCE"u8) => ReportKind.Acknowledged,
        _ => ReportKind.None,
    };

    private static Reason ReasonOf(in OrderUpdate update, ReportKind kind, long filled) => kind switch
    {
        ReportKind.Expired => EndReason(update.ExpiryReason, update.TimeInForce, update.Type, update.Status, filled),
        ReportKind.Rejected => Reason.VenueOther,
        _ when update.ExecutionType.SequenceEqual("CALCULATED"u8) => Reason.Liquidated,
        _ => Reason.None,
    };

    // The venue's own reason first, then what the order's kind says.
    private static Reason EndReason(
        ReadOnlySpan<byte> expiry, ReadOnlySpan<byte> timeInForce, ReadOnlySpan<byte> type, ReadOnlySpan<byte> status, long filled) =>
        expiry switch
        {
            [(byte)'1'] or [(byte)'3'] => Reason.SelfTradePrevented,
            [(byte)'2'] or [(byte)'9'] or [(byte)'1', (byte)'0'] => Reason.TimeInForceEnded,
            [(byte)'4'] => Reason.ReduceOnlyRefused,
            [(byte)'5'] => Reason.Liquidated,
            [(byte)'7'] => Reason.InstrumentClosed,
            [(byte)'1', (byte)'1'] => Reason.PostOnlyWouldCross,
            _ when status.SequenceEqual("EXPIRED_IN_MATCH"u8) => Reason.SelfTradePrevented,
            _ when timeInForce.SequenceEqual("GTX"u8) && filled == 0 => Reason.PostOnlyWouldCross,
            _ when timeInForce.SequenceEqual("IOC"u8) || timeInForce.SequenceEqual("FOK"u8) || type.SequenceEqual("MARKET"u8) =>
                Reason.TimeInForceEnded,
            _ => Reason.VenueOther,
        };

    private static bool TrySide(ReadOnlySpan<byte> text, out Side side)
    {
        side = text.SequenceEqual("SELL"u8) ? Side.Sell : Side.Buy;
        return side is Side.Sell || text.SequenceEqual("BUY"u8);
    }

    // Prices of fills and of venue-made orders need not lie on the grid that orders must keep; they are rounded to the nearest tick.
    private static bool TryPrice(ReadOnlySpan<byte> text, Instrument instrument, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
            return true;
        if (Decimals.TryParse(text, instrument.PriceScale, out ticks))
            return ticks >= 0;
        bool isRead = Json.TryRounded(text, instrument.PriceScale, out Int128 rounded) && rounded >= 0 && rounded <= long.MaxValue;
        ticks = isRead ? (long)rounded : 0;
        return isRead;
    }

    private static bool TryLots(ReadOnlySpan<byte> text, Instrument instrument, out long lots)
    {
        lots = 0;
        return text.IsEmpty || (Decimals.TryParse(text, instrument.QuantityScale, out lots) && lots >= 0);
    }

    private static bool TryFee(ReadOnlySpan<byte> text, out Int128 fee)
    {
        fee = 0;
        return text.IsEmpty || Json.TryRounded(text, FeeDecimals, out fee);
    }
}
