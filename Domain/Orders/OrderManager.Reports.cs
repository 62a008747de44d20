using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

public sealed partial class OrderManager
{
    /// <summary>
    /// Takes the venue's word about an order, in whatever order words come: late, repeated and reordered ones are absorbed, cumulative lots
    /// never fall, a trade id counts once, and lots that trade after an end still count.
    /// </summary>
    public void OnReport(in ExecutionReport report, long nowNs) => Take(report, isListed: false, nowNs);

    private void Take(in ExecutionReport report, bool isListed, long nowNs)
    {
        _statistics.Reports++;
        if (!ReportReader.IsWellFormed(report))
        {
            Drop(OrderAlertKind.Malformed, report, nowNs);
            return;
        }

        if (!_state.TryFind(report.Instrument, out _))
        {
            Drop(OrderAlertKind.UnknownInstrument, report, nowNs);
            return;
        }

        if (_state.Find(report) is not { } order)
            OnStranger(report, isListed, nowNs);
        else if (order.Instrument.Id != report.Instrument)
            Drop(OrderAlertKind.Malformed, report, nowNs);
        else
            Hear(order, report, nowNs);
    }

    private void Hear(Order order, in ExecutionReport report, long nowNs)
    {
        bool wasAcknowledged = order.WasAcknowledged;
        bool isFill = report.Kind is ReportKind.Traded && report.TradeId != 0;
        var entry = new JournalEntry
        {
            Kind = isFill ? JournalKind.FillReceived : JournalKind.ReportReceived, TimeNs = nowNs, Id = order.Id, Report = report,
        };
        if (!Record(entry, out Effect effect))
            return;

        order.HeardInRound = _round;
        _statistics.Acknowledged += order.WasAcknowledged && !wasAcknowledged ? 1 : 0;
        if (effect.IsNewTrade)
            TellFill(order, report);
        Settle(effect, report, nowNs);
    }

    /// <summary>A word about an order that we do not know.</summary>
    private void OnStranger(in ExecutionReport report, bool isListed, long nowNs)
    {
        if (_state.IsMine(report.Id) && report.Id.Epoch > Epoch)
        {
            Fence(nowNs, $"order {report.Id} is of a newer epoch");
            return;
        }

        bool isTrade = report.Kind is ReportKind.Traded && report.TradeId != 0;
        if (isTrade)
        {
            if (!Record(new() { Kind = JournalKind.FillReceived, TimeNs = nowNs, Report = report }, out Effect effect) || !effect.IsNewTrade)
                return;
            TellFill(null, report);
            Alert(OrderAlertKind.ForeignTrade, report.Instrument, report.Id, 0, report.LastQuantity.Lots, report.ForeignClientId, nowNs);
            Shed(report.Instrument, nowNs);
        }
        else if (_state.IsMine(report.Id) && report.Kind is ReportKind.Acknowledged or ReportKind.Replaced && !report.IsFinal && (isListed || !IsForgotten(report.Id)))
        {
            AdoptOrphan(report, nowNs);
        }
    }

    /// <summary>True for an order that this owner sent and that ended long ago: a late word does not bring it back, only the venue's list does.</summary>
    private bool IsForgotten(ClientOrderId id) => id.Epoch == Epoch && id.Sequence <= _state.Sequence;

    /// <summary>Does and tells what an applied report calls for.</summary>
    private void Settle(in Effect effect, in ExecutionReport report, long nowNs)
    {
        if (effect.Order is not { } order)
            return;

        if (effect.Kind is TransitionKind.Refused)
            Alert(OrderAlertKind.Contradiction, order.Instrument.Id, order.Id, (long)order.State, (long)report.Kind, report.VenueText, nowNs);
        if (effect.FilledLots > 0 && order.Filled.Lots > Math.Max(order.Quantity.Lots, order.PendingQuantity.Lots))
            Alert(OrderAlertKind.Overfilled, order.Instrument.Id, order.Id, order.Quantity.Lots, order.Filled.Lots, null, nowNs);
        if (order.Filled > order.Traded)
            AwaitFills(order, nowNs);
        if (effect.IsNews)
            _observer.OnOrderEvent(order, effect.Before);

        if (effect.HasEnded)
            OnEnded(order, nowNs);
        else
            Pursue(order, effect.Before, nowNs);
    }

    /// <summary>The position changed past our orders: what could lead it further past its limit is taken back, the newest first.</summary>
    private void Shed(InstrumentId instrument, long nowNs)
    {
        if (!_state.TryFind(instrument, out TradedInstrument? traded))
            return;

        Int128 buys = traded.Exposure.WorstLongLots - traded.Limits.MaxPositionLots;
        Int128 sells = traded.Exposure.WorstShortLots - traded.Limits.MaxPositionLots;
        for (int slot = traded.Live.Length - 1; slot >= 0 && (buys > 0 || sells > 0); slot--)
        {
            Order order = traded.Live[slot];
            ref Int128 excess = ref order.Side is Side.Buy ? ref buys : ref sells;
            if (excess <= 0)
                continue;
            excess -= order.OpenLots;
            if (!order.CancelWanted)
                Cancel(order, nowNs);
        }
    }

    private void OnEnded(Order order, long nowNs)
    {
        switch (order.State)
        {
            case OrderState.Filled:
                _statistics.Filled++;
                break;
            case OrderState.Cancelled:
                _statistics.Cancelled++;
                break;
            case OrderState.Expired:
                _statistics.Expired++;
                break;
            case OrderState.Rejected:
                _statistics.Rejected++;
                break;
        }

        PlaceWaiting(_state.Of(order), nowNs);
    }

    /// <summary>Goes on with an order that lives: it is wanted gone, or it came into doubt.</summary>
    private void Pursue(Order order, OrderState before, long nowNs)
    {
        bool cameIntoDoubt = order.State is OrderState.Unknown && before is not OrderState.Unknown;
        if (cameIntoDoubt)
        {
            order.NextTryNs = nowNs + _settings.RetryAfterNs;
            _observer.OnQueryNeeded(order, OrderQuery.Status);
        }
        else if (order.CancelWanted && order.State.IsResting())
        {
            // A venue that has just refused the cancel is not asked again at once.
            if (before is OrderState.PendingCancel)
                order.NextTryNs = nowNs + _settings.RetryAfterNs;
            else if (nowNs >= order.NextTryNs || before is OrderState.Unknown)
                Cancel(order, nowNs);
        }
    }

    private void TellFill(Order? order, in ExecutionReport report)
    {
        _statistics.Fills++;
        _observer.OnFill(FillOf(order, report));
    }

    /// <summary>The trade as its order's; without an order that we know, nobody's.</summary>
    private static OwnFill FillOf(Order? order, in ExecutionReport report) => new(
        report.Instrument, order?.Id ?? report.Id, order?.Strategy ?? "", order?.Side ?? report.Side, report.LastPrice, report.LastQuantity,
        report.TradeId, report.IsMaker, report.FeeE8, report.FeeAsset, report.VenueTimeNs, report.ReceiveTimeNs);

    private void Drop(OrderAlertKind why, in ExecutionReport report, long nowNs)
    {
        _statistics.Malformed++;
        Alert(why, report.Instrument, report.Id, 0, (long)report.Kind, report.VenueText, nowNs);
    }
}
