using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

internal sealed partial class AccountState
{
    private Effect Hear(in ExecutionReport report, long nowNs)
    {
        TradedInstrument traded = Require(report.Instrument);
        if (Find(report) is not { } order)
            return CountForeignTrade(traded, report);

        traded.Uncount(order);
        Link(traded, order, report.VenueOrderId);
        bool isNewTrade = CountTrade(traded, order, report);
        long filled = CountFilled(traded, order, report);
        OrderEvent happened = ReportReader.Read(order, report);
        bool termsChanged = ApplyTerms(order, report, happened);
        NoteFacts(order, report, happened, nowNs);
        return Step(traded, order, happened, nowNs, new(order, order.State, default, filled, isNewTrade, termsChanged));
    }

    /// <summary>A trade of an order that nobody here knows: by hand, or forgotten. It moved the position all the same.</summary>
    private Effect CountForeignTrade(TradedInstrument traded, in ExecutionReport report)
    {
        bool isTrade = report.Kind is ReportKind.Traded && report.TradeId != 0;
        if (!isTrade || !traded.TradeIds(report.Side).Add(report.TradeId))
            return default;

        traded.NewestTradeId = Math.Max(traded.NewestTradeId, report.TradeId);
        traded.PositionLots += report.Side.Sign() * report.LastQuantity.Lots;
        if (report.VenueOrderId is { } name)
            _unlinked.Add(report.Instrument, name, report.LastQuantity.Lots, (Int128)report.LastPrice.Ticks * report.LastQuantity.Lots);
        return new(null, default, TransitionKind.Absorbed, report.LastQuantity.Lots, true, false);
    }

    /// <summary>Learns the venue's name for an order. Trades that came under that name before are the order's, and counted already.</summary>
    private void Link(TradedInstrument traded, Order order, string? venueOrderId)
    {
        if (venueOrderId is null || !Orders.Name(order, venueOrderId))
            return;

        (long lots, Int128 tickLots) = _unlinked.Take(traded.Definition.Id, venueOrderId);
        if (lots == 0)
            return;

        long before = order.Filled.Lots;
        order.Traded += new Quantity(lots);
        order.TradedTickLots += tickLots;
        order.Filled = new(Math.Max(before, order.Traded.Lots));

        // The position has both the unlinked lots and what the order counted by cumulative word: keep what is true once.
        traded.PositionLots += order.Side.Sign() * (order.Filled.Lots - before - lots);
    }

    private static bool CountTrade(TradedInstrument traded, Order order, in ExecutionReport report)
    {
        bool isTrade = report.Kind is ReportKind.Traded && report.TradeId != 0;
        if (!isTrade || !traded.TradeIds(order.Side).Add(report.TradeId))
            return false;

        traded.NewestTradeId = Math.Max(traded.NewestTradeId, report.TradeId);
        order.Traded += report.LastQuantity;
        order.TradedTickLots += (Int128)report.LastPrice.Ticks * report.LastQuantity.Lots;
        return true;
    }

    /// <summary>Raises the filled lots to the most that is known: single trades, or the venue's cumulative word within the order's size.</summary>
    private static long CountFilled(TradedInstrument traded, Order order, in ExecutionReport report)
    {
        long whole = Math.Max(Math.Max(order.Quantity.Lots, order.PendingQuantity.Lots), report.Quantity.Lots);
        long stated = Math.Min(report.Filled.Lots, whole);
        long filled = Math.Max(order.Filled.Lots, Math.Max(order.Traded.Lots, stated));
        long news = filled - order.Filled.Lots;

        order.Filled = new(filled);
        traded.PositionLots += order.Side.Sign() * news;
        return news;
    }

    /// <summary>Learns price and size from whatever states them, if its statement is newer, and settles the replace in flight.</summary>
    /// <returns>True when price or size changed.</returns>
    private static bool ApplyTerms(Order order, in ExecutionReport report, OrderEvent happened)
    {
        (Price price, Quantity quantity) = (order.Price, order.Quantity);
        bool statesPending = ReportReader.StatesPendingTerms(order, report);
        bool isNewer = ReportReader.StatesNewerTerms(order, report);
        bool isAnswer = statesPending && (happened is OrderEvent.Replaced || isNewer);
        if (isAnswer)
        {
            order.Price = order.PendingPrice;
            order.Quantity = order.PendingQuantity;
        }
        else if (isNewer)
        {
            order.Price = report.Price.Ticks != 0 || report.Kind is ReportKind.Replaced ? report.Price : order.Price;
            order.Quantity = report.Quantity;
        }

        if (isAnswer || isNewer)
            order.PriceStatedNs = Math.Max(order.PriceStatedNs, report.VenueTimeNs);
        if (isAnswer || happened is OrderEvent.ReplaceRefused || ReportReader.RefusesPendingTerms(order, report))
        {
            order.PendingPrice = default;
            order.PendingQuantity = Quantity.Zero;
        }

        return order.Price != price || order.Quantity != quantity;
    }

    private static void NoteFacts(Order order, in ExecutionReport report, OrderEvent happened, long nowNs)
    {
        bool provesItWasThere = happened is OrderEvent.Acknowledged or OrderEvent.PartlyFilled or OrderEvent.FullyFilled
            or OrderEvent.Replaced or OrderEvent.ReplaceRefused or OrderEvent.Cancelled or OrderEvent.Expired
            || !order.Filled.IsZero;
        if (provesItWasThere)
        {
            order.Absence = AbsenceAnswers.None;
            if (!order.WasAcknowledged)
                order.AcknowledgedNs = nowNs;
            order.WasAcknowledged = true;
        }

        bool ends = happened is OrderEvent.Cancelled or OrderEvent.Rejected or OrderEvent.Expired or OrderEvent.NotSent;
        if (ends && !order.State.IsTerminal())
            order.EndReason = report.Reason;
        order.HeardStampNs = Math.Max(order.HeardStampNs, report.VenueTimeNs);
    }
}
