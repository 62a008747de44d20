using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Strategies;

/// <summary>Order events as a strategy hears them: as the venue's reports.</summary>
internal static class OrderWords
{
    public static ExecutionReport Of(OrderEventMessage message) => new()
    {
        Kind = message.Fill is not null ? ReportKind.Traded : KindOf(message.State),
        Id = new(message.OrderId),
        Instrument = InstrumentId.Parse(message.Instrument),
        Side = message.Side,
        Price = new(message.PriceTicks),
        Quantity = new(message.QuantityLots),
        Filled = new(message.FilledLots),
        LastPrice = new(message.Fill?.PriceTicks ?? 0),
        LastQuantity = new(message.Fill?.QuantityLots ?? 0),
        TradeId = message.Fill?.TradeId ?? 0,
        IsMaker = message.Fill?.IsMaker ?? false,
        VenueTimeNs = message.Fill?.VenueTimeNs ?? 0,
        ReceiveTimeNs = message.Fill?.ReceiveTimeNs ?? 0,
    };

    private static ReportKind KindOf(string state) => Enum.Parse<OrderState>(state) switch
    {
        OrderState.Rejected => ReportKind.Rejected,
        OrderState.Expired => ReportKind.Expired,
        OrderState.Cancelled => ReportKind.Cancelled,
        OrderState.Denied => ReportKind.NotSent,
        OrderState.Unknown => ReportKind.OutcomeUnknown,
        _ => ReportKind.Acknowledged,
    };
}
