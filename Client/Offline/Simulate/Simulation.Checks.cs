using Quern.Client.Offline.Simulate.Checks;
using Orleans.Runtime;
using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Engine.Simulation;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.Positions;

namespace Quern.Client.Offline.Simulate;

public sealed partial class Simulation
{
    private readonly Dictionary<string, Task> _asked = new(StringComparer.Ordinal);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Our open orders at a venue; those of others do not count.</summary>
    public static int OpenOrdersOf(Market market)
    {
        ArgumentNullException.ThrowIfNull(market);
        return market.Venue.Truth.OpenOrders(Market.AccountName).Count(IsOurs);
    }

    /// <summary>Open orders at a venue of an epoch of ours or an earlier one.</summary>
    public static int OpenOrdersOf(Market market, int throughEpoch)
    {
        ArgumentNullException.ThrowIfNull(market);
        return market.Venue.Truth.OpenOrders(Market.AccountName).Count(
            order => ClientOrderId.TryParse(global::System.Text.Encoding.ASCII.GetBytes(order.ClientId), out ClientOrderId id) && id.Epoch <= throughEpoch);
    }

    /// <summary>Ends every fault: at the venues, between silos, on the disk. Killed silos stay dead.</summary>
    public void Mend()
    {
        Tell("all faults are mended");
        Appends.OnAppend = null;
        (System.Disk.FlushTime, System.Disk.FailsFlushes, System.Disk.IsFull) = (TimeSpan.Zero, false, false);
        World.Network.Heal();
        World.Network.Options = World.Options.Network;
        foreach (Market market in Markets)
        {
            market.Venue.Faults.Mend();
            foreach (SimulatedSilo silo in System.Silos.Where(silo => silo.IsActive))
                System.NetworkOf(silo, market.Id)?.Heal();
        }
    }

    /// <summary>The records that an account's journal lost: what was written last is gone, as after a fail-over of its store.</summary>
    public void LoseJournalTail(Market market, int records)
    {
        ArgumentNullException.ThrowIfNull(market);
        int lost = System.Journals.LoseTail(market.Account, records, isDamaged: Random.Next(2) == 0);
        Tell($"the journal of {market.Account} loses its last {lost} records");
        Oracle.HasLostJournal = true;
        Oracle.AccountOf(market.Account).Rebuild(System.Journals.Read(market.Account));
    }

    /// <summary>How an account's positions differ from its venue's; null when they do not.</summary>
    public string? PositionDifference(Market market)
    {
        ArgumentNullException.ThrowIfNull(market);
        foreach (Domain.Instruments.Instrument instrument in market.Instruments)
        {
            long ours = Oracle.AccountOf(market.Account).Replay.ExposureOf(instrument.Id).PositionLots;
            long theirs = market.Venue.Truth.Exposure(Market.AccountName, instrument.Id.Symbol).PositionLots;
            if (ours != theirs)
                return $"{instrument.Id}: position {ours}, the venue's {theirs}";
        }

        return null;
    }

    internal static bool IsOurs(TrueOrder order) =>
        ClientOrderId.TryParse(global::System.Text.Encoding.ASCII.GetBytes(order.ClientId), out _);

    private async Task Recount()
    {
        while (!_isOver)
        {
            await Elapse(Second);
            Oracle.Recount();
            foreach (Market market in Markets)
            {
                // One question at a time: those that a stalled silo has not answered would all be answered in one moment.
                if (_asked.GetValueOrDefault(market.Account) is not { IsCompleted: false })
                    _asked[market.Account] = AskQuietly(market);
            }
        }
    }

    // What is asked may be dead, cut off or busy: then the next second asks again.
    private async Task AskQuietly(Market market)
    {
        try
        {
            await CheckDigest(market);
            await CheckLedger(market, isAtRest: false);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException or InvalidOperationException)
        {
            Story.Tell("check", $"{market.Account} did not answer: {error.Message}");
        }
    }

    private async Task CheckDigest(Market market)
    {
        int before = Oracle.DigestsOf(market.Account);
        AccountDigest digest = await System.Grains.GetGrain<IOrderManagerGrain>(market.Account).GetDigest();
        Oracle.CheckDigest(market.Account, digest, before);
    }

    private async Task CheckLedger(Market market, bool isAtRest)
    {
        PositionsView view = await System.Grains.GetGrain<IPositionManagerGrain>(market.Account).GetView([]);
        foreach (PnlRow pnl in view.Pnl)
        {
            Int128 parts = pnl.SpreadE8 + pnl.InventoryE8 + pnl.FeesE8 + pnl.RebatesE8 + pnl.FundingE8 + pnl.AdjustmentsE8;
            if (parts != pnl.TotalE8)
                Oracle.Report("I6", $"{market.Account}: the parts of {pnl.Asset} sum to {parts}, the total is {pnl.TotalE8}");
        }

        if (!isAtRest)
            return;
        Int128 wallet = view.Balances.FirstOrDefault(row => row.Asset == "USDT")?.WalletE8 ?? 0;
        // At which price lost fills opened nobody can know: the books are off by what they found themselves, fill by fill, and by nothing else.
        if (Oracle.AccountOf(market.Account).HasLostFills)
            wallet += view.Realised.FirstOrDefault(row => row.Asset == "USDT")?.DifferenceE8 ?? 0;
        Int128 truth = market.Venue.Truth.Wallet(Market.AccountName).WalletE8;
        if (wallet != truth)
            Oracle.Report("I6", $"{market.Account}: the wallet is {wallet}, the venue's {truth}");
        foreach (TruePosition held in market.Venue.Truth.Positions(Market.AccountName))
        {
            long ours = view.Positions.Where(row => row.Instrument == $"{market.Id}:{held.Symbol}").Sum(row => row.SignedLots);
            if (ours != held.SignedLots)
                Oracle.Report("I6", $"{market.Id}:{held.Symbol}: the ledger holds {ours} lots, the venue {held.SignedLots}");
        }

        await CheckStrategies(market, view);
    }

    // What was sent by hand has a strategy's name, and no strategy that could be told.
    private async Task<long?> LotsToldTo(string strategy, string instrument)
    {
        if (!Array.Exists(System.Content.Strategies, entry => entry.Id == strategy && entry.Instrument == instrument))
            return null;
        return (await System.Grains.GetGrain<IStrategyGrain>(strategy).GetView()).PositionLots;
    }

    // What a strategy holds is what its orders traded at the venue: by the ledger, and by what the strategy itself was told.
    private async Task CheckStrategies(Market market, PositionsView view)
    {
        AccountWatch account = Oracle.AccountOf(market.Account);
        foreach (PositionRow row in view.Positions.Where(row => row.Strategy != PositionsReport.Unattributed))
        {
            long? told = await LotsToldTo(row.Strategy, row.Instrument);
            // One that did not hear it is told again: a call's time-out and a second later.
            for (int tries = 0; tries < 5 && told is not null && told != row.SignedLots; tries++)
            {
                await Elapse(Second);
                told = await LotsToldTo(row.Strategy, row.Instrument);
            }

            if (told is not null && told != row.SignedLots)
                Oracle.Report("I5", $"{row.Strategy} thinks that it holds {told} lots of {row.Instrument}, the ledger {row.SignedLots}");
            long truth = account.LotsOf(row.Strategy, InstrumentId.Parse(row.Instrument));
            if (!account.HasLostFills && !Oracle.HasLostJournal && row.SignedLots != truth)
                Oracle.Report("I5", $"{row.Strategy} holds {row.SignedLots} lots of {row.Instrument} by the ledger, its orders traded {truth}");
        }
    }
}
