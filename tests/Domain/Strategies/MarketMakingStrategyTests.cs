using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Strategies;
using Quern.Domain.Tests.Instruments;
using Quern.Domain.Tests.MarketData;

namespace Quern.Domain.Tests.Strategies;

[Trait("Category", "unit")]
public sealed class MarketMakingStrategyTests
{
    private const long Second = 1_000_000_000;

    private static readonly MarketMakingSettings Plain = new()
    {
        OrderSizeLots = 100,
        MaxInventoryLots = 300,
        RiskAversion = 0.01,
        FillRate = 0.9,
        FillDecay = 0.3,
        MinVolatility = 0.3,
    };

    private readonly RecordedContext _context = new();
    private readonly MarketView _view = new() { Instrument = Contracts.Linear };
    private long _sequence;

    // c1 3.279, half spread 3.313, skew 0.068 per order size: the worked example of the model.
    [Fact]
    public void It_quotes_both_sides_of_the_mid_rounded_away_from_it()
    {
        MarketMakingStrategy strategy = Started(Plain);

        See(strategy, bid: 268000, ask: 268001);

        Assert.Equal("bid 267997x100, ask 268004x100", _context.Last.ToString());
        Assert.Equal(QuoteDecision.Quoting, strategy.Decision);
        Assert.Equal(_sequence, _context.Last.BookSequence);
    }

    [Fact]
    public void It_leans_against_its_inventory()
    {
        MarketMakingStrategy strategy = Started(Plain with { RiskAversion = 0.5 });
        See(strategy, bid: 268000, ask: 268002);
        TargetLevel[] flat = _context.Last.Levels;

        strategy.OnPositionUpdate(new(Contracts.Linear.Id, 200, Second));
        TargetLevel[] isLong = _context.Last.Levels;
        strategy.OnPositionUpdate(new(Contracts.Linear.Id, -200, Second));
        TargetLevel[] isShort = _context.Last.Levels;

        Assert.True(isLong[0].Price < flat[0].Price && isLong[1].Price <= flat[1].Price, "long wants to sell");
        Assert.True(isShort[0].Price >= flat[0].Price && isShort[1].Price > flat[1].Price, "short wants to buy");
    }

    [Theory]
    [InlineData(300, "ask")]
    [InlineData(250, "bid 50, ask")]
    [InlineData(-300, "bid")]
    [InlineData(900, "ask")]
    public void At_its_limit_it_quotes_one_side_and_near_it_a_smaller_size(long inventory, string sides)
    {
        MarketMakingStrategy strategy = Started(Plain);
        strategy.OnPositionUpdate(new(Contracts.Linear.Id, inventory, 0));

        See(strategy, bid: 268000, ask: 268001);

        string said = string.Join(", ", _context.Last.Levels.Select(level =>
            $"{(level.Side is Side.Buy ? "bid" : "ask")}{(level.Quantity.Lots == 100 ? "" : $" {level.Quantity.Lots}")}"));
        Assert.Equal(sides, said);
    }

    [Fact]
    public void All_its_levels_together_stay_within_the_limit()
    {
        MarketMakingStrategy strategy = Started(Plain with { LevelsPerSide = 5, LevelSpacingTicks = 10 });

        See(strategy, bid: 268000, ask: 268001);

        Assert.Equal(
            "bid 267997x100, bid 267987x100, bid 267977x100, ask 268004x100, ask 268014x100, ask 268024x100",
            _context.Last.ToString());
    }

    [Theory]
    [InlineData(BookState.Empty, QuoteDecision.BookNotProven)]
    [InlineData(BookState.Broken, QuoteDecision.BookNotProven)]
    public void It_wants_nothing_on_a_book_that_is_not_proven(BookState state, QuoteDecision why)
    {
        MarketMakingStrategy strategy = Started(Plain);
        See(strategy, bid: 268000, ask: 268001);

        See(strategy, bid: 268000, ask: 268001, state);

        Assert.Equal(("nothing", why), (_context.Last.ToString(), strategy.Decision));
    }

    [Theory]
    [InlineData(268001, 268001)]
    [InlineData(268002, 268001)]
    [InlineData(268000, 0)]
    public void It_wants_nothing_on_a_crossed_locked_or_one_sided_book(long bid, long ask)
    {
        MarketMakingStrategy strategy = Started(Plain);
        See(strategy, bid: 268000, ask: 268001);

        See(strategy, bid, ask);

        Assert.Equal(("nothing", QuoteDecision.BookCrossed), (_context.Last.ToString(), strategy.Decision));
    }

    [Fact]
    public void It_wants_nothing_on_a_stale_book()
    {
        MarketMakingStrategy strategy = Started(Plain);
        See(strategy, bid: 268000, ask: 268001);

        _context.NowNs += Second;
        strategy.OnMarketData(_view);
        Assert.Equal(QuoteDecision.Quoting, strategy.Decision);

        _context.NowNs += 1;
        strategy.OnMarketData(_view);
        Assert.Equal(("nothing", QuoteDecision.BookStale), (_context.Last.ToString(), strategy.Decision));
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(0)]
    [InlineData(200)]
    public void It_never_crosses_the_opposite_touch(long inventory)
    {
        MarketMakingStrategy strategy = Started(Plain with { RiskAversion = 500, MinHalfSpreadTicks = 0.5 });
        strategy.OnPositionUpdate(new(Contracts.Linear.Id, inventory, 0));

        See(strategy, bid: 268000, ask: 268001);

        Assert.All(_context.Last.Levels, level => Assert.True(
            level.Side is Side.Buy ? level.Price < new Price(268001) : level.Price > new Price(268000), level.ToString()));
    }

    [Fact]
    public void Prices_and_sizes_respect_the_increments()
    {
        _view.Instrument = Contracts.Linear with { Filters = new(2, PriceIncrement: 10, QuantityIncrement: 20, MinQuantity: 40) };
        MarketMakingStrategy strategy = Started(Plain with { LevelsPerSide = 4, LevelSpacingTicks = 3, MaxInventoryLots = 350 });

        See(strategy, bid: 268000, ask: 268010);

        Assert.Equal(
            "bid 268000x100, bid 267990x100, bid 267980x100, bid 267970x40, ask 268010x100, ask 268020x100, ask 268030x100, ask 268040x40",
            _context.Last.ToString());
    }

    [Fact]
    public void What_is_below_the_smallest_notional_is_not_quoted()
    {
        _view.Instrument = Contracts.Linear with { Filters = new(2, 1, 1, MinNotional: 100 * 268000) };
        MarketMakingStrategy strategy = Started(Plain);

        See(strategy, bid: 268000, ask: 268001);
        Assert.Equal("ask 268004x100", _context.Last.ToString());

        _view.Instrument = Contracts.Linear with { Filters = new(3, 1, 1, MinNotional: 100 * 300000) };
        See(strategy, bid: 268000, ask: 268001);
        Assert.Equal(("nothing", QuoteDecision.NothingFits), (_context.Last.ToString(), strategy.Decision));
    }

    [Fact]
    public void Unchanged_targets_are_said_again_only_after_half_of_the_time_that_they_or_their_book_hold()
    {
        MarketMakingStrategy strategy = Started(Plain with { TimeToLive = TimeSpan.FromSeconds(2), StaleAfter = TimeSpan.FromSeconds(3) });
        See(strategy, bid: 268000, ask: 268001);

        for (int i = 0; i < 9; i++)
        {
            _context.NowNs += Second / 10;
            See(strategy, bid: 268000, ask: 268001);
        }

        Assert.Single(_context.All);
        _context.NowNs += Second / 10;
        See(strategy, bid: 268000, ask: 268001);

        Assert.Equal(2, _context.All.Count);
        Assert.Equal(_context.All[0].Levels, _context.All[1].Levels);
        Assert.True(_context.All[1].Version > _context.All[0].Version);
    }

    [Fact]
    public void Quotes_stay_until_the_model_wants_them_a_threshold_away()
    {
        MarketMakingStrategy strategy = Started(Plain with { RequoteThresholdTicks = 3 });
        See(strategy, bid: 268000, ask: 268001);

        See(strategy, bid: 268002, ask: 268003);
        Assert.Single(_context.All);

        See(strategy, bid: 268003, ask: 268004);
        Assert.Equal("bid 268000x100, ask 268007x100", _context.Last.ToString());
    }

    [Fact]
    public void A_quote_that_the_touch_reached_does_not_stay()
    {
        MarketMakingStrategy strategy = Started(Plain with { RequoteThresholdTicks = 100 });
        See(strategy, bid: 268000, ask: 268001);

        See(strategy, bid: 267995, ask: 267997);

        Assert.Equal(2, _context.All.Count);
        Assert.True(_context.Last.Levels[0].Price < new Price(267997));
    }

    [Fact]
    public void A_fill_leans_at_once_and_counts_once()
    {
        _view.Volatility = 10;
        MarketMakingStrategy strategy = Started(Plain);
        See(strategy, bid: 268000, ask: 268001);
        long ask = _context.Last.Levels[1].Price.Ticks;

        strategy.OnTradeExecution(Fill(Side.Buy, 100, atNs: 5), number: 5);
        Assert.Equal((100, 2), (strategy.InventoryLots, _context.All.Count));
        Assert.True(_context.Last.Levels[1].Price.Ticks < ask);

        strategy.OnTradeExecution(Fill(Side.Buy, 100, atNs: 5), number: 5);
        strategy.OnPositionUpdate(new(Contracts.Linear.Id, 0, AsOfFill: 4));
        Assert.Equal(100, strategy.InventoryLots);
        strategy.OnPositionUpdate(new(Contracts.Linear.Id, 120, AsOfFill: 9));
        strategy.OnTradeExecution(Fill(Side.Sell, 50, atNs: 8), number: 8);
        Assert.Equal(120, strategy.InventoryLots);
    }

    [Fact]
    public void A_refusal_because_the_market_moved_is_answered_and_others_wait()
    {
        MarketMakingStrategy strategy = Started(Plain);
        See(strategy, bid: 268000, ask: 268001);

        strategy.OnOrderEvent(Fill(Side.Buy, 0, 0) with { Kind = ReportKind.Rejected, Reason = Reason.InsufficientMargin });
        See(strategy, bid: 268000, ask: 268001);
        Assert.Single(_context.All);

        strategy.OnOrderEvent(Fill(Side.Buy, 0, 0) with { Kind = ReportKind.Rejected, Reason = Reason.PostOnlyWouldCross });
        See(strategy, bid: 268000, ask: 268001);
        Assert.Equal(2, _context.All.Count);
    }

    [Fact]
    public void It_says_nothing_before_it_starts_and_nothing_is_wanted_after_it_stops()
    {
        var strategy = new MarketMakingStrategy("mm", Contracts.Linear, Plain);
        See(strategy, bid: 268000, ask: 268001);
        strategy.Stop();
        Assert.Empty(_context.All);

        strategy.Start(_context);
        See(strategy, bid: 268000, ask: 268001);
        strategy.Stop();
        See(strategy, bid: 268000, ask: 268001);

        Assert.Equal((2, "nothing", false), (_context.All.Count, _context.Last.ToString(), strategy.IsRunning));
    }

    [Fact]
    public void A_strategy_that_starts_anew_has_newer_versions()
    {
        MarketMakingStrategy first = Started(Plain);
        See(first, bid: 268000, ask: 268001);
        _context.NowNs += 1;

        See(Started(Plain), bid: 268000, ask: 268001);

        Assert.True(_context.All[1].Version > _context.All[0].Version);
    }

    [Fact]
    public void Other_instruments_are_not_its_business()
    {
        MarketMakingStrategy strategy = Started(Plain);
        _view.Instrument = Contracts.Spot;

        See(strategy, bid: 268000, ask: 268001);
        strategy.OnPositionUpdate(new(Contracts.Spot.Id, 100, 1));
        strategy.OnTradeExecution(Fill(Side.Buy, 100, atNs: 5) with { Instrument = Contracts.Spot.Id }, number: 1);

        Assert.Empty(_context.All);
        Assert.Equal(0, strategy.InventoryLots);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(-1)]
    public void A_senseless_volatility_does_no_harm(double volatility)
    {
        _view.Volatility = volatility;
        foreach (QuoteModel model in Enum.GetValues<QuoteModel>())
        {
            See(Started(Plain with { Model = model }), bid: 268000, ask: 268001);

            Assert.Equal(2, _context.Last.Levels.Length);
        }
    }

    [Fact]
    public void Both_models_quote_wider_when_it_is_wild()
    {
        foreach (QuoteModel model in Enum.GetValues<QuoteModel>())
        {
            _view.Volatility = 0.3;
            See(Started(Plain with { Model = model }), bid: 268000, ask: 268001);
            long calm = _context.Last.Levels[1].Price - _context.Last.Levels[0].Price;

            _view.Volatility = 30;
            See(Started(Plain with { Model = model }), bid: 268000, ask: 268001);
            long wild = _context.Last.Levels[1].Price - _context.Last.Levels[0].Price;

            Assert.True(wild > calm, $"{model}: {calm} then {wild}");
        }
    }

    [Fact]
    public void The_smallest_half_spread_holds()
    {
        See(Started(Plain with { MinHalfSpreadTicks = 50 }), bid: 268000, ask: 268002);

        Assert.Equal("bid 267951x100, ask 268051x100", _context.Last.ToString());
    }

    [Fact]
    public void It_learns_the_intensity_from_the_trades()
    {
        var random = new Random(1);
        MarketMakingStrategy strategy = Started(Plain with { CalibrateOnline = true });
        for (int i = 0; i < 2_000; i++)
        {
            _context.NowNs += Second / 2;
            long reach = (long)(-Math.Log(1 - random.NextDouble()) / 0.1);
            Touch before = Feed.Touch(267999, 10, 268001, 10);
            _view.TradeBuffer = [new(Side.Buy, new Price(268000 + reach), new Quantity(1), i, before, _context.NowNs, _context.NowNs)];
            _view.TradeCount = 1;
            See(strategy, bid: 267999, ask: 268001);
        }

        Assert.InRange(strategy.FillDecay, 0.08, 0.12);
        Assert.InRange(strategy.FillRate, 1.6, 2.4);
    }

    [Fact]
    public void A_tick_allocates_nothing()
    {
        MarketMakingStrategy strategy = Started(Plain with { LevelsPerSide = 3, MaxInventoryLots = 1000 });
        _context.IsRecording = false;
        long fills = 0;

        Assert.Equal(0, SteadyState.AllocatedBytes(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                _context.NowNs += Second / 100;
                See(strategy, bid: 268000 + i % 13, ask: 268001 + i % 13);
                strategy.OnTradeExecution(Fill(i % 2 == 0 ? Side.Buy : Side.Sell, 10, _context.NowNs), ++fills);
                if (i % 8 == 7)
                    strategy.OnPositionUpdate(new(Contracts.Linear.Id, strategy.InventoryLots, fills));
            }
        }));
    }

    private MarketMakingStrategy Started(MarketMakingSettings settings)
    {
        var strategy = new MarketMakingStrategy("mm", _view.Instrument, settings);
        strategy.Start(_context);
        return strategy;
    }

    private void See(MarketMakingStrategy strategy, long bid, long ask, BookState state = BookState.Proven)
    {
        Touch touch = Feed.Touch(bid, 10, ask, ask == 0 ? 0 : 10);
        _view.Top = new(touch, state, ++_sequence, 0, _context.NowNs);
        strategy.OnMarketData(_view);
    }

    private static ExecutionReport Fill(Side side, long lots, long atNs) => new()
    {
        Kind = ReportKind.Traded,
        Id = default,
        Instrument = Contracts.Linear.Id,
        Side = side,
        LastQuantity = new Quantity(lots),
        ReceiveTimeNs = atNs,
    };
}
