using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Quoting;

namespace Quern.Domain.Strategies;

/// <summary>Why a <see cref="MarketMakingStrategy"/> last did what it did.</summary>
public enum QuoteDecision : byte
{
    /// <summary>It has seen no market yet, or is not running.</summary>
    Idle = 0,

    /// <summary>It quotes; one side only at its inventory limit.</summary>
    Quoting = 1,

    /// <summary>The book proves nothing.</summary>
    BookNotProven = 2,

    /// <summary>A side of the book is missing, or the book is crossed or locked.</summary>
    BookCrossed = 3,

    /// <summary>The book is older than allowed.</summary>
    BookStale = 4,

    /// <summary>No size or price that the venue accepts is left: see order size, inventory limit and filters.</summary>
    NothingFits = 5,
}

/// <summary>
/// Quotes one instrument on both sides of its mid, leans against its inventory, and wants nothing on a book that is not proven, crossed or
/// stale. Its targets never cross the opposite touch, lie on the venue's grid, and never lead past the inventory limit when all fill.
/// </summary>
/// <remarks>
/// Allocates nothing per event, except for a calibration now and then. Deterministic: the same events at the same times give the same targets.
/// </remarks>
public sealed class MarketMakingStrategy : IStrategy
{
    private readonly InstrumentId _instrument;
    private readonly MarketMakingSettings _settings;
    private readonly QuoteLadder _ladder;
    private readonly TargetsOutbox _outbox;
    private readonly OnlineCalibration? _calibration;
    private readonly long _staleAfterNs;
    private Filters _filters;
    private Glft _glft;
    private AvellanedaStoikov _avellanedaStoikov;
    private IStrategyContext? _context;
    private TopOfBook _top;
    private double _volatility;
    private bool _hasMarket;
    private readonly UnbookedFills _unbooked = new();
    private StrategyPosition _position;

    /// <summary>Prepares a strategy; it does nothing before <see cref="Start"/>.</summary>
    /// <param name="id">Its name, unique in a deployment.</param>
    /// <param name="instrument">What it quotes. Newer filters come with the market data.</param>
    /// <param name="settings">How it quotes.</param>
    /// <exception cref="ArgumentException">The settings have problems; the message lists all of them.</exception>
    public MarketMakingStrategy(string id, Instrument instrument, MarketMakingSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Validate(instrument) is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(settings));

        Id = id;
        _instrument = instrument.Id;
        _filters = instrument.Filters;
        _settings = settings;
        _ladder = new(settings);
        _outbox = new(id, instrument.Id, settings);
        _calibration = settings.CalibrateOnline ? new(Math.Max(1, instrument.Filters.PriceIncrement)) : null;
        _staleAfterNs = settings.StaleAfter.Ticks * TimeSpan.NanosecondsPerTick;
        _glft = new(settings.RiskAversion, settings.FillRate, settings.FillDecay);
        _avellanedaStoikov = new(settings.RiskAversion, settings.FillDecay);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public bool IsRunning => _context is not null;

    /// <summary>What it holds by what it was told, in lots; positive is long.</summary>
    public long InventoryLots => _position.SignedLots + _unbooked.SignedLots;

    /// <summary>Why it last did what it did.</summary>
    public QuoteDecision Decision { get; private set; }

    /// <summary>A in use, fills per second at the mid.</summary>
    public double FillRate => _glft.FillRate;

    /// <summary>k in use, per tick.</summary>
    public double FillDecay => _glft.FillDecay;

    /// <inheritdoc/>
    public void Start(IStrategyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _outbox.Distrust();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        if (_context is null)
            return;
        _outbox.Distrust();
        _outbox.Offer([], in _top, _context);
        _context = null;
        _hasMarket = false;
        Decision = QuoteDecision.Idle;
    }

    /// <inheritdoc/>
    public void OnMarketData(MarketView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (_context is null || view.Instrument.Id != _instrument)
            return;

        _filters = view.Instrument.Filters;
        _top = view.Top;
        _volatility = view.Volatility;
        _hasMarket = true;
        Calibrate(view.Trades);
        Decide(_context);
    }

    /// <summary>
    /// When the market moved into a quote, the next look at it says anew what is wanted. Other refusals wait for the renewal: what
    /// a venue refused once, it would refuse at every tick.
    /// </summary>
    public void OnOrderEvent(in ExecutionReport report)
    {
        bool isOurs = report.Instrument == _instrument && report.Kind is (ReportKind.Rejected or ReportKind.Expired);
        if (isOurs && report.Reason is Reason.PostOnlyWouldCross)
            _outbox.Distrust();
    }

    /// <inheritdoc/>
    public void OnPositionUpdate(StrategyPosition position)
    {
        if (position.Instrument != _instrument)
            return;
        _position = position;
        _unbooked.Forget(position.AsOfFill);
        DecideAgain();
    }

    /// <summary>Counts the fill at once, unless the position already includes it, and leans without waiting for the market.</summary>
    public void OnTradeExecution(in ExecutionReport fill, long number)
    {
        if (fill.Instrument != _instrument || fill.Kind is not ReportKind.Traded || number <= _position.AsOfFill)
            return;
        if (!_unbooked.Add(number, fill.Side.Sign() * fill.LastQuantity.Lots))
            return;
        _outbox.Distrust();
        DecideAgain();
    }

    private void DecideAgain()
    {
        if (_context is not null && _hasMarket)
            Decide(_context);
    }

    private void Decide(IStrategyContext context)
    {
        Decision = Judge(context.NowNs);
        _ladder.Clear();
        if (Decision is QuoteDecision.Quoting)
        {
            _ladder.Build(_top.MidTicks, Wish(), _top.Touch, InventoryLots, _filters);
            if (_ladder.Levels.IsEmpty)
                Decision = QuoteDecision.NothingFits;
        }

        _outbox.Offer(_ladder.Levels, in _top, context);
    }

    private QuoteDecision Judge(long nowNs)
    {
        if (_top.State is not BookState.Proven)
            return QuoteDecision.BookNotProven;
        if (!_top.IsSound)
            return QuoteDecision.BookCrossed;
        return nowNs - _top.ReceiveTimeNs > _staleAfterNs ? QuoteDecision.BookStale : QuoteDecision.Quoting;
    }

    private QuoteDistances Wish()
    {
        double inventory = (double)InventoryLots / _settings.OrderSizeLots;
        double maxInventory = (double)_settings.MaxInventoryLots / _settings.OrderSizeLots;
        return Bounded(ModelDistances(inventory)).Within(inventory, maxInventory);
    }

    private QuoteDistances ModelDistances(double inventory)
    {
        double volatility = double.IsFinite(_volatility)
            ? Math.Clamp(_volatility, _settings.MinVolatility, MarketMakingSettings.MaxVolatility)
            : _settings.MinVolatility;
        return _settings.Model is QuoteModel.Glft
            ? _glft.Distances(inventory, volatility)
            : _avellanedaStoikov.Distances(inventory, volatility * volatility * _settings.Horizon.TotalSeconds);
    }

    // The smallest half spread widens both sides alike and leaves the lean as it is.
    private QuoteDistances Bounded(QuoteDistances model)
    {
        double missing = Math.Max(0, _settings.MinHalfSpreadTicks - model.HalfSpread);
        double far = _settings.MaxDistanceTicks;
        return new(Math.Clamp(model.Bid + missing, -far, far), Math.Clamp(model.Ask + missing, -far, far));
    }

    private void Calibrate(ReadOnlySpan<TradePrint> trades)
    {
        if (_calibration is null || !_calibration.TryLearn(trades, in _top, out IntensityFit fit))
            return;
        _glft = new(_settings.RiskAversion, fit.Rate, fit.Decay);
        _avellanedaStoikov = new(_settings.RiskAversion, fit.Decay);
    }
}
