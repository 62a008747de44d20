using Microsoft.Extensions.Logging;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.Desks;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Venues;

namespace Quern.Grains.MarketData;

/// <inheritdoc cref="IOrderBookGrain"/>
[DeskPlacement]
public sealed class OrderBookGrain(
    VenueDirectory venues, MarketDataHub hub, FeedOptions options, IEnumerable<IBookObserver> observers, ReceiveClock clock,
    ILogger<OrderBookGrain> logger)
    : Grain, IOrderBookGrain
{
    private static readonly long RefreshAfterNs = TimeSpan.FromSeconds(4).Ticks * TimeSpan.NanosecondsPerTick;
    private readonly L2Book _book = new();
    private readonly IBookObserver[] _observers = [.. observers];
    private readonly Tape _tape = new();
    private Instrument _instrument = null!;
    private FeedPublisher _feed = null!;
    private BookState _lastState;
    private bool _isSnapshot;
    private long _lastHeardNs;
    private long _markTicks;
    private long _life;
    private long _brokenNs;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _instrument = await venues.Find(InstrumentId.Parse(this.GetPrimaryKeyString()));
        _feed = options.Mode is FeedMode.Direct
            ? new DirectFeed(_instrument.Id.ToString(), GrainFactory, logger)
            : new StreamFeed(_instrument.Id.ToString(), this.GetStreamProvider(StreamFeed.Provider), logger);
        _life = clock.NowNs;
        hub.Follow(_instrument);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_instrument is not null)
            hub.Unfollow(_instrument);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        // Whoever broke the chain, a silo that was taken for dead and still feeds this book for one: the own connector may not know of it.
        if (_book.State is BookState.Broken && clock.NowNs - _brokenNs > RefreshAfterNs)
        {
            _brokenNs = clock.NowNs;
            hub.Refresh(_instrument);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandOver(SiloAddress owner)
    {
        if (!owner.Equals(GrainContext.Address.SiloAddress))
            DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Apply(MarketBatch batch)
    {
        MarketEvent[] events = batch.Events;
        for (int index = 0; index < batch.Count; index++)
            Apply(in events[index]);

        NoteState();
        Publish();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Subscribe(string strategyId)
    {
        if (_feed.Add(strategyId))
            Publish();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Unsubscribe(string strategyId)
    {
        _feed.Remove(strategyId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<FeedUpdate> CatchUp(long life, long publication)
    {
        var update = new FeedUpdate { Instrument = _instrument.Id.ToString(), Publication = _feed.Publications };
        Fill(update);
        _feed.AddSince(life == _life ? publication : 0, update);
        return Task.FromResult(update);
    }

    /// <inheritdoc/>
    public Task<BookView> GetView(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 1000);
        return Task.FromResult(new BookView(
            _instrument.Id.ToString(),
            _book.State.ToString().ToLowerInvariant(),
            _book.Sequence,
            _lastHeardNs == 0 ? -1 : clock.NowNs - _lastHeardNs,
            Side(Domain.Instruments.Side.Buy, depth),
            Side(Domain.Instruments.Side.Sell, depth),
            _book.BidCount,
            _book.AskCount,
            _instrument.PriceScale,
            _instrument.QuantityScale,
            _tape.NewestFirst(),
            _markTicks));
    }

    /// <inheritdoc/>
    public Task<string> GetDigest() => Task.FromResult(BookDigest.Of(_book, _instrument.PriceScale, _instrument.QuantityScale));

    private void Apply(in MarketEvent step)
    {
        _lastHeardNs = Math.Max(_lastHeardNs, step.ReceiveTimeNs);
        switch (step.Kind)
        {
            case MarketEventKind.Trade:
                var trade = new FeedTrade(step.Side, step.Price, step.Quantity, step.Sequence, step.VenueTimeNs, _book.Touch);
                _tape.Add(trade);
                _feed.Update.Add(trade);
                break;
            case MarketEventKind.Mark:
                _markTicks = step.Price;
                break;
            default:
                Take(in step);
                break;
        }
    }

    private void Take(in MarketEvent step)
    {
        bool isApplied = _book.Apply(in step);
        if (step.Kind is MarketEventKind.SnapshotStart)
            _isSnapshot = true;
        if (step.Kind is MarketEventKind.Broken)
            TellBroken();
        if (step.Kind is not MarketEventKind.UpdateEnd)
            return;

        if (isApplied)
            TellObservers();
        _isSnapshot = false;
    }

    private void TellBroken()
    {
        foreach (IBookObserver observer in _observers)
            observer.OnBroken(_instrument, _book);
    }

    private void TellObservers()
    {
        foreach (IBookObserver observer in _observers)
        {
            if (_isSnapshot)
                observer.OnSnapshot(_instrument, _book);
            else
                observer.OnUpdate(_instrument, _book);
        }
    }

    private void Publish()
    {
        Fill(_feed.Update);
        _feed.Publish();
    }

    private void Fill(FeedUpdate update)
    {
        update.Life = _life;
        update.Touch = _book.Touch;
        update.Sequence = _book.Sequence;
        update.IsProven = _book.State is BookState.Proven;
        // Trades and marks go on while a book stands still: only its own updates make it younger.
        update.BookTimeNs = _book.ReceiveTimeNs;
        update.VenueTimeNs = _book.VenueTimeNs;
        update.PublishTimeNs = clock.NowNs;
        update.MarkTicks = _markTicks;
    }

    private void NoteState()
    {
        if (_book.State == _lastState)
            return;

        _lastState = _book.State;
        if (_lastState is BookState.Proven)
            logger.BookProven(_instrument.Id, _book.Sequence);
        if (_lastState is not BookState.Broken)
            return;

        _brokenNs = clock.NowNs;
        logger.BookBroken(_instrument.Id, _book.Sequence);
    }

    private Level[] Side(Side side, int depth)
    {
        var levels = new Level[Math.Min(depth, side is Domain.Instruments.Side.Buy ? _book.BidCount : _book.AskCount)];
        _book.CopyDepth(side, levels);
        return levels;
    }
}
