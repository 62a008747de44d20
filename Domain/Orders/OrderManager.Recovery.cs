using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Domain.Orders;

public sealed partial class OrderManager
{
    private int _round;
    private bool _isReconciling;

    /// <summary>Rebuilds the state from the account's journal, oldest entry first. Sends and tells nothing.</summary>
    /// <param name="entries">The journal.</param>
    /// <param name="onFill">Hears every fill again, in order; null when nobody wants to.</param>
    /// <exception cref="InvalidOperationException">
    /// This manager has already acted, or the journal names an instrument that it does not trade.
    /// </exception>
    /// <exception cref="ArgumentException">The journal holds this epoch or a higher one.</exception>
    public void Restore(IEnumerable<JournalEntry> entries, Action<OwnFill>? onFill = null) => Restore(default, entries, onFill);

    /// <summary>Rebuilds the state from a snapshot and the entries after it.</summary>
    /// <param name="snapshot">What <see cref="Snapshot"/> wrote; empty for the journal's beginning.</param>
    /// <param name="entries">The entries after it, oldest first.</param>
    /// <param name="onFill">Hears every fill of these entries again, in order; null when nobody wants to.</param>
    /// <exception cref="SnapshotException">The snapshot can't be used: make another manager, and restore it from the whole journal.</exception>
    /// <exception cref="InvalidOperationException">
    /// This manager has already acted, or the journal names an instrument that it does not trade.
    /// </exception>
    /// <exception cref="ArgumentException">The journal holds this epoch or a higher one.</exception>
    public void Restore(ReadOnlyMemory<byte> snapshot, IEnumerable<JournalEntry> entries, Action<OwnFill>? onFill = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (_state.Epoch >= 0 || _round > 0)
            throw new InvalidOperationException($"{Account} is restored once, before anything else.");

        if (!snapshot.IsEmpty)
            _state.Read(snapshot);
        foreach (JournalEntry entry in entries)
        {
            Effect effect = _state.Apply(entry);
            if (effect.IsNewTrade)
                onFill?.Invoke(FillOf(effect.Order, entry.Report));
        }

        if (_state.Epoch >= Epoch)
        {
            throw new ArgumentException(
                $"The journal of {Account} is at epoch {_state.Epoch}; its next owner needs a higher one than {Epoch}.", nameof(entries));
        }
    }

    /// <summary>All that the journal determines so far, as canonical bytes: <see cref="StateHash"/> is the hash of these.</summary>
    public byte[] Snapshot() => _state.Snapshot();

    /// <summary>
    /// The trade up to which no trade of ours is missing, as far as this journal tells: the newest one heard, or the newest before an order whose
    /// trades are perhaps not all counted. 0 when nothing is proven.
    /// </summary>
    public long TradesCompleteTo(InstrumentId instrument)
    {
        if (!_state.TryFind(instrument, out TradedInstrument? traded))
            return 0;
        long completeTo = traded.NewestTradeId;
        foreach (Order order in traded.Live)
            completeTo = Math.Min(completeTo, order.TradesBefore);
        for (int age = 0; age < Orders.EndedCount; age++)
        {
            Order order = Orders.Ended(age);
            if (order.Instrument.Id == instrument && order.Traded < order.Filled)
                completeTo = Math.Min(completeTo, order.TradesBefore);
        }

        return completeTo;
    }

    /// <summary>True when this trade was counted before: hearing it again says nothing.</summary>
    public bool HasCounted(in ExecutionReport trade) =>
        _state.TryFind(trade.Instrument, out TradedInstrument? traded) && traded.TradeIds(trade.Side).Contains(trade.TradeId);

    /// <summary>
    /// True while a trade that the venue's list names only by the venue's own order id may be of an order of ours whose venue id we have not
    /// heard yet. Counted now, it would be a stranger's for good: read the list again later.
    /// </summary>
    public bool MayBeOurs(in ExecutionReport trade)
    {
        bool isNameless = !trade.Id.IsOurs && trade.ForeignClientId is null;
        if (!isNameless || _state.Find(trade) is not null || !_state.TryFind(trade.Instrument, out TradedInstrument? traded))
            return false;

        foreach (Order order in traded.Live)
        {
            if (order.Side == trade.Side && order.VenueOrderId is null && !order.Absence.HasFlag(AbsenceAnswers.NotFound))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Compares with the venue's list of open orders of one instrument, outside a reconciliation. What is listed is heard; an order of ours
    /// that rested before the question and is not listed is in doubt: its end was not heard.
    /// </summary>
    /// <param name="instrument">Where.</param>
    /// <param name="listed">The venue's list, of that instrument alone.</param>
    /// <param name="askedNs">When it was asked for, Unix nanoseconds: younger orders may be missing.</param>
    /// <param name="nowNs">Unix nanoseconds.</param>
    public void OnOpenOrders(InstrumentId instrument, IReadOnlyList<ExecutionReport> listed, long askedNs, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(listed);
        if (!_state.TryFind(instrument, out TradedInstrument? traded))
            return;

        var ids = new HashSet<ulong>();
        foreach (ExecutionReport report in listed)
        {
            ids.Add(report.Id.Value);
            Order? known = _state.Find(report);
            // An end of the last moments is newer than the list.
            bool isNews = known is null ? _state.IsMine(report.Id) : known.State.IsTerminal() && known.EndedNs < askedNs - _settings.RequestTimeoutNs;
            if (isNews)
                OnOpenOrder(report, nowNs);
        }

        foreach (Order order in traded.Live.ToArray())
        {
            bool isMissing = order.State.IsResting() && order.AcknowledgedNs < askedNs - _settings.RequestTimeoutNs && !ids.Contains(order.Id.Value);
            if (isMissing)
                Doubt(order, nowNs);
        }
    }

    /// <summary>Tells that the order stream was lost: everything in flight is in doubt, and nothing new is sent until reconciled.</summary>
    public void OnStreamLost(long nowNs)
    {
        IsReady = false;
        _isReconciling = false;
        for (int slot = Orders.LiveCount - 1; slot >= 0; slot--)
        {
            Order order = Orders.Live[slot];
            if (order.State is OrderState.Sent or OrderState.PendingCancel or OrderState.PendingReplace)
                Doubt(order, nowNs);
        }
    }

    /// <summary>
    /// Begins to compare with the venue; the first time, it opens this owner's epoch in the journal. Then feed <see cref="OnOpenOrder"/> for
    /// every open order, <see cref="OnReport"/> for fills, <see cref="OnPosition"/> for every position, and call <see cref="EndReconcile"/>.
    /// </summary>
    /// <returns>False when a newer epoch owns the account.</returns>
    public bool BeginReconcile(long nowNs)
    {
        if (_state.Epoch != Epoch && !Record(new() { Kind = JournalKind.EpochOpened, TimeNs = nowNs, Epoch = Epoch }, out _))
            return false;

        if (_round == 0)
            AwaitRestoredFills(nowNs);
        IsReady = false;
        _isReconciling = !_isFenced;
        _round++;
        return _isReconciling;
    }

    /// <summary>
    /// One order of the venue's list of open ones. Ours is heard; one of ours that we do not know is adopted, then cancelled; others are left
    /// alone.
    /// </summary>
    public void OnOpenOrder(in ExecutionReport report, long nowNs)
    {
        Order? known = _state.Find(report);
        if (known is null && !_state.IsMine(report.Id))
        {
            Alert(OrderAlertKind.ForeignOrder, report.Instrument, report.Id, 0, report.Quantity.Lots, report.ForeignClientId, nowNs);
            return;
        }

        // A venue's "partially filled" is a state here, not a trade.
        bool isState = report.Kind is ReportKind.Traded && report.TradeId == 0;
        Take(isState ? report with { Kind = ReportKind.Acknowledged } : report, isListed: true, nowNs);
        if (known is not null && known.State.IsTerminal() && known.State is not OrderState.Filled)
        {
            // The list may be older than the end that we heard of: then this cancel finds nothing, which harms nobody.
            Alert(OrderAlertKind.OrphanFound, report.Instrument, known.Id, (long)known.State, (long)report.Kind, null, nowNs);
            Cancel(known, nowNs);
        }
    }

    /// <summary>
    /// The answer to a query by our id: its state, or that it was not found, with the venue's clock in
    /// <see cref="ExecutionReport.VenueTimeNs"/>.
    /// </summary>
    public void OnOrderStatus(in ExecutionReport report, long nowNs)
    {
        if (report.Kind is ReportKind.NotFound)
            OnAbsent(report.Id, AbsenceAnswers.NotFound, report.VenueTimeNs, nowNs);
        else
            OnReport(report, nowNs);
    }

    /// <summary>The fills query shows no trade of the order. Counts only after a not-found that counted.</summary>
    /// <param name="id">The order.</param>
    /// <param name="venueTimeNs">The venue's clock in that answer, Unix nanoseconds.</param>
    /// <param name="nowNs">Unix nanoseconds.</param>
    public void OnNoFills(ClientOrderId id, long venueTimeNs, long nowNs) => OnAbsent(id, AbsenceAnswers.NoFills, venueTimeNs, nowNs);

    /// <summary>The list of open orders lacks the order. Counts only after a not-found that counted.</summary>
    /// <param name="id">The order.</param>
    /// <param name="venueTimeNs">The venue's clock in that answer, Unix nanoseconds.</param>
    /// <param name="nowNs">Unix nanoseconds.</param>
    public void OnNotListed(ClientOrderId id, long venueTimeNs, long nowNs) => OnAbsent(id, AbsenceAnswers.NotListed, venueTimeNs, nowNs);

    /// <summary>
    /// The venue's position of an instrument. While reconciling a difference is booked, with its cause; at other times fills are underway,
    /// and it is ignored.
    /// </summary>
    public void OnPosition(in VenuePosition position, long nowNs)
    {
        if (!_isReconciling || !_state.TryFind(position.Instrument, out TradedInstrument? traded))
            return;

        long ours = traded.PositionLots;
        long difference = position.SignedLots - ours;
        if (difference == 0)
            return;

        var entry = new JournalEntry
        {
            Kind = JournalKind.PositionAdjusted, TimeNs = nowNs, Instrument = position.Instrument, Lots = difference,
            Text = "the venue's statement at reconciliation",
        };
        if (!Record(entry, out _))
            return;
        Alert(OrderAlertKind.PositionAdjusted, position.Instrument, default, ours, position.SignedLots, entry.Text, nowNs);
        Shed(position.Instrument, nowNs);
    }

    /// <summary>
    /// Ends the comparison. Live orders that the venue did not mention are put in doubt and asked for; until the venue has said what became of
    /// each, this returns false and is to be called again. Orders of older epochs are cancelled.
    /// </summary>
    /// <returns>True when ready.</returns>
    public bool EndReconcile(long nowNs)
    {
        if (!_isReconciling || _isFenced)
            return false;

        bool isSettled = true;
        for (int slot = Orders.LiveCount - 1; slot >= 0; slot--)
        {
            Order order = Orders.Live[slot];
            bool isUnheard = order.HeardInRound != _round;
            if (isUnheard && order.State is not OrderState.Unknown)
                Doubt(order, nowNs);
            else if (!order.CancelWanted && (order.Id.Epoch < Epoch || IsKilled))
                Cancel(order, nowNs);
            isSettled &= !isUnheard && order.State is not OrderState.Unknown;
        }

        if (!isSettled)
            return false;

        _isReconciling = false;
        IsReady = true;
        foreach (TradedInstrument traded in _state.Instruments)
            PlaceWaiting(traded, nowNs);
        return true;
    }

    private void AwaitRestoredFills(long nowNs)
    {
        foreach (Order order in Orders.Live)
        {
            if (order.Filled > order.Traded)
                AwaitFills(order, nowNs);
        }

        for (int age = 0; age < Orders.EndedCount; age++)
        {
            if (Orders.Ended(age) is { } order && order.Filled > order.Traded)
                AwaitFills(order, nowNs);
        }
    }

    private void OnAbsent(ClientOrderId id, AbsenceAnswers answer, long venueTimeNs, long nowNs)
    {
        if (!Orders.TryGet(id, out Order? order) || order.State.IsTerminal())
            return;

        bool isLateEnough = venueTimeNs > order.RequestExpiresNs + _settings.ClockErrorNs + _settings.QueryLagNs;
        var entry = new JournalEntry
        {
            Kind = JournalKind.AnswerReceived, TimeNs = nowNs, Id = id, Answer = answer, VenueTimeNs = venueTimeNs, Counts = isLateEnough,
        };
        if (!Record(entry, out _))
            return;

        AbsenceAnswers needed = AbsenceAnswers.NotFound | AbsenceAnswers.NoFills;
        if (_settings.ProofNeedsOpenOrders)
            needed |= AbsenceAnswers.NotListed;
        bool isProven = (order.Absence & needed) == needed;
        if (isProven && Record(new() { Kind = JournalKind.AbsenceProven, TimeNs = nowNs, Id = id }, out Effect effect))
            Settle(effect, default, nowNs);
    }

    /// <summary>An order of ours that we do not know: of an older owner, or whose entry was lost. It is known from now on, and cancelled.</summary>
    private void AdoptOrphan(in ExecutionReport report, long nowNs)
    {
        if (report.Quantity.IsZero || Orders.IsFull)
        {
            Drop(Orders.IsFull ? OrderAlertKind.TooManyOrders : OrderAlertKind.Malformed, report, nowNs);
            return;
        }

        Alert(OrderAlertKind.OrphanFound, report.Instrument, report.Id, 0, report.Quantity.Lots, report.VenueOrderId, nowNs);
        if (!Record(new() { Kind = JournalKind.OrderAdopted, TimeNs = nowNs, Id = report.Id, Report = report }, out Effect effect))
            return;

        Order order = effect.Order!;
        order.HeardInRound = _round;
        _observer.OnOrderEvent(order, effect.Before);
        if (order.Filled > order.Traded)
            AwaitFills(order, nowNs);
        Cancel(order, nowNs);
    }
}
