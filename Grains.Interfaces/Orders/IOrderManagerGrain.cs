namespace Quern.Grains.Interfaces.Orders;

/// <summary>The order manager (OMS) of one account; the key is <c>venue:account</c>. It alone sends orders, and journals first.</summary>
[Alias("order-manager")]
public interface IOrderManagerGrain : IGrainWithStringKey
{
    /// <summary>Wakes the account: epoch, journal, connection, reconciliation. Harmless when awake.</summary>
    [Alias("wake"), ResponseTimeout(CallTimes.Waking)]
    Task Wake();

    /// <summary>Takes every order back, proves it at the venue, and ends this activation: its desk has another owner, on whose silo it wakes again.</summary>
    /// <param name="owner">The desk's owner. An activation that lives there stays: the word may come late, and again.</param>
    [Alias("hand-over-to"), ResponseTimeout(CallTimes.HandingOver), AlwaysInterleave]
    Task HandOver(SiloAddress owner);

    /// <summary>What a strategy wants resting. Newest version wins; repeats are harmless.</summary>
    [Alias("set-targets"), AlwaysInterleave, ResponseTimeout(CallTimes.MoneyPath)]
    Task SetTargets(TargetsMessage targets);

    /// <summary>One order now, at most once per key: hedges and slices.</summary>
    [Alias("submit"), ResponseTimeout(CallTimes.MoneyPath)]
    Task<SubmitResult> Submit(SubmitOrder order);

    /// <summary>What the venue said, in order. Heard while a stop or kill waits for its proof: it is this that the proof consists of.</summary>
    [Alias("on-reports"), AlwaysInterleave, ResponseTimeout(CallTimes.MoneyPath)]
    Task OnReports(ReportBatch reports);

    /// <summary>The account's money, as its position manager counts it: what loss and drawdown limits are judged by.</summary>
    [Alias("set-equity"), AlwaysInterleave, ResponseTimeout(CallTimes.MoneyPath)]
    Task SetEquity(EquityMessage equity);

    /// <summary>Lets quotes through again after a stop.</summary>
    /// <returns>Refused while killed.</returns>
    [Alias("start"), ResponseTimeout(CallTimes.HandingOver)]
    Task<CommandResult> Start();

    /// <summary>
    /// Withdraws all quotes and lets no new ones through until a start, whoever owns the account until then; returns when the venue's open-order
    /// list shows none of ours, or says what is left.
    /// </summary>
    [Alias("stop"), AlwaysInterleave, ResponseTimeout(CallTimes.HandingOver)]
    Task<CommandResult> Stop();

    /// <summary>As a stop, of a process that ends: the next owner quotes.</summary>
    [Alias("leave"), AlwaysInterleave, ResponseTimeout(CallTimes.HandingOver)]
    Task<CommandResult> Leave();

    /// <summary>Cancels every working order; quoting goes on. Returns as <see cref="Stop"/> does.</summary>
    [Alias("cancel-all"), AlwaysInterleave, ResponseTimeout(CallTimes.HandingOver)]
    Task<CommandResult> CancelAll();

    /// <summary>Stops for good: journaled, survives restarts, until <see cref="Arm"/>. Returns as <see cref="Stop"/> does.</summary>
    [Alias("kill"), AlwaysInterleave, ResponseTimeout(CallTimes.HandingOver)]
    Task<CommandResult> Kill(string reason);

    /// <summary>Ends a kill, with the reason on record. Quoting needs a <see cref="Start"/>.</summary>
    [Alias("arm"), ResponseTimeout(CallTimes.HandingOver)]
    Task<CommandResult> Arm(string reason);

    /// <summary>Counts and states.</summary>
    [Alias("view"), AlwaysInterleave]
    Task<AccountView> GetView();

    /// <summary>The state that the journal determines, as one hash: equal to a replay's of the same journal.</summary>
    [Alias("digest"), AlwaysInterleave]
    Task<AccountDigest> GetDigest();

    /// <summary>Orders, newest first.</summary>
    /// <param name="workingOnly">Only those that may still trade.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    [Alias("orders"), AlwaysInterleave]
    Task<OrderView[]> GetOrders(bool workingOnly, int limit);

    /// <summary>Fills from the journal, oldest first: how the position manager catches up.</summary>
    /// <param name="afterSequence">Fill number to start after; 0 for the first.</param>
    /// <param name="limit">At most this many, 1 to 10,000.</param>
    [Alias("fills"), AlwaysInterleave]
    Task<FillMessage[]> GetFills(long afterSequence, int limit);
}
