using Microsoft.Extensions.Logging;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;
using Quern.Grains.Desks;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.Journal;
using Quern.Grains.Venues;

namespace Quern.Grains.Positions;

/// <inheritdoc cref="IPositionManagerGrain"/>
[DeskPlacement]
public sealed class PositionManagerGrain(
    QuernSiloOptions options, VenueDirectory venues, AccountStreamHub hub, IJournalStore journals, ReceiveClock clock,
    ILogger<PositionManagerGrain> logger)
    : Grain, IPositionManagerGrain
{
    private const string Unattributed = "unattributed";
    private readonly Dictionary<InstrumentId, Instrument> _instruments = [];
    private readonly Dictionary<string, long> _mids = new(StringComparer.Ordinal);
    private string _account = "";
    private IJournal _journal = null!;
    private AccountBooks _books = null!;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = this.GetPrimaryKeyString();
        AccountEntry entry = Array.Find(options.Content.Accounts, known => known.Id == _account)
            ?? throw new InvalidOperationException($"Account '{_account}' is not configured.");
        foreach (Instrument instrument in await venues.InstrumentsOf(venues.OfAccount(_account)))
            _instruments.Add(instrument.Id, instrument);

        _journal = await journals.Open($"{_account}/ledger");
        _books = new(new(new() { Account = _account }, _instruments.Values), _journal, options.Run, entry.Desk);
        logger.LedgerRestored(_account, _books.Records, _books.LastFill);
        hub.Open(_account);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
    }

    /// <inheritdoc/>
    public Task Wake() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task HandOver()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<long> OnFills(FillMessage[] fills)
    {
        foreach (FillMessage fill in fills)
        {
            if (_books.Book(fill, clock.NowNs) && fill.Strategy.Length > 0)
                _ = TellPosition(fill);
        }

        return Task.FromResult(_books.LastFill);
    }

    /// <inheritdoc/>
    public Task OnAccountEvents(AccountEventMessage[] events)
    {
        foreach (AccountEventMessage one in events)
        {
            if (one is { Cause: BalanceCause.Funding, Asset.Length: > 0 })
                _books.BookFunding(one, clock.NowNs);
            else if (one is { Cause: BalanceCause.Transfer, Asset.Length: > 0 } && one.ChangeE8 != 0)
                _books.BookTransfer(one.Asset, one.ChangeE8, "transfer", clock.NowNs);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> OnStatement(AccountEventMessage[] statement, long fills)
    {
        if (_books.Fills != fills)
            return Task.FromResult(false);

        const string cause = "the venue's statement at reconciliation";
        bool isOpening = _books.Records == 0;
        foreach (AccountEventMessage stated in statement.Where(one => one.Instrument.Length > 0))
        {
            if (_books.TakePosition(stated, _mids.GetValueOrDefault(stated.Instrument), cause, clock.NowNs))
                logger.AdjustmentBooked(_account, $"{stated.Instrument} is {stated.SignedLots} lots by {cause}");
        }

        foreach (AccountEventMessage stated in statement.Where(one => one.Asset.Length > 0))
        {
            if (isOpening)
                _books.BookTransfer(stated.Asset, stated.WalletE8, "opening", clock.NowNs);
            else if (_books.TakeBalance(stated, cause, clock.NowNs))
                logger.AdjustmentBooked(_account, $"the wallet of {stated.Asset} is {Decimals.ToPlainText(stated.WalletE8, Contract.AmountScale)} by {cause}");
        }

        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<long> CountFills() => Task.FromResult(_books.Fills);

    /// <inheritdoc/>
    public Task<long> GetPosition(string strategy, string instrument) =>
        Task.FromResult(_books.Keeper.Position(strategy, InstrumentId.Parse(instrument)).Lots);

    /// <inheritdoc/>
    public Task<PositionsView> GetView(InstrumentMid[] mids)
    {
        foreach (InstrumentMid mid in mids)
        {
            if (!_instruments.ContainsKey(InstrumentId.Parse(mid.Instrument)))
                continue;
            _mids[mid.Instrument] = mid.MidHalfTicks;
            _books.Keeper.Mark(InstrumentId.Parse(mid.Instrument), mid.MidHalfTicks);
        }

        PositionKeeper keeper = _books.Keeper;
        string[] assets = [.. keeper.Ledger.Assets];
        return Task.FromResult(new PositionsView
        {
            Account = _account,
            Positions = [.. Rows()],
            Balances = [.. assets.Select(asset => new BalanceRow(asset, keeper.Wallet(asset)))],
            Pnl = [.. assets.Select(asset => Row(asset, keeper.Profit(asset)))],
            LastFill = _books.LastFill,
            Adjustments = keeper.AdjustmentCount,
        });
    }

    private IEnumerable<PositionRow> Rows()
    {
        foreach (Instrument instrument in _instruments.Values)
        {
            foreach (string strategy in _books.Keeper.Strategies.Append(PositionKeeper.Unattributed))
            {
                long lots = _books.Keeper.Position(strategy, instrument.Id).Lots;
                bool isStrategys = options.Content.Strategies.Any(entry => entry.Id == strategy && entry.Instrument == instrument.Id.ToString());
                if (lots == 0 && !isStrategys)
                    continue;
                string price = strategy.Length == 0 ? "" : _books.Keeper.AveragePrice(instrument.Id, strategy) ?? "";
                yield return new(instrument.Id.ToString(), strategy.Length == 0 ? Unattributed : strategy, lots, instrument.QuantityScale, price);
            }
        }
    }

    private static PnlRow Row(string asset, ProfitAndLoss profit) => new(
        asset, profit.Spread, profit.Inventory, profit.Fees, profit.Rebates, profit.Funding, profit.Adjustments, profit.Total);

    private async Task TellPosition(FillMessage fill)
    {
        long lots = _books.Keeper.Position(fill.Strategy, InstrumentId.Parse(fill.Instrument)).Lots;
        try
        {
            await GrainFactory.GetGrain<IStrategyGrain>(fill.Strategy).OnPositionUpdate(fill.Instrument, lots, fill.ReceiveTimeNs);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            logger.PositionNotHeard(_account, fill.Strategy, error.Message);
        }
    }
}
