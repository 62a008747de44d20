using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Desks;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Leases;
using Quern.Grains.Venues;

namespace Quern.Grains.Orders;

/// <inheritdoc cref="IOrderManagerGrain"/>
[DeskPlacement]
public sealed partial class OrderManagerGrain(
    QuernSiloOptions options, VenueDirectory venues, OrderEntryHub hub, IJournalStore journals, IKillSwitch kills, ReceiveClock clock,
    ILocalSiloDetails silo, TimeProvider time, ILogger<OrderManagerGrain> logger)
    : Grain, IOrderManagerGrain
{
    private static readonly TimeSpan TimerEvery = TimeSpan.FromMilliseconds(50);
    private static readonly long AuditEveryNs = TimeSpan.FromSeconds(2).Ticks * TimeSpan.NanosecondsPerTick;
    // A database that fails over may lose this much of what was sent; the journal's gate keeps it below a third of a second otherwise.
    private const int LostSeconds = 2;
    private readonly Dictionary<string, Targets> _targets = new(StringComparer.Ordinal);
    private FillLog _fills = new();
    private string _account = "";
    private List<Instrument> _instruments = [];
    private IJournal _journal = null!;
    private AccountJournal _entries = null!;
    private SnapshotKeeper _snapshots = null!;
    private AccountLease _lease = null!;
    private OrderManager _manager = null!;
    private OrderNews _news = null!;
    private NewsDelivery _delivery = null!;
    private VenueQuestions _questions = null!;
    private IExchangeOms _oms = null!;
    private IVenueTimers? _timers;
    private bool _areTimersSet;
    private string? _killReason;
    private long _ordersBefore;
    private int _streamRound;
    private bool _isStreamReady;
    private bool _isReconciling;
    private bool _isProvenGone;
    private bool _hasTakenOver;
    private bool _isAuditing;
    private long _auditDueNs;
    private int _audits;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = this.GetPrimaryKeyString();
        AccountEntry entry = Array.Find(options.Content.Accounts, known => known.Id == _account)
            ?? throw new InvalidOperationException($"Account '{_account}' is not configured.");

        // A venue that is away is noticed before the journal is taken over: every take-over costs an epoch and makes its successor wait.
        await venues.InstrumentsOf(venues.OfAccount(_account));
        _journal = await journals.Open(_account);
        try
        {
            await Begin(entry);
        }
        catch
        {
            await _journal.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // One that was fenced off on this very silo must not take anything from its successor here.
        if (_journal is not null && hub.Release(_account, _journal.Epoch))
            _timers?.LetRun();
        _streamRound++;
        if (_journal is null)
            return;
        // Before the lease: a successor that need not wait should find it.
        if (_snapshots is not null && !_manager.IsFenced)
            await _snapshots.End();
        if (_isProvenGone && _manager.IsStopped)
            await _lease.Release();
        await _journal.DisposeAsync();
    }

    /// <inheritdoc/>
    public Task Wake() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task SetTargets(TargetsMessage targets)
    {
        Targets wanted = Translate(targets);
        if (targets.Reference.IsTwoSided)
            _news.SetMid(wanted.Instrument, targets.Reference.MidHalfTicks);
        if (targets.MarkTicks > 0)
            _manager.SetMarket(wanted.Instrument, wanted.Reference, wanted.BookTimeNs, targets.MarkTicks);
        _manager.SetTargets(wanted, clock.NowNs);
        EndTurn();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Interfaces.Orders.SubmitResult> Submit(SubmitOrder order)
    {
        var command = new OrderCommand(
            CommandKeys.Of(order.Strategy, order.Key), order.Strategy, InstrumentId.Parse(order.Instrument), order.Side, order.Type, order.TimeInForce,
            new(order.PriceTicks), new(order.QuantityLots), PostOnly: false, order.ReduceOnly);
        if (order.Reference.IsTwoSided)
        {
            _news.SetMid(command.Instrument, order.Reference.MidHalfTicks);
            _manager.SetMarket(command.Instrument, order.Reference, order.BookTimeNs);
        }

        Domain.Orders.SubmitResult result = _manager.Submit(command, clock.NowNs);
        EndTurn();
        string denied = result.Verdict.IsAccepted ? "" : result.Verdict.Reason.ToString();
        return Task.FromResult(new Interfaces.Orders.SubmitResult(result.Id.Value, denied, result.Verdict.Limit, result.Verdict.Actual));
    }

    /// <inheritdoc/>
    public Task OnReports(ReportBatch reports)
    {
        int change = 0;
        for (int index = 0; index <= reports.Count; index++)
        {
            for (; change < reports.Changes.Length && reports.Changes[change].Before == index; change++)
                OnStreamChange(reports.Changes[change].IsReady);
            if (index < reports.Count)
                _manager.OnReport(reports.Reports[index], clock.NowNs);
        }

        EndTurn();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetEquity(EquityMessage equity)
    {
        _manager.SetEquity(
            new(equity.NowE8, equity.StartE8, equity.PeakE8)
            {
                WorstLossE8 = equity.WorstLossE8, WorstDrawdownE8 = equity.WorstDrawdownE8, Version = equity.Version,
            },
            clock.NowNs);
        EndTurn();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<FillMessage[]> GetFills(long afterSequence, int limit) => Task.FromResult(_fills.After(afterSequence, Math.Clamp(limit, 1, 10_000)));

    private async Task Begin(AccountEntry entry)
    {
        _lease = new(_journal, options.Lease, silo.SiloAddress.ToString(), clock);
        await _lease.Renew();
        if (_journal.Notice.Length > 0)
            logger.JournalNotice(_account, _journal.Notice);
        _entries = new(_journal, options.Run, entry.Desk);
        AccountSettings settings = await Restore(entry);
        _manager.ExtendLease(_lease.SendUntilNs);
        _killReason = kills.ReasonOf(_account) ?? (_manager.IsKilled ? _manager.KillReason : null);
        IExchangeDataFetcher fetcher = venues.OfAccount(_account).DataFetcher(_account);
        int mostLost = settings.Limits.OrderBurst + LostSeconds * settings.Limits.OrdersPerSecond;
        if (_entries.MayExist.LastOrDefault() is { Last: > 0 } unrecorded)
            logger.OrdersMayExist(_account, unrecorded.First, unrecorded.Last, unrecorded.Epoch);
        var lost = new LostOrderSearch(entry.Number, _entries.MayExist, mostLost, fetcher, _instruments);
        _questions = new(_manager, entry.Number, _fills, _journal, lost, fetcher, _instruments, clock, time, logger);
        _timers = venues.OfAccount(_account).Timers(_account);
        _snapshots = new(_journal, options.SnapshotEvery, TakeSnapshot, why => logger.SnapshotNotStored(_account, why));
        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(TimerEvery, TimerEvery) { Interleave = true });
    }

    private Task OnTimer()
    {
        _lease.Tick();
        _manager.ExtendLease(_lease.SendUntilNs);
        _manager.OnTimer(clock.NowNs);
        if (_isStreamReady && !_manager.IsReady && !_isReconciling)
            _ = Reconcile();
        else if (_manager.IsReady && !_isAuditing && clock.NowNs >= _auditDueNs)
            _ = Audit();
        SetTimers();
        _entries.IsHeldBack = _fills.IsFull;
        _snapshots.Tick();
        EndTurn();
        // An owner with nothing to write learns from its lease that there is a newer one.
        if (_manager.IsFenced || _lease.IsLost)
            DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>Only an owner who knows how the account stands keeps its orders alive at the venue.</summary>
    private void SetTimers()
    {
        bool areWanted = _manager.IsReady && !_manager.IsStopped && _killReason is null;
        if (areWanted == _areTimersSet || _timers is null)
            return;

        // Not ready, with orders resting: the timers run on. Stopped, with nothing left: they are taken off, so that orders of others stay.
        bool isClear = _manager.IsReady && _manager.Orders.LiveCount == 0;
        if (!areWanted && _manager.IsReady && !isClear)
            return;

        _areTimersSet = areWanted;
        if (!areWanted && !isClear)
        {
            _timers.LetRun();
            return;
        }

        foreach (Instrument instrument in _instruments)
        {
            if (areWanted)
                _timers.Arm(instrument);
            else
                _ = _timers.Disarm(instrument);
        }
    }

    private void OnStreamChange(bool isReady)
    {
        _streamRound++;
        _isStreamReady = isReady;
        _manager.OnStreamLost(clock.NowNs);
    }

    private async Task Reconcile()
    {
        _isReconciling = true;
        int round = _streamRound;
        try
        {
            bool isReady = await _questions.Reconcile(takesBack: !_hasTakenOver, () => round == _streamRound, _delivery.TellLedger);
            if (isReady && _lease.UntilFirstOrder is { Ticks: > 0 } wait)
            {
                // What the owner before had under way may still arrive until then.
                await Task.Delay(wait, time);
                isReady = round == _streamRound
                    && await _questions.Reconcile(takesBack: !_hasTakenOver, () => round == _streamRound, _delivery.TellLedger);
            }

            _hasTakenOver |= isReady;
            if (isReady && _killReason is { } reason && !_manager.IsKilled)
                _manager.Kill(reason, clock.NowNs);
            EndTurn();
        }
        catch (Exception error) when (error is ExchangeException or OperationCanceledException or TimeoutException or OrleansException or JournalException or ObjectDisposedException)
        {
            logger.NotReconciled(_account, error.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }
        finally
        {
            _isReconciling = false;
        }
    }

    /// <summary>
    /// Looks at one instrument after the other, and at all positions every other time: 1 for open orders, 5 for fills and half of 5 for
    /// positions every 2 s are 255 of a minute's 2,400 weight, a tenth.
    /// </summary>
    private async Task Audit()
    {
        _isAuditing = true;
        _auditDueNs = clock.NowNs + AuditEveryNs;
        try
        {
            await _questions.Audit(_instruments[_audits % _instruments.Count]);
            bool arePositionsDue = _audits++ % 2 == 0;
            // A difference that stays is settled as after a broken stream: nothing new until all is compared.
            if (arePositionsDue && !await _questions.AuditPositions() && _manager.IsReady)
                OnStreamChange(_isStreamReady);
            EndTurn();
        }
        catch (Exception error) when (error is ExchangeException or OperationCanceledException or TimeoutException)
        {
            logger.NotAudited(_account, error.Message);
        }
        finally
        {
            _isAuditing = false;
        }
    }

    /// <summary>What the turn brought about goes out now that the state is settled.</summary>
    private void EndTurn()
    {
        _delivery.Deliver(_news.Events);
        if (_news.Questions.Count == 0)
            return;

        foreach (OrderQuestion question in _news.Questions)
            _ = Ask(question);
        _news.Questions.Clear();
    }

    private async Task Ask(OrderQuestion question)
    {
        try
        {
            await _questions.Ask(question);
            EndTurn();
        }
        catch (Exception error) when (error is ExchangeException or OperationCanceledException or TimeoutException)
        {
            // The order stays in doubt, and the manager asks again.
            logger.QuestionUnanswered(_account, question.Id, error.Message);
        }
    }

    private Targets Translate(TargetsMessage message)
    {
        string key = $"{message.Strategy}/{message.Instrument}";
        if (!_targets.TryGetValue(key, out Targets? targets))
            _targets.Add(key, targets = new() { Strategy = message.Strategy, Instrument = InstrumentId.Parse(message.Instrument) });

        targets.Version = message.Version;
        targets.TimeToLiveNs = message.TimeToLiveNs;
        targets.Reference = message.Reference;
        targets.BookSequence = message.BookSequence;
        targets.BookTimeNs = message.BookTimeNs;
        if (targets.Levels.Length < message.Count)
            targets.Levels = new TargetLevel[message.Count];
        for (int index = 0; index < message.Count; index++)
            targets.Levels[index] = new(message.Levels[index].Side, new(message.Levels[index].PriceTicks), new(message.Levels[index].QuantityLots));
        targets.Count = message.Count;
        return targets;
    }
}
