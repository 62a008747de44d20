using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;

namespace Quern.Grains.Orders;

public sealed partial class OrderManagerGrain
{
    private static readonly TimeSpan ProofPause = TimeSpan.FromMilliseconds(50);
    private const int ProofTries = 80;
    private static readonly TimeSpan KeepPatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public Task<CommandResult> Start()
    {
        Verdict verdict = _killReason is null ? _manager.Start(clock.NowNs) : new(DenyReason.Killed, 0, 1);
        CommandResult result = verdict.Reason switch
        {
            DenyReason.None => new(true, "", "quoting allowed", -1),
            DenyReason.Killed => new(false, "killed", $"{_account} is killed ({_killReason}): arm it first, with a reason", -1),
            _ => new(false, "not-ready", $"{_account} is not reconciled with its venue yet: try again in a moment", -1),
        };
        logger.AccountCommand(_account, result.Message);
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public async Task<CommandResult> Stop()
    {
        _manager.Stop(clock.NowNs);
        EndTurn();
        Task<CommandResult> proof = ProveGone("stopped");
        string trouble = await KeepRecords();
        CommandResult result = await proof;
        return trouble.Length == 0
            ? result
            : result with { Code = "not-stored", Message = $"{result.Message}; NOT STORED, the next owner may quote: {trouble}. Repeat the stop" };
    }

    /// <inheritdoc/>
    public Task<CommandResult> Leave()
    {
        _manager.Leave(clock.NowNs);
        EndTurn();
        return ProveGone("left");
    }

    /// <inheritdoc/>
    public async Task HandOver(SiloAddress owner)
    {
        if (silo.SiloAddress.Equals(owner))
            return;

        await Leave();
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public Task<CommandResult> CancelAll()
    {
        _manager.CancelAll(CancelScope.All, clock.NowNs);
        EndTurn();
        return ProveGone("cancelled");
    }

    /// <inheritdoc/>
    public async Task<CommandResult> Kill(string reason)
    {
        _killReason = reason;
        logger.AccountKilled(_account, reason);
        // Orders first: whatever keeps the kill may be away.
        _manager.Kill(reason, clock.NowNs);
        EndTurn();
        Task<CommandResult> proof = ProveGone("killed");
        // Two places keep it; either one is worth having.
        string records = await KeepRecords();
        string change = TryChange(() => kills.Kill(_account, reason));
        string trouble = records.Length > 0 ? records : change;
        CommandResult result = await proof;
        return trouble.Length == 0
            ? result
            : result with { Code = "not-stored", Message = $"{result.Message}; NOT STORED, the next start may not know of it: {trouble}. Repeat the kill" };
    }

    /// <inheritdoc/>
    public async Task<CommandResult> Arm(string reason)
    {
        // Armed is not started: somebody must say so.
        _manager.Stop(clock.NowNs);
        _manager.Arm(reason, clock.NowNs);
        EndTurn();
        string trouble = await KeepRecords();
        if (trouble.Length == 0)
            trouble = TryChange(() => kills.Arm(_account));
        if (trouble.Length > 0)
            return new(false, "not-stored", $"{_account} stays killed, its arming is not stored: {trouble}. Try again", -1);

        _killReason = null;
        // A reconciliation that ended meanwhile still found it killed.
        _manager.Arm(reason, clock.NowNs);
        string message = $"armed: {reason}; quoting needs a start";
        logger.AccountCommand(_account, message);
        return new(true, "", message, -1);
    }

    /// <summary>Waits a while for what was journaled so far to survive a loss of power.</summary>
    /// <returns>Why it does not; empty when it does.</returns>
    private async Task<string> KeepRecords()
    {
        try
        {
            await _journal.WhenDurable().WaitAsync(KeepPatience, time);
            return "";
        }
        catch (TimeoutException)
        {
            return NotStored($"{_journal.Location} has not answered for {KeepPatience.TotalSeconds} s");
        }
        catch (Exception error) when (error is JournalException or ObjectDisposedException)
        {
            return NotStored(error.Message);
        }
    }

    private string TryChange(Action change)
    {
        try
        {
            change();
            return "";
        }
        catch (JournalException error)
        {
            return NotStored(error.Message);
        }
    }

    private string NotStored(string why)
    {
        logger.KillNotStored(_account, why);
        return why;
    }

    /// <inheritdoc/>
    public Task<AccountView> GetView()
    {
        OrderStatistics statistics = _manager.Statistics;
        return Task.FromResult(new AccountView
        {
            Account = _account,
            State = State(),
            Epoch = _manager.Epoch,
            KillReason = _killReason ?? "",
            Working = statistics.WorkingNow,
            Unknown = statistics.UnknownNow,
            Total = _ordersBefore + statistics.Total,
            Fills = _fills.Count,
            Sent = statistics.Sent,
            Rejected = statistics.Rejected,
            Denied = statistics.Denied,
            Cancelled = statistics.Cancelled,
            Journal = _journal.Location,
        });
    }

    /// <inheritdoc/>
    public Task<AccountDigest> GetDigest() => Task.FromResult(new AccountDigest(_manager.Epoch, _manager.IsFenced, _manager.StateHash));

    /// <inheritdoc/>
    public Task<OrderView[]> GetOrders(bool workingOnly, int limit)
    {
        long now = clock.NowNs;
        IEnumerable<Order> orders = _manager.Orders.Live.ToArray();
        if (!workingOnly)
            orders = orders.Concat(Enumerable.Range(0, _manager.Orders.EndedCount).Select(_manager.Orders.Ended));
        return Task.FromResult(orders.OrderByDescending(order => order.Id).Take(Math.Clamp(limit, 1, 1000)).Select(order => View(order, now)).ToArray());
    }

    /// <summary>Waits for the venue's own list to be empty of ours; asks the venue to clear it when single cancels do not.</summary>
    private async Task<CommandResult> ProveGone(string what)
    {
        _isProvenGone = false;
        int open = -1;
        string problem = "";
        for (int attempt = 0; attempt < ProofTries; attempt++)
        {
            await Task.Delay(ProofPause, time);
            if (_manager.Orders.LiveCount > 0 && attempt % 20 != 19)
                continue;
            try
            {
                if (attempt % 20 == 19)
                    await ClearAtVenue();
                open = (await _questions.ReadOpen()).Count;
                if (open == 0)
                    break;
            }
            catch (ExchangeException error)
            {
                problem = $"; the venue did not answer: {error.Message}";
            }
        }

        _isProvenGone = open == 0 && _manager.Orders.LiveCount == 0;
        string message = open == 0
            ? $"{_account} {what}: the venue lists no open order of ours"
            : $"{_account} {what}: the venue still lists {open} open orders{problem}; repeat the command, or cancel at the venue";
        logger.AccountCommand(_account, message);
        return new(true, "", message, open);
    }

    // One by one, by our own ids: an order of somebody else on the account stays.
    private async Task ClearAtVenue()
    {
        foreach (ExecutionReport open in await _questions.ReadOpen())
        {
            Instrument instrument = _instruments.First(known => known.Id == open.Instrument);
            _oms.CancelOrder(new(open.Id, instrument, open.VenueOrderId));
        }
    }

    private string State() =>
        _killReason is not null ? "killed"
        : !_manager.IsReady || _lease.UntilFirstOrder > TimeSpan.Zero ? "reconciling"
        : _manager.IsStopped ? "stopped"
        : "ready";

    private static OrderView View(Order order, long now) => new()
    {
        OrderId = order.Id.Value,
        VenueOrderId = order.VenueOrderId ?? "",
        Instrument = order.Instrument.Id.ToString(),
        Strategy = order.Strategy,
        Side = order.Side,
        State = order.State.ToString(),
        PriceTicks = order.Price.Ticks,
        QuantityLots = order.Quantity.Lots,
        FilledLots = order.Filled.Lots,
        PriceScale = order.Instrument.PriceScale,
        QuantityScale = order.Instrument.QuantityScale,
        AgeNs = now - order.IntendedNs,
    };
}
