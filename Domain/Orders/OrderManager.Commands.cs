using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

public sealed partial class OrderManager
{
    /// <summary>Sends one order, once: a key that was seen before answers with the first order's id and sends nothing.</summary>
    /// <exception cref="ArgumentException">The key is zero.</exception>
    public SubmitResult Submit(in OrderCommand command, long nowNs)
    {
        if (command.Key == 0)
            throw new ArgumentException("A command needs a key other than zero: it is what makes repeating it harmless.", nameof(command));
        if (_state.TryGetCommand(command.Strategy, command.Key, out ClientOrderId first))
            return new(first, Verdict.Accept, true);

        bool isTraded = _state.TryFind(command.Instrument, out TradedInstrument? traded);
        var intent = new OrderIntent(
            traded?.Definition, command.Side, command.Type, command.PostOnly, command.ReduceOnly, command.Price, command.Quantity);
        Verdict verdict = isTraded ? Judge(traded!, intent, nowNs) : new(DenyReason.UnknownInstrument, 0, 0);

        SubmitResult result = verdict.IsAccepted ? Place(traded!, command, isQuote: false, nowNs) : new(default, verdict, false);
        if (!result.Verdict.IsAccepted)
            Deny(command, result.Verdict, nowNs);
        return result;
    }

    /// <summary>Tells the newest market of an instrument: what commands, bands and staleness are judged by.</summary>
    /// <param name="instrument">Where.</param>
    /// <param name="touch">Best bid and ask.</param>
    /// <param name="bookTimeNs">When that was last known to hold, by our clock, Unix nanoseconds; an older one than before is ignored.</param>
    /// <param name="markTicks">The mark price; null keeps the last one.</param>
    public void SetMarket(InstrumentId instrument, in Touch touch, long bookTimeNs, long? markTicks = null)
    {
        if (!_state.TryFind(instrument, out TradedInstrument? traded))
            return;
        traded.SetTouch(touch, bookTimeNs);
        traded.MarkTicks = markTicks ?? traded.MarkTicks;
    }

    /// <summary>
    /// Tells the account's money. Crossing the loss or drawdown limit withdraws everything; afterwards only reduce-only passes.
    /// </summary>
    /// <param name="equity">An older <see cref="Equity.Version"/> than the last one's is ignored.</param>
    /// <param name="nowNs">Unix nanoseconds: with a limit, the statement counts for <see cref="RiskLimits.EquityStaleAfterNs"/> from now.</param>
    public void SetEquity(in Equity equity, long nowNs)
    {
        if (equity.Version < _equity.Version)
            return;
        _equity = equity;
        _equityTimeNs = nowNs;
        Verdict verdict = LossLimit.Check(equity, _settings.Limits);
        bool crossesNow = !verdict.IsAccepted && !_lossLimitReached;
        _lossLimitReached = !verdict.IsAccepted;
        if (!crossesNow)
            return;

        Alert(OrderAlertKind.LossLimit, default, default, verdict.Limit, verdict.Actual, verdict.Reason.ToString(), nowNs);
        CancelAll(CancelScope.All, nowNs);
    }

    /// <summary>Takes one order back.</summary>
    /// <returns>False when no such order lives.</returns>
    public bool Cancel(ClientOrderId id, long nowNs)
    {
        if (!Orders.TryGet(id, out Order? order) || order.State.IsTerminal())
            return false;
        Cancel(order, nowNs);
        return true;
    }

    /// <summary>
    /// Takes back every order in the scope and forgets the targets that wanted them. Cancels are repeated until the venue states the end.
    /// </summary>
    /// <returns>How many orders were asked to go.</returns>
    public int CancelAll(CancelScope scope, long nowNs)
    {
        foreach (TradedInstrument traded in _state.Instruments)
        {
            foreach (Quotes quotes in traded.Quotes)
            {
                if (scope.Covers(quotes.Strategy, traded.Definition.Id))
                    quotes.Lapse();
            }
        }

        int asked = 0;
        for (int slot = Orders.LiveCount - 1; slot >= 0; slot--)
        {
            Order order = Orders.Live[slot];
            if (!scope.Covers(order.Strategy, order.Instrument.Id))
                continue;
            asked++;
            if (order.State is not OrderState.PendingCancel)
                Cancel(order, nowNs);
        }

        return asked;
    }

    /// <summary>
    /// Throws the kill switch: nothing new is sent, everything of ours is cancelled. It holds over restarts until <see cref="Arm"/>.
    /// </summary>
    public void Kill(string reason, long nowNs)
    {
        if (!IsKilled)
            Record(new() { Kind = JournalKind.Killed, TimeNs = nowNs, Text = reason }, out _);
        CancelAll(CancelScope.All, nowNs);
    }

    /// <summary>Releases the kill switch. Targets must be renewed: those of before are forgotten.</summary>
    public void Arm(string reason, long nowNs)
    {
        if (IsKilled)
            Record(new() { Kind = JournalKind.Armed, TimeNs = nowNs, Text = reason }, out _);
    }

    /// <summary>Withdraws everything and sends nothing new until <see cref="Start"/>, whoever owns the account until then.</summary>
    public void Stop(long nowNs)
    {
        if (!_state.IsStopped)
            Record(new() { Kind = JournalKind.Stopped, TimeNs = nowNs }, out _);
        CancelAll(CancelScope.All, nowNs);
    }

    /// <summary>Withdraws everything and sends nothing new: this owner goes, and its successor decides for itself.</summary>
    public void Leave(long nowNs)
    {
        _isLeaving = true;
        CancelAll(CancelScope.All, nowNs);
    }

    /// <summary>Allows sending again after <see cref="Stop"/>; refused while killed or not ready.</summary>
    public Verdict Start(long nowNs)
    {
        if (IsKilled)
            return new(DenyReason.Killed, 0, 1);
        if (!IsReady)
            return new(DenyReason.NotReady, 1, 0);
        _isLeaving = false;
        if (_state.IsStopped)
            Record(new() { Kind = JournalKind.Started, TimeNs = nowNs }, out _);
        return Verdict.Accept;
    }
}
