using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Strategies;
using Quern.Grains.Desks;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.MarketData;
using Quern.Grains.Venues;

namespace Quern.Grains.Strategies;

/// <inheritdoc cref="IStrategyGrain"/>
[DeskPlacement]
public sealed class StrategyGrain(
    QuernSiloOptions options, VenueDirectory venues, IEnumerable<IFeedObserver> observers, ReceiveClock clock, ILogger<StrategyGrain> logger)
    : Grain, IStrategyGrain
{
    private readonly IFeedObserver[] _observers = [.. observers];
    private readonly MidVolatility _volatility = new();
    private StrategyEntry _entry = null!;
    private QuotingPlan _plan = null!;
    private Instrument _instrument = null!;
    private MarketView _market = null!;
    private TargetsSender _sender = null!;
    private IOrderBookGrain _book = null!;
    private MarketMakingStrategy? _strategy;
    private StrategyPosition _position;
    private long _positionVersion;
    private FeedFollower? _follower;
    private bool _isWanted;
    private long _updates;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string id = this.GetPrimaryKeyString();
        _entry = Array.Find(options.Content.Strategies, known => known.Id == id)
            ?? throw new InvalidOperationException($"Strategy '{id}' is not configured.");
        _plan = QuotingPlan.Parse(_entry.Settings);
        _isWanted = _entry.AutoStart;
        _instrument = await venues.Find(InstrumentId.Parse(_entry.Instrument));
        _market = new() { Instrument = _instrument };
        _book = GrainFactory.GetGrain<IOrderBookGrain>(_entry.Instrument);
        _sender = new(GrainFactory.GetGrain<IOrderManagerGrain>(_entry.Account), clock, logger);
        Take(await GrainFactory.GetGrain<IPositionManagerGrain>(_entry.Account).GetPosition(id, _entry.Instrument));
        if (options.Feed is FeedMode.Stream)
            await Follow();
    }

    /// <inheritdoc/>
    public Task Wake() => _follower is null ? _book.Subscribe(_entry.Id) : _follower.ResumeIfSilent();

    /// <inheritdoc/>
    public Task HandOver(SiloAddress owner)
    {
        if (!owner.Equals(GrainContext.Address.SiloAddress))
            DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnMarketData(FeedUpdate update)
    {
        _updates++;
        foreach (IFeedObserver observer in _observers)
            observer.OnHeard(_entry.Id, update);
        Fill(update);
        if (_strategy is null && _isWanted && _market.Top.IsSound)
            Begin();
        _strategy?.OnMarketData(_market);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnOrderEvents(OrderEventMessage[] events)
    {
        foreach (OrderEventMessage one in events)
        {
            ExecutionReport report = OrderWords.Of(one);
            if (one.Fill is not null)
                _strategy?.OnTradeExecution(in report, one.Fill.Sequence);
            else
                _strategy?.OnOrderEvent(in report);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnPositionUpdate(StrategyHolding holding)
    {
        if (holding.Version <= _positionVersion)
            return Task.CompletedTask;
        Take(holding);
        _strategy?.OnPositionUpdate(_position);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<CommandResult> Start()
    {
        _isWanted = true;
        return Task.FromResult(new CommandResult(true, "", $"{_entry.Id} quotes", -1));
    }

    /// <inheritdoc/>
    public Task<CommandResult> Stop()
    {
        _isWanted = false;
        _strategy?.Stop();
        _strategy = null;
        return Task.FromResult(new CommandResult(true, "", $"{_entry.Id} wants nothing resting", -1));
    }

    /// <inheritdoc/>
    public Task<StrategyView> GetView()
    {
        TargetMessageLevel[] levels = _strategy is null ? [] : _sender.Newest;
        return Task.FromResult(new StrategyView
        {
            Id = _entry.Id,
            State = !_isWanted ? "stopped" : levels.Length > 0 ? "quoting" : "waiting",
            Account = _entry.Account,
            Instrument = _entry.Instrument,
            Levels = levels,
            PriceScale = _instrument.PriceScale,
            QuantityScale = _instrument.QuantityScale,
            PositionLots = _strategy?.InventoryLots ?? _position.SignedLots,
            Updates = _updates,
            Decision = (_strategy?.Decision ?? QuoteDecision.Idle).ToString(),
        });
    }

    private void Take(StrategyHolding holding)
    {
        _position = new(_instrument.Id, holding.SignedLots, holding.AsOfFill);
        _positionVersion = holding.Version;
    }

    private Task Follow()
    {
        IAsyncStream<FeedUpdate> stream = this.GetStreamProvider(StreamFeed.Provider).GetStream<FeedUpdate>(StreamFeed.StreamOf(_entry.Instrument));
        _follower = new(stream, _book, OnMarketData, clock, logger);
        this.RegisterGrainTimer(_follower.Look, new GrainTimerCreationOptions(FeedFollower.LookEvery, FeedFollower.LookEvery) { Interleave = true });
        return _follower.Resume();
    }

    private void Begin()
    {
        _strategy = new(_entry.Id, _instrument, _plan.At(_market.Top.Touch, _instrument));
        _strategy.Start(_sender);
        _strategy.OnPositionUpdate(_position);
    }

    private void Fill(FeedUpdate update)
    {
        BookState state = update.IsProven ? BookState.Proven : BookState.Broken;
        _market.Top = new(update.Touch, state, update.Sequence, update.VenueTimeNs, update.BookTimeNs);
        if (_market.Top.IsSound)
            _volatility.OnMid(_market.Top.MidTicks, update.BookTimeNs);
        else
            _volatility.Interrupt();
        _market.Volatility = _volatility.TicksPerRootSecond;
        _sender.MarkTicks = update.MarkTicks;
        if (_market.TradeBuffer.Length < update.TradeCount)
            _market.TradeBuffer = new TradePrint[update.Trades.Length];
        for (int index = 0; index < update.TradeCount; index++)
        {
            ref readonly FeedTrade trade = ref update.Trades[index];
            _market.TradeBuffer[index] = new(
                trade.Aggressor, new(trade.PriceTicks), new(trade.QuantityLots), trade.TradeId, trade.Before, trade.VenueTimeNs, update.BookTimeNs);
        }

        _market.TradeCount = update.TradeCount;
    }
}
