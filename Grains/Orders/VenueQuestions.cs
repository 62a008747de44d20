using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Journal;

namespace Quern.Grains.Orders;

/// <summary>Asks the venue how an account stands, and tells its order manager. Runs inside the grain: each await ends a turn.</summary>
internal sealed class VenueQuestions(
    OrderManager manager, int account, FillLog fills, IJournal journal, LostOrderSearch lost, IExchangeDataFetcher fetcher,
    IReadOnlyList<Instrument> instruments, ReceiveClock clock, TimeProvider time, ILogger logger)
{
    // An answer that knows nothing counts only so long after the owner before may have sent: its requests' window, the clocks' difference, the venue's lag.
    private static readonly long SearchAfterNs = TimeSpan.FromMilliseconds(7_250).Ticks * TimeSpan.NanosecondsPerTick;
    private readonly long _openedNs = clock.NowNs;

    private const int SameDifferences = 4;
    private const int StatementTries = 20;
    private const int MostFillsAtOnce = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly long QueryLagNs = TimeSpan.FromSeconds(5).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>
    /// Compares the account with the venue: open orders, missing fills, then positions. A position that differs is read again until the
    /// difference stays: a fill may still be on its way.
    /// </summary>
    /// <param name="takesBack">
    /// True for a new owner, who takes back whatever rests before he quotes. False after a broken stream: what rests is ours and stays.
    /// </param>
    /// <param name="isCurrent">False once the order stream broke again.</param>
    /// <param name="tellLedger">Takes a consistent statement of the venue and the number of the last fill that it covers; false to be asked again.</param>
    /// <returns>True when the account is ready.</returns>
    public async Task<bool> Reconcile(bool takesBack, Func<bool> isCurrent, Func<AccountEventMessage[], long, Task<bool>> tellLedger)
    {
        if (!manager.BeginReconcile(clock.NowNs))
            return false;

        // An epoch that a loss of power could take back must not have sent anything.
        await journal.WhenDurable();
        IReadOnlyList<ExecutionReport> open = await fetcher.GetOpenOrders(instruments, CancellationToken.None);
        foreach (ExecutionReport report in open)
            manager.OnOpenOrder(report, clock.NowNs);
        if (!await FindLost(isCurrent))
            return false;
        if (takesBack)
            manager.CancelAll(CancelScope.All, clock.NowNs);

        long before = fills.Count;
        while (takesBack && manager.Orders.LiveCount > 0)
        {
            // Those that the venue did not list are put in doubt here, and asked for.
            manager.EndReconcile(clock.NowNs);
            if (manager.IsReady)
                manager.BeginReconcile(clock.NowNs);
            await Task.Delay(Pause, time);
            if (!isCurrent())
                return false;
        }

        await ReadFills();
        if (!await ComparePositions(isCurrent))
            return false;
        bool isTold = await TellLedger(tellLedger, isCurrent);
        if (!isTold && takesBack)
            return false;

        while (isCurrent() && !manager.EndReconcile(clock.NowNs))
            await Task.Delay(Pause, time);
        if (!manager.IsReady)
            return false;
        logger.AccountReady(manager.Account, open.Count, (int)(fills.Count - before));
        return true;
    }

    /// <summary>After the end of the journal was lost, every order that may exist is looked for before anything new is sent.</summary>
    private async Task<bool> FindLost(Func<bool> isCurrent)
    {
        if (lost.IsDone)
            return true;
        logger.TailLost(manager.Account);
        while (clock.NowNs - _openedNs < SearchAfterNs)
        {
            await Task.Delay(Pause, time);
            if (!isCurrent())
                return false;
        }

        await lost.Look(report => manager.OnOrderStatus(report, clock.NowNs));
        logger.LostLookedFor(manager.Account, lost.Looked, lost.Found);
        return isCurrent();
    }

    /// <summary>Looks whether one instrument's open orders and fills are the venue's, while the account trades.</summary>
    public async Task Audit(Instrument instrument)
    {
        long askedNs = clock.NowNs;
        IReadOnlyList<ExecutionReport> open = await fetcher.GetOpenOrders([instrument], CancellationToken.None);
        manager.OnOpenOrders(instrument.Id, open, askedNs, clock.NowNs);
        await ReadFills(instrument);
    }

    /// <summary>Looks whether all positions are the venue's, while the account trades.</summary>
    /// <returns>False when one differs and goes on to differ by the same: no fill on its way explains it.</returns>
    public async Task<bool> AuditPositions()
    {
        var last = new Dictionary<InstrumentId, (long Ours, long Theirs)>();
        for (int same = 0; same < SameDifferences;)
        {
            Dictionary<InstrumentId, (long Ours, long Theirs)> differences = Differences(await ReadPositions());
            if (differences.Count == 0)
                return true;
            same = IsSame(differences, last) ? same + 1 : 1;
            last = differences;
            await Task.Delay(Pause, time);
        }

        return false;
    }

    /// <summary>Asks what became of an order.</summary>
    public async Task Ask(OrderQuestion question)
    {
        if (question.Query is OrderQuery.Fills)
        {
            await ReadFills(question.Instrument);
            return;
        }

        // Read before the question, so that the answer is at least this late.
        long venueTimeNs = await fetcher.GetServerTimeNs(CancellationToken.None);
        ExecutionReport status = await fetcher.GetOrder(question.Id, question.Instrument, CancellationToken.None);
        if (status.Kind is not ReportKind.NotFound)
        {
            // That it is so now matters, not when it became so: a replace that has expired by now and does not show never happened.
            bool lives = status.Kind is ReportKind.Acknowledged;
            manager.OnOrderStatus(lives ? status with { VenueTimeNs = Math.Max(status.VenueTimeNs, venueTimeNs) } : status, clock.NowNs);
            return;
        }

        manager.OnOrderStatus(status with { VenueTimeNs = venueTimeNs }, clock.NowNs);
        long known = fills.Count;
        await ReadFills(question.Instrument);
        if (fills.Count == known)
            manager.OnNoFills(question.Id, venueTimeNs, clock.NowNs);
    }

    /// <summary>Our open orders on the venue's own list.</summary>
    public async Task<IReadOnlyList<ExecutionReport>> ReadOpen()
    {
        IReadOnlyList<ExecutionReport> open = await fetcher.GetOpenOrders(instruments, CancellationToken.None);
        return [.. open.Where(report => report.Id.IsOurs && report.Id.Account == account)];
    }

    /// <summary>Reads the fills that were not proven to be here.</summary>
    /// <returns>False when a trade waits for its order's name and must be read again.</returns>
    private async Task<bool> ReadFills()
    {
        bool isWhole = true;
        foreach (Instrument instrument in instruments)
            isWhole &= await ReadFills(instrument);
        return isWhole;
    }

    private async Task<bool> ReadFills(Instrument instrument)
    {
        IReadOnlyList<ExecutionReport> page;
        long from = fills.ReadTo(instrument.Id) + 1;
        bool isWhole = true;
        do
        {
            page = await fetcher.GetFills(instrument, from, CancellationToken.None);
            foreach (ExecutionReport fill in page)
            {
                bool isNews = !manager.HasCounted(fill);
                bool mustWait = isNews && manager.MayBeOurs(fill);
                isWhole &= !mustWait;
                if (isNews && !mustWait)
                    manager.OnReport(fill, clock.NowNs);
                // A list may lag behind the trades: only what is older than that is proven to be whole.
                if (isWhole && fill.VenueTimeNs < clock.NowNs - QueryLagNs)
                    fills.NoteRead(instrument.Id, fill.TradeId);
                from = Math.Max(from, fill.TradeId + 1);
            }
        }
        while (page.Count >= MostFillsAtOnce);

        return isWhole;
    }

    private async Task<bool> ComparePositions(Func<bool> isCurrent)
    {
        var last = new Dictionary<InstrumentId, (long Ours, long Theirs)>();
        for (int same = 0; ;)
        {
            Dictionary<InstrumentId, VenuePosition> venue = await ReadPositions();
            Dictionary<InstrumentId, (long Ours, long Theirs)> differences = Differences(venue);
            if (differences.Count == 0)
                return true;

            same = IsSame(differences, last) ? same + 1 : 1;
            last = differences;
            if (same == SameDifferences)
            {
                foreach (Instrument instrument in instruments)
                    manager.OnPosition(venue[instrument.Id], clock.NowNs);
                return true;
            }

            await Task.Delay(Pause, time);
            if (!isCurrent())
                return false;
            // A trade that waits for its order's name is no difference to be booked.
            if (!await ReadFills())
                last.Clear();
        }
    }

    private Dictionary<InstrumentId, (long Ours, long Theirs)> Differences(Dictionary<InstrumentId, VenuePosition> venue)
    {
        var differences = new Dictionary<InstrumentId, (long Ours, long Theirs)>();
        foreach (Instrument instrument in instruments)
        {
            long ours = manager.ExposureOf(instrument.Id).PositionLots;
            if (venue[instrument.Id].SignedLots != ours)
                differences[instrument.Id] = (ours, venue[instrument.Id].SignedLots);
        }

        return differences;
    }

    /// <summary>
    /// Tells the ledger how the account stands. While orders rest, a fill between two questions would make a statement of two moments: balances
    /// are asked for first, so that such a fill shows in the positions, and the statement counts only when those are ours and nothing was heard.
    /// </summary>
    private async Task<bool> TellLedger(Func<AccountEventMessage[], long, Task<bool>> tellLedger, Func<bool> isCurrent)
    {
        for (int attempt = 0; attempt < StatementTries && isCurrent(); attempt++)
        {
            long known = fills.Count;
            IReadOnlyList<VenueBalance> balances = await fetcher.GetBalances(CancellationToken.None);
            Dictionary<InstrumentId, VenuePosition> positions = await ReadPositions();
            await Task.Delay(Pause, time);
            bool isOfOneMoment = fills.Count == known && Differences(positions).Count == 0 && !manager.AwaitsFills;
            if (isOfOneMoment && await tellLedger(Statement(balances, positions), known))
                return true;
            await ReadFills();
            manager.ForgoFills(clock.NowNs);
        }

        return false;
    }

    private AccountEventMessage[] Statement(IReadOnlyList<VenueBalance> balances, Dictionary<InstrumentId, VenuePosition> positions)
    {
        IEnumerable<AccountEventMessage> stated = instruments.Select(instrument => new AccountEventMessage
        {
            Instrument = instrument.Id.ToString(),
            SignedLots = positions[instrument.Id].SignedLots,
            EntryPriceE8 = positions[instrument.Id].EntryPriceE8,
        });
        return [.. stated, .. balances.Select(balance => new AccountEventMessage { Asset = balance.Asset, WalletE8 = balance.WalletE8, Cause = BalanceCause.Snapshot })];
    }

    private async Task<Dictionary<InstrumentId, VenuePosition>> ReadPositions()
    {
        var positions = instruments.ToDictionary(instrument => instrument.Id, instrument => new VenuePosition(instrument.Id, 0, 0, 0, 0));
        foreach (VenuePosition position in await fetcher.GetPositions(instruments, CancellationToken.None))
            positions[position.Instrument] = position;
        return positions;
    }

    private static bool IsSame(Dictionary<InstrumentId, (long, long)> left, Dictionary<InstrumentId, (long, long)> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out (long, long) other) && other == pair.Value);
}
