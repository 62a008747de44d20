using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;
using Quern.Grains.Desks;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Journal;
using Quern.Grains.Orders;
using Quern.Grains.Venues;

namespace Quern.Grains.Positions;

/// <inheritdoc cref="IPositionManagerGrain"/>
[DeskPlacement]
public sealed class PositionManagerGrain(
    QuernSiloOptions options, VenueDirectory venues, AccountStreamHub hub, IJournalStore journals, ReceiveClock clock,
    ILogger<PositionManagerGrain> logger)
    : Grain, IPositionManagerGrain
{
    private const string Statement = "the venue's statement at reconciliation";
    private const long FundingSettlesNs = 2_000_000_000;
    private static readonly TimeSpan TimerEvery = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<InstrumentId, Instrument> _instruments = [];
    private readonly Dictionary<string, long> _mids = new(StringComparer.Ordinal);
    private string _account = "";
    private IJournal _journal = null!;
    private AccountBooks _books = null!;
    private SnapshotKeeper _snapshots = null!;
    private PositionNews _news = null!;
    private MarkoutKeeper _markouts = null!;
    private MarkoutMids _markoutMids = null!;
    private FundingHistory? _funding;
    private EquityWatch? _equity;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = this.GetPrimaryKeyString();
        AccountEntry entry = Array.Find(options.Content.Accounts, known => known.Id == _account)
            ?? throw new InvalidOperationException($"Account '{_account}' is not configured.");
        foreach (Instrument instrument in await venues.InstrumentsOf(venues.OfAccount(_account)))
            _instruments.Add(instrument.Id, instrument);

        _journal = await journals.Open($"{_account}/ledger");
        var settings = new PositionSettings { Account = _account };
        Instrument[] instruments = [.. _instruments.Values];
        _books = AccountBooks.Open(
            () => new(settings, instruments), _journal, options.Run, entry.Desk, notice => logger.LedgerNotice(_account, notice));
        _snapshots = new(_journal, options.SnapshotEvery, _books.Snapshot, why => logger.LedgerNotice(_account, $"no snapshot was stored: {why}"));
        IEnumerable<StrategyEntry> strategies = options.Content.Strategies.Where(strategy => strategy.Account == _account);
        _news = new(_books, _journal.Epoch, strategies, GrainFactory, clock, logger);
        _markouts = new(settings, instruments);
        var bookMids = new BookMids(GrainFactory);
        _markoutMids = new(_markouts, instruments, bookMids, clock);
        if (venues.OfAccount(_account).DataFetcher(_account) is IFundingHistory history)
            _funding = new(_account, _books, history, instruments, clock, logger);
        AccountLimits limits = AccountLimits.Parse(entry.Settings);
        if (limits.ForAccount() is { NeedEquity: true } risk)
        {
            _equity = new(
                _account, LossAsset(limits.LossAsset), risk, _books, _journal.Epoch, bookMids, GrainFactory.GetGrain<IOrderManagerGrain>(_account), clock,
                logger);
        }

        logger.LedgerRestored(_account, _books.Records, _books.LastFill);
        hub.Open(_account);
        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(TimerEvery, TimerEvery) { Interleave = true });
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_journal is null)
            return;
        if (_snapshots is not null)
            await _snapshots.End();
        await _journal.DisposeAsync();
    }

    /// <inheritdoc/>
    public Task Wake() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task HandOver(SiloAddress owner)
    {
        if (!owner.Equals(GrainContext.Address.SiloAddress))
            DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<long> OnFills(FillMessage[] fills)
    {
        foreach (FillMessage fill in fills)
        {
            if (!_books.Book(fill, clock.NowNs))
                continue;
            _markouts.Add(AccountBooks.FillOf(fill));
            _news.OnChanged(fill.Strategy, fill.Instrument);
        }

        return Task.FromResult(_books.LastFill);
    }

    /// <inheritdoc/>
    public Task OnAccountEvents(AccountEventMessage[] events)
    {
        foreach (AccountEventMessage one in events)
        {
            if (one.TradeId > 0)
                Compare(one);
            else if (one is { Cause: BalanceCause.Funding, Asset.Length: > 0 } && _funding is not null)
                _funding.Expect();
            else if (one is { Cause: BalanceCause.Funding, Asset.Length: > 0 })
                _books.BookFunding(one, clock.NowNs);
            else if (one is { Cause: BalanceCause.Transfer, Asset.Length: > 0 } && one.ChangeE8 != 0)
                _books.BookTransfer(one.Asset, one.ChangeE8, "transfer", clock.NowNs);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> OnStatement(AccountEventMessage[] statement, long fills)
    {
        if (_books.Fills != fills)
            return false;

        bool isOpening = _books.Records == 0;
        await BookFunding();
        foreach (AccountEventMessage stated in statement.Where(one => one.Instrument.Length > 0))
        {
            if (_books.TakePosition(stated, _mids.GetValueOrDefault(stated.Instrument), Statement, clock.NowNs))
                logger.AdjustmentBooked(_account, $"{stated.Instrument} is {stated.SignedLots} lots by {Statement}");
        }

        // The statement may have been taken just before a payment that is booked now: the next one is compared.
        bool isFundingFresh = _funding is not null && clock.NowNs - _books.FundedUntilNs < FundingSettlesNs;
        foreach (AccountEventMessage stated in statement.Where(one => one.Asset.Length > 0))
        {
            if (isOpening)
                _books.BookTransfer(stated.Asset, stated.WalletE8, "opening", clock.NowNs);
            else if (!isFundingFresh && _books.TakeBalance(stated, Statement, clock.NowNs))
                logger.AdjustmentBooked(_account, $"the wallet of {stated.Asset} is {Decimals.ToPlainText(stated.WalletE8, Contract.AmountScale)} by {Statement}");
        }

        return true;
    }

    /// <inheritdoc/>
    public Task<long> CountFills() => Task.FromResult(_books.Fills);

    /// <inheritdoc/>
    public Task<StrategyHolding> GetPosition(string strategy, string instrument) => Task.FromResult(_news.Of(strategy, instrument));

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

        return Task.FromResult(new PositionsReport(_account, _books, _markouts, _instruments.Values, options.Content).View());
    }

    private Task OnTimer()
    {
        _ = _markoutMids.MeasureWhenDue();
        if (_funding is not null)
            _ = _funding.AskWhenDue();
        _snapshots.Tick();
        _news.Tick();
        if (_equity is not null)
            _ = _equity.TellWhenDue(_instruments.Values);
        // The next activation takes a new hold on the journal, and is told again whatever that lacks.
        if (_books.IsLost)
            DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>The asset that loss and drawdown are counted in.</summary>
    private string LossAsset(string configured)
    {
        string[] assets = configured.Length > 0
            ? [configured]
            :
            [
                .. options.Content.Strategies
                    .Where(strategy => strategy.Account == _account)
                    .Select(strategy => _instruments[InstrumentId.Parse(strategy.Instrument)].SettlementAsset)
                    .Distinct(StringComparer.Ordinal),
            ];
        return assets.Length == 1
            ? assets[0]
            : throw new InvalidOperationException(
                $"{_account} settles in {string.Join(", ", assets)}: name the asset of maxLoss and maxDrawdown by lossAsset.");
    }

    private void Compare(AccountEventMessage stated)
    {
        var statement = new VenueRealised(InstrumentId.Parse(stated.Instrument), stated.Side, stated.TradeId, stated.RealisedE8);
        if (!_instruments.TryGetValue(statement.Instrument, out Instrument? instrument))
            return;
        long before = _books.Keeper.Agreement(instrument.SettlementAsset).Differing;
        _books.Keeper.Compare(statement);
        RealisedAgreement agreement = _books.Keeper.Agreement(instrument.SettlementAsset);
        if (agreement.Differing > before)
        {
            logger.RealisedDiffers(
                _account, stated.TradeId, stated.Instrument, Decimals.ToPlainText(stated.RealisedE8, Contract.AmountScale), agreement.Differing,
                agreement.Compared);
        }
    }

    private async Task BookFunding()
    {
        try
        {
            if (_funding is not null)
                await _funding.Book();
        }
        catch (ExchangeException error)
        {
            // Funding that is not booked would become an adjustment: the wallet cannot be compared now.
            throw new TimeoutException($"The funding of {_account} could not be read: {error.Message}");
        }
    }
}
