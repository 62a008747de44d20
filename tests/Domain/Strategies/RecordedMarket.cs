using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Strategies;
using Quern.Domain.Tests.MarketData;

namespace Quern.Domain.Tests.Strategies;

/// <summary>
/// Plays a recording to a strategy and fills its quotes from recorded trades that went through their price. Knows nothing of queues: it shows
/// what the strategy does, not what it would earn.
/// </summary>
internal sealed class RecordedMarket
{
    private readonly MarketMakingStrategy _strategy;
    private readonly MarketMakingSettings _settings;
    private readonly RecordedContext _context = new();
    private readonly MarketEventBuffer _output = new();
    private readonly L2Book _book = new();
    private readonly MidVolatility _volatility = new();
    private readonly MarketView _view;
    private readonly Dictionary<long, TargetLevel[]> _checked = [];
    private TargetLevel[] _resting = [];

    public RecordedMarket(Instrument instrument, MarketMakingSettings settings)
    {
        _settings = settings;
        _strategy = new("mm", instrument, settings);
        _strategy.Start(_context);
        _view = new() { Instrument = instrument, TradeBuffer = new TradePrint[1] };
    }

    public MarketMakingStrategy Strategy => _strategy;

    public List<Said> All => _context.All;

    public long Ticks { get; private set; }

    public long Fills { get; private set; }

    public long LargestInventory { get; private set; }

    /// <summary>Distances of bid and ask from the mid, summed over two-sided quotes: flat, long, short.</summary>
    public (double Bid, double Ask, int Count)[] Distances { get; } = new (double, double, int)[3];

    public void Play(string path, SequenceRule rule)
    {
        Instrument instrument = _view.Instrument;
        new BinanceRecording(new DepthSync(rule), _output, instrument.PriceScale, instrument.QuantityScale) { OnDepth = See, OnTrade = Trade }
            .ReadGzip(path);
    }

    private void See()
    {
        if (_output.Count == 0)
            return;
        _context.NowNs = _output.Events[^1].ReceiveTimeNs;
        _book.Apply(_output.Events);
        _output.Clear();
        _volatility.OnMid(_book.Top.MidTicks, _context.NowNs);
        Show();
    }

    private void Trade(RecordedTrade trade)
    {
        if (_book.State is not BookState.Proven)
            return;
        _context.NowNs = trade.Stamp.ReceiveTimeNs;
        FillBy(trade);
        _view.TradeBuffer[0] = new(
            trade.Aggressor, new Price(trade.Ticks), new Quantity(trade.Lots), trade.Id, _book.Touch, trade.Stamp.VenueTimeNs, _context.NowNs);
        _view.TradeCount = 1;
        Show();
        _view.TradeCount = 0;
    }

    private void Show()
    {
        Ticks++;
        _view.Top = _book.Top;
        _view.Volatility = _volatility.TicksPerRootSecond;
        _strategy.OnMarketData(_view);
        if (_context.All.Count == 0 || _checked.ContainsKey(_context.Last.Version))
            return;
        _resting = [.. _context.Last.Levels];
        _checked.Add(_context.Last.Version, _resting);
        CheckQuotes(_book.Touch);
    }

    private void CheckQuotes(Touch touch)
    {
        foreach (TargetLevel level in _resting)
        {
            Assert.False(_view.Instrument.Filters.Check(level.Price, level.Quantity).IsBroken, level.ToString());
            Assert.True(level.Side is Side.Buy ? level.Price < touch.Ask.Price : level.Price > touch.Bid.Price, $"{level} on {touch}");
        }

        if (_resting is not [{ Side: Side.Buy } bid, { Side: Side.Sell } ask])
            return;
        int holding = _strategy.InventoryLots == 0 ? 0 : _strategy.InventoryLots > 0 ? 1 : 2;
        double mid = touch.MidHalfTicks / 2.0;
        Distances[holding].Bid += mid - bid.Price.Ticks;
        Distances[holding].Ask += ask.Price.Ticks - mid;
        Distances[holding].Count++;
    }

    private void FillBy(RecordedTrade trade)
    {
        for (int i = 0; i < _resting.Length; i++)
        {
            TargetLevel level = _resting[i];
            bool isThrough = trade.Aggressor != level.Side && trade.Aggressor.Sign() * (trade.Ticks - level.Price.Ticks) > 0;
            if (!isThrough || level.Quantity.IsZero)
                continue;
            long lots = Math.Min(trade.Lots, level.Quantity.Lots);
            _resting[i] = level with { Quantity = level.Quantity - new Quantity(lots) };
            Fills++;
            var fill = new ExecutionReport
            {
                Kind = ReportKind.Traded,
                Id = default,
                Instrument = _view.Instrument.Id,
                Side = level.Side,
                LastPrice = level.Price,
                LastQuantity = new Quantity(lots),
                ReceiveTimeNs = _context.NowNs,
            };
            _strategy.OnTradeExecution(fill, Fills);
            _strategy.OnPositionUpdate(new(fill.Instrument, _strategy.InventoryLots, Fills));
            LargestInventory = Math.Max(LargestInventory, Math.Abs(_strategy.InventoryLots));
            Assert.True(LargestInventory <= _settings.MaxInventoryLots, $"{_strategy.InventoryLots} lots");
            return;
        }
    }
}
