using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>Turns a report into the event that it is for this order, after its lots were counted. Pure.</summary>
internal static class ReportReader
{
    // Far above any real size, far below overflow when a few of them are added.
    private const long MostLots = 1L << 56;

    /// <summary>False for what no venue can mean: such a report must not reach the money.</summary>
    public static bool IsWellFormed(in ExecutionReport report) =>
        report.Kind is > ReportKind.None and <= ReportKind.NotFound
        && report.Side <= Side.Sell
        && IsSize(report.Quantity) && IsSize(report.Filled) && IsSize(report.LastQuantity)
        && report.TradeId >= 0
        && IsPrice(report.Price) && IsPrice(report.LastPrice)
        && (report.Kind is not ReportKind.Traded || report.TradeId == 0 || report.LastQuantity.Lots > 0);

    /// <summary>What the report does to the order.</summary>
    public static OrderEvent Read(Order order, in ExecutionReport report) => report.Kind switch
    {
        ReportKind.Acknowledged => ReadAcknowledged(order, report),
        ReportKind.Traded => ReadTraded(order, report),
        ReportKind.Replaced => ReadReplaced(order, report),
        ReportKind.CancelRejected => ReadRefused(order, report, OrderEvent.CancelRefused),
        ReportKind.ReplaceRejected => ReadRefused(order, report, OrderEvent.ReplaceRefused),
        ReportKind.Cancelled => OrderEvent.Cancelled,
        ReportKind.Rejected => OrderEvent.Rejected,
        ReportKind.Expired => OrderEvent.Expired,
        ReportKind.NotSent => order.WasAcknowledged ? ReadRequestNotSent(order) : OrderEvent.NotSent,
        // Without a request in flight it is a late repeat about one that was answered.
        ReportKind.OutcomeUnknown => order.State.IsResting() ? OrderEvent.NotFound : OrderEvent.Doubted,
        ReportKind.NotFound => OrderEvent.NotFound,
        _ => throw new ArgumentOutOfRangeException(nameof(report), report.Kind, "No such report."),
    };

    /// <summary>True when the report says that the order now has the terms that we asked for.</summary>
    public static bool StatesPendingTerms(Order order, in ExecutionReport report) =>
        order.IsReplaceInDoubt && report.Price == order.PendingPrice
        && (report.Quantity.IsZero || report.Quantity == order.PendingQuantity);

    /// <summary>
    /// True when the report refuses the replace in flight. A refusal that the venue stamped no later than something that we had heard before we
    /// asked is the repeat of an older one. Without a stamp it is taken for the answer.
    /// </summary>
    public static bool RefusesPendingTerms(Order order, in ExecutionReport report) =>
        report.Kind is ReportKind.ReplaceRejected
        && (!order.IsReplaceInDoubt || report.VenueTimeNs == 0 || report.VenueTimeNs > order.ReplaceAskedAfterNs);

    /// <summary>True when the report carries terms, and newer ones than those known: an end's are the last, whatever the stamps say.</summary>
    public static bool StatesNewerTerms(Order order, in ExecutionReport report) =>
        !report.Quantity.IsZero && (report.IsFinal || report.VenueTimeNs > order.PriceStatedNs);

    private static bool IsSize(Quantity size) => size.Lots is >= 0 and < MostLots;

    private static bool IsPrice(Price price) => price.Ticks is > -MostLots and < MostLots;

    private static OrderEvent ReadAcknowledged(Order order, in ExecutionReport report)
    {
        if (IsComplete(order, report))
            return OrderEvent.FullyFilled;
        if (report.IsFinal)
            return OrderEvent.Expired;
        if (!order.IsReplaceInDoubt)
            return OrderEvent.Acknowledged;

        // That it lives says nothing about the replace, unless it names the new terms or comes after the replace has expired.
        return StatesPendingTerms(order, report) ? OrderEvent.Replaced
            : report.VenueTimeNs > order.RequestExpiresNs && !report.Quantity.IsZero ? OrderEvent.ReplaceRefused
            : OrderEvent.NotFound;
    }

    private static OrderEvent ReadTraded(Order order, in ExecutionReport report)
    {
        if (IsComplete(order, report))
            return OrderEvent.FullyFilled;
        if (report.IsFinal)
            return OrderEvent.Expired;

        // A trade proves that the order lived, not whether it was moved since.
        bool staysInDoubt = order.State is OrderState.Unknown && order.IsReplaceInDoubt;
        return staysInDoubt ? OrderEvent.NotFound : OrderEvent.PartlyFilled;
    }

    private static OrderEvent ReadReplaced(Order order, in ExecutionReport report)
    {
        if (report.IsFinal)
            return IsComplete(order, report) ? OrderEvent.FullyFilled : OrderEvent.Cancelled;

        // Older terms come again: the replace in flight is another one.
        return StatesPendingTerms(order, report) || !order.IsReplaceInDoubt ? OrderEvent.Replaced : OrderEvent.NotFound;
    }

    private static OrderEvent ReadRefused(Order order, in ExecutionReport report, OrderEvent refused)
    {
        if (report.IsFinal)
            return IsComplete(order, report) ? OrderEvent.FullyFilled : OrderEvent.Cancelled;
        if (refused is OrderEvent.ReplaceRefused && !RefusesPendingTerms(order, report))
            return OrderEvent.NotFound;

        // Its last lot traded while we tried to make it larger: now that this failed, nothing is left of it.
        if (refused is OrderEvent.ReplaceRefused && order.Filled >= order.Quantity)
            return OrderEvent.FullyFilled;

        // "No such order" may mean ended or not arrived yet. Only a query can tell.
        return report.Reason is Reason.UnknownOrder ? OrderEvent.Doubted : refused;
    }

    private static OrderEvent ReadRequestNotSent(Order order) => order.State switch
    {
        OrderState.PendingCancel => OrderEvent.CancelRefused,
        OrderState.PendingReplace => OrderEvent.ReplaceRefused,
        _ => OrderEvent.NotFound,
    };

    /// <summary>True when nothing is left of it. While a replace is in doubt only an end tells which size was the whole.</summary>
    private static bool IsComplete(Order order, in ExecutionReport report)
    {
        long whole = Math.Max(order.Quantity.Lots, order.PendingQuantity.Lots);
        if (report.IsFinal && !report.Quantity.IsZero)
            whole = report.Quantity.Lots;
        else if (report.IsFinal && order.IsReplaceInDoubt)
            whole = Math.Min(order.Quantity.Lots, order.PendingQuantity.Lots);
        return order.Filled.Lots >= whole;
    }
}
