using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated.Flow;

/// <summary>
/// Those who trade one instrument: liquidity providers who rest around fair value and follow it, far anchors that keep the book deep,
/// visitors who join or improve the touch for a moment, and takers of both sides with heavy-tailed sizes.
/// </summary>
internal sealed class InstrumentCrowd
{
    private const int AnchorsPerSide = 12;
    private const int Visitors = 24;
    private const double AnchorReach = 0.025;
    private const double TakerTail = 1.6;
    private const double LargestTakerLevels = 8;
    private const double SameSideAgain = 0.58;

    private readonly FlowOptions _options;
    private readonly FlowRandom _random;
    private readonly CrowdBook _book;
    private readonly VenueMarket _market;
    private readonly long _increment;
    private readonly double _levelLots;
    private readonly int _levels;
    private double _fairSteps;
    private double _halfSpread;
    private Side _lastTaker;

    public InstrumentCrowd(VenueCore core, VenueMarket market, FlowOptions options, FlowRandom random)
    {
        _options = options;
        _random = random;
        _market = market;
        _levels = options.LevelsPerSide;
        _book = new CrowdBook(core, market, 2 * (_levels + AnchorsPerSide) + Visitors);
        _increment = market.Increment;
        _halfSpread = options.HalfSpread;
        double lotValue = (double)market.ToE8(market.Listing.StartPrice.Ticks) / 1e8;
        _levelLots = Math.Max(1, options.LevelValue / lotValue);
    }

    public CrowdBook Book => _book;

    public long Events { get; private set; }

    /// <summary>Present volatility over the ordinary one: spreads widen with it.</summary>
    public double Nervousness { get; set; } = 1;

    private int FirstVisitor => 2 * (_levels + AnchorsPerSide);

    /// <summary>Builds the whole book around fair value.</summary>
    public void Open(double fairTicks)
    {
        _fairSteps = fairTicks / _increment;
        for (int place = 0; place < FirstVisitor; place++)
            Requote(place);
    }

    /// <summary>One decision of somebody in the crowd.</summary>
    public void Act()
    {
        Events++;
        double draw = _random.NextDouble();
        if (draw < _options.TakerShare)
            TakeNoise();
        else if (draw < _options.TakerShare + 0.15)
            Visit();
        else if (draw < _options.TakerShare + 0.28)
            _book.Clear(FirstVisitor + _random.Next(Visitors));
        else
            Requote(DrawPlace());
        Refill();
    }

    /// <summary>Fair value moved: whoever is fast takes stale quotes, then liquidity providers step aside and quote anew.</summary>
    public void OnRevision(double fairTicks)
    {
        double moved = fairTicks / _increment - _fairSteps;
        _fairSteps = fairTicks / _increment;
        if (Math.Abs(moved) < 0.5)
            return;

        _halfSpread += 0.15 * Math.Min(Math.Abs(moved), 4 * _options.HalfSpread);
        if (_random.Chance(0.6))
            TakeStale(moved > 0 ? Side.Buy : Side.Sell);
        for (int place = 0; place < 2 * _levels; place++)
        {
            if (!_book.IsEmpty(place) && IsMispriced(place))
                Requote(place);
        }

        Refill();
    }

    private static Side SideOf(int place) => (place & 1) == 0 ? Side.Buy : Side.Sell;

    // Near places first: half of all requotes are of the best few.
    private int DrawPlace()
    {
        if (_random.Chance(0.03))
            return 2 * _levels + _random.Next(2 * AnchorsPerSide);
        double share = _random.NextDouble();
        return Math.Min(2 * _levels - 1, (int)(share * share * 2 * _levels));
    }

    private void Requote(int place)
    {
        Side side = SideOf(place);
        if (place < 2)
            SettleSpread();
        double steps = _fairSteps - side.Sign() * Distance(place);
        long price = (long)(side is Side.Buy ? Math.Floor(steps) : Math.Ceiling(steps)) * _increment;
        long lots = DrawLots(place);
        if (!_book.IsEmpty(place) && _book.PriceAt(place) == price && !_random.Chance(0.2))
            return;
        if (price > 0 && !_book.Put(place, side, price, lots) && place < 2 * _levels)
            TakeStale(side);
    }

    // Distance from fair value in increments.
    private double Distance(int place)
    {
        int depth = place / 2;
        if (depth < _levels)
            return _halfSpread + depth * (1 + 0.08 * depth) + _random.NextDouble();

        // Anchors stand from a twelfth of the reach to all of it.
        double share = (depth - _levels + 1 + 0.5 * _random.NextDouble()) / AnchorsPerSide;
        return _fairSteps * AnchorReach * share;
    }

    private long DrawLots(int place)
    {
        int depth = place / 2;
        double shape = depth < _levels ? 0.5 + 0.12 * depth : 12;
        return ToLots(_levelLots * shape * Math.Exp(0.5 * _random.Normal()));
    }

    // The spread reverts to what the mood asks for.
    private void SettleSpread()
    {
        double wanted = _options.HalfSpread * Math.Sqrt(Nervousness);
        _halfSpread += 0.08 * (wanted - _halfSpread) + 0.05 * _options.HalfSpread * _random.Normal();
        _halfSpread = Math.Clamp(_halfSpread, 0.5, 12 * _options.HalfSpread);
    }

    private bool IsMispriced(int place)
    {
        double distance = SideOf(place).Sign() * (_fairSteps - (double)_book.PriceAt(place) / _increment);
        double wanted = _halfSpread + place / 2;
        return distance < 0.5 || distance > 3 * wanted + 4;
    }

    // Joins the touch, or improves it by one increment where there is room.
    private void Visit()
    {
        Touch touch = _market.Book.Touch;
        if (!touch.IsTwoSided)
            return;
        Side side = _random.Chance(0.5) ? Side.Buy : Side.Sell;
        long best = (side is Side.Buy ? touch.Bid : touch.Ask).Price.Ticks;
        bool hasRoom = touch.SpreadTicks > 2 * _increment;
        long price = best + (hasRoom && _random.Chance(0.3) ? side.Sign() * _increment : 0);
        bool isFair = side.Sign() * (_fairSteps - (double)price / _increment) > 0;
        if (isFair)
            _book.Put(FirstVisitor + _random.Next(Visitors), side, price, ToLots(_levelLots * 0.15 * _random.Pareto(2)));
    }

    private void TakeNoise()
    {
        Touch touch = _market.Book.Touch;
        if (!touch.IsTwoSided)
            return;

        Side side = _random.Chance(SameSideAgain) ? _lastTaker : _lastTaker.Opposite();
        _lastTaker = side;
        double levels = _options.TakerSize * _random.Pareto(TakerTail) / Math.Pow(2, 1 / TakerTail);
        long lots = ToLots(_levelLots * Math.Min(levels, LargestTakerLevels));
        long best = (side is Side.Buy ? touch.Ask : touch.Bid).Price.Ticks;
        long reach = (1 + _random.Next(8)) * _increment;
        _book.Take(side, _random.Chance(0.3) ? 0 : best + side.Sign() * reach, lots);
    }

    // Takes what rests on the wrong side of fair value.
    private void TakeStale(Side side)
    {
        double steps = _fairSteps - side.Sign() * 0.5;
        long limit = (long)(side is Side.Buy ? Math.Floor(steps) : Math.Ceiling(steps)) * _increment;
        Touch touch = _market.Book.Touch;
        long best = (side is Side.Buy ? touch.Ask : touch.Bid).Price.Ticks;
        if (touch.IsTwoSided && side.Sign() * (limit - best) >= 0)
            _book.Take(side, limit, ToLots(_levelLots * 0.8 * _random.Pareto(TakerTail)));
    }

    // The touch is never left to chance: missing best places come back at once, and so does anything when the book thins out.
    private void Refill()
    {
        bool isThin = Math.Min(_market.Book.BidCount, _market.Book.AskCount) < _levels / 2;
        int places = isThin ? FirstVisitor : 6;
        for (int place = 0; place < places; place++)
        {
            if (_book.IsEmpty(place))
                Requote(place);
        }
    }

    private static long ToLots(double lots) => Math.Max(1, (long)Math.Min(lots, 1e12));
}
