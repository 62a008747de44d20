using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Grains.Interfaces.Positions;

namespace Quern.Grains.Orders;

/// <summary>Asks the venue how an account stands, and tells its order manager. Runs inside the grain: each await ends a turn.</summary>
internal sealed class VenueQuestions(
    OrderManager manager, FillLog fills, IExchangeDataFetcher fetcher, IReadOnlyList<Instrument> instruments, ReceiveClock clock, TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int SameDifferences = 4;

    /// <summary>
    /// Compares the account with the venue: takes back what is open, waits for its end, reads missing fills, then positions. A position that
    /// differs is read again until the difference stays: a fill may still be on its way.
    /// </summary>
    /// <param name="isCurrent">False once the order stream broke again.</param>
    /// <param name="tellLedger">Takes the venue's statement while nothing of ours is open; returns when the ledger agrees with it.</param>
    /// <returns>True when the account is ready.</returns>
    public async Task<bool> Reconcile(Func<bool> isCurrent, Func<AccountEventMessage[], Task> tellLedger)
    {
        if (!manager.BeginReconcile(clock.NowNs))
            return false;

        IReadOnlyList<ExecutionReport> open = await fetcher.GetOpenOrders(instruments, CancellationToken.None);
        foreach (ExecutionReport report in open)
            manager.OnOpenOrder(report, clock.NowNs);
        manager.CancelAll(CancelScope.All, clock.NowNs);

        long before = fills.Count;
        while (manager.Orders.LiveCount > 0)
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
        await tellLedger(await Statement());
        if (!isCurrent() || !manager.EndReconcile(clock.NowNs))
            return false;

        logger.AccountReady(manager.Account, open.Count, (int)(fills.Count - before));
        return true;
    }

    /// <summary>Reads the fills since the newest one known.</summary>
    public async Task ReadFills()
    {
        foreach (Instrument instrument in instruments)
            await ReadFills(instrument);
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
            manager.OnOrderStatus(status, clock.NowNs);
            return;
        }

        manager.OnOrderStatus(status with { VenueTimeNs = venueTimeNs }, clock.NowNs);
        long known = fills.Count;
        await ReadFills(question.Instrument);
        if (fills.Count == known)
            manager.OnNoFills(question.Id, venueTimeNs, clock.NowNs);
    }

    /// <summary>Our open orders on the venue's own list.</summary>
    public async Task<int> CountOpen()
    {
        IReadOnlyList<ExecutionReport> open = await fetcher.GetOpenOrders(instruments, CancellationToken.None);
        return open.Count(report => report.Id.IsOurs);
    }

    private async Task ReadFills(Instrument instrument)
    {
        IReadOnlyList<ExecutionReport> missed = await fetcher.GetFills(instrument, fills.NewestTrade(instrument.Id) + 1, CancellationToken.None);
        foreach (ExecutionReport fill in missed)
            manager.OnReport(fill, clock.NowNs);
    }

    private async Task<bool> ComparePositions(Func<bool> isCurrent)
    {
        var last = new Dictionary<InstrumentId, (long Ours, long Theirs)>();
        for (int same = 0; ;)
        {
            Dictionary<InstrumentId, VenuePosition> venue = await ReadPositions();
            var differences = new Dictionary<InstrumentId, (long Ours, long Theirs)>();
            foreach (Instrument instrument in instruments)
            {
                long ours = manager.ExposureOf(instrument.Id).PositionLots;
                if (venue[instrument.Id].SignedLots != ours)
                    differences[instrument.Id] = (ours, venue[instrument.Id].SignedLots);
            }

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
            await ReadFills();
        }
    }

    private async Task<AccountEventMessage[]> Statement()
    {
        Dictionary<InstrumentId, VenuePosition> positions = await ReadPositions();
        IReadOnlyList<VenueBalance> balances = await fetcher.GetBalances(CancellationToken.None);
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
