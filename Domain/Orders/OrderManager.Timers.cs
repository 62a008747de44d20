namespace Quern.Domain.Orders;

public sealed partial class OrderManager
{
    /// <summary>
    /// Does what time alone calls for: withdraws targets that were not renewed, puts unanswered requests in doubt, asks again, repeats
    /// cancels. Call it every 50 ms or so; calling it more often changes nothing.
    /// </summary>
    public void OnTimer(long nowNs)
    {
        foreach (TradedInstrument traded in _state.Instruments)
        {
            foreach (Quotes quotes in traded.Quotes)
                LapseIfOld(quotes, nowNs);
        }

        // Backwards: an order that ends is replaced by the last one.
        for (int slot = Orders.LiveCount - 1; slot >= 0; slot--)
            Tend(Orders.Live[slot], nowNs);
        ChaseFills(nowNs);
    }

    private void LapseIfOld(Quotes quotes, long nowNs)
    {
        long ageNs = nowNs - quotes.Traded.BookTimeNs;
        bool isStale = ageNs > quotes.Traded.Limits.StaleAfterNs;
        if (quotes.Count == 0 || (nowNs < quotes.LapsesNs && !isStale))
            return;

        if (isStale)
            Alert(OrderAlertKind.BookStale, quotes.Traded.Definition.Id, default, quotes.Traded.Limits.StaleAfterNs, ageNs, quotes.Strategy, nowNs);
        else
            Alert(OrderAlertKind.TargetsLapsed, quotes.Traded.Definition.Id, default, quotes.LapsesNs, nowNs, quotes.Strategy, nowNs);
        quotes.Lapse();
        Diff(quotes, nowNs);
    }

    private void Tend(Order order, long nowNs)
    {
        bool isDue = nowNs >= order.NextTryNs;
        switch (order.State)
        {
            case OrderState.Sent or OrderState.PendingReplace or OrderState.PendingCancel:
                if (nowNs - order.RequestedNs >= _settings.RequestTimeoutNs)
                    Doubt(order, nowNs);
                else if (order.State is OrderState.PendingCancel && isDue)
                    Cancel(order, nowNs);
                break;
            case OrderState.Unknown when isDue:
                order.NextTryNs = nowNs + _settings.RetryAfterNs;
                if (order.CancelWanted)
                    Cancel(order, nowNs);
                _observer.OnQueryNeeded(order, OrderQuery.Status);
                break;
            case OrderState.Acknowledged or OrderState.PartiallyFilled when isDue:
                // What trades at once or ends does not rest: its end was lost.
                bool isOverdue = order.TimeInForce is not TimeInForce.GoodTillCanceled && nowNs - order.RequestedNs >= _settings.RequestTimeoutNs;
                if (order.CancelWanted)
                    Cancel(order, nowNs);
                else if (isOverdue)
                    Doubt(order, nowNs);
                break;
        }
    }

    /// <summary>No answer in time, or the stream was lost: counts at its worst until the venue says.</summary>
    private void Doubt(Order order, long nowNs)
    {
        if (!Record(new() { Kind = JournalKind.OutcomeDoubted, TimeNs = nowNs, Id = order.Id }, out Effect effect))
            return;
        if (effect.IsNews)
            _observer.OnOrderEvent(order, effect.Before);
        order.NextTryNs = nowNs + _settings.RetryAfterNs;
        _observer.OnQueryNeeded(order, OrderQuery.Status);
    }

    private void AwaitFills(Order order, long nowNs)
    {
        if (order.FillsDueNs != 0 || order.AreFillsForgone)
            return;
        order.FillsOwedSinceNs = nowNs;
        order.FillsDueNs = nowNs + _settings.RetryAfterNs;
        _fillsOwed.Add(order);
    }

    /// <summary>
    /// Gives up trades that the venue does not list although it counted their lots longer ago than its lists may lag. The position has these
    /// lots already; that no trade explains them is journaled as an adjustment of none, and told. Call it after the lists were read.
    /// </summary>
    /// <param name="nowNs">Unix nanoseconds.</param>
    public void ForgoFills(long nowNs)
    {
        for (int index = _fillsOwed.Count - 1; index >= 0; index--)
        {
            Order order = _fillsOwed[index];
            bool isOwed = order.FillsDueNs != 0 && order.Traded < order.Filled && !order.AreFillsForgone;
            if (!isOwed || nowNs - order.FillsOwedSinceNs <= _settings.QueryLagNs)
                continue;

            var entry = new JournalEntry
            {
                Kind = JournalKind.PositionAdjusted, TimeNs = nowNs, Id = order.Id, Instrument = order.Instrument.Id,
                Text = "the venue counts lots of this order whose trades it does not list",
            };
            if (!Record(entry, out _))
                return;
            order.FillsDueNs = 0;
            _fillsOwed.RemoveAt(index);
            Alert(OrderAlertKind.PositionAdjusted, entry.Instrument, order.Id, order.Traded.Lots, order.Filled.Lots, entry.Text, nowNs);
        }
    }

    /// <summary>Asks for the trades of orders whose cumulative lots came without them.</summary>
    private void ChaseFills(long nowNs)
    {
        for (int index = _fillsOwed.Count - 1; index >= 0; index--)
        {
            Order order = _fillsOwed[index];
            bool isForgotten = order.FillsDueNs == 0;
            if (isForgotten || order.Traded >= order.Filled || order.AreFillsForgone)
            {
                order.FillsDueNs = 0;
                _fillsOwed.RemoveAt(index);
            }
            else if (nowNs >= order.FillsDueNs)
            {
                order.FillsDueNs = nowNs + _settings.RetryAfterNs;
                Alert(OrderAlertKind.FillsMissing, order.Instrument.Id, order.Id, order.Filled.Lots, order.Traded.Lots, null, nowNs);
                _observer.OnQueryNeeded(order, OrderQuery.Fills);
            }
        }
    }
}
