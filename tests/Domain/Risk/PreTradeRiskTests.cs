using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Risk;

/// <summary>One test per refusal: its limit, its value, and the neighbour that passes.</summary>
[Trait("Category", "unit")]
public sealed class PreTradeRiskTests
{
    private const long Now = 1_000_000_000_000;

    private static readonly Instrument Instrument = Contracts.Linear with
    {
        Filters = new(
            Version: 1, PriceIncrement: 5, QuantityIncrement: 2, MinPrice: 100, MaxPrice: 2_000_000, MinQuantity: 4, MaxQuantity: 1_000,
            MinNotional: 40_000, MaxOpenOrders: 3),
    };

    private static readonly InstrumentLimits Limits = new()
    {
        MaxOrderLots = 500, MaxPositionLots = 1_000, MaxOrderNotionalE8 = 1_000_000_000_000, PriceBandPpm = 10_000, MaxOpenOrders = 50,
    };

    private static readonly RiskLimits Account = new()
    {
        Default = Limits, MaxOpenOrders = 5, OrdersPerSecond = 10, OrderBurst = 2, MaxLossE8 = 1_000, MaxDrawdownE8 = 300,
    };

    private readonly PreTradeRisk _risk = new(Account);

    private bool _killed;
    private bool _ready = true;
    private Touch _touch = new(new(new(9_990), new(10)), new(new(10_010), new(10)));
    private long _bookTimeNs = Now;
    private long? _mark;
    private Exposure _exposure;
    private Order[] _own = [];
    private int _openOnAccount;
    private Equity _equity;
    private long? _equityTimeNs;

    [Fact]
    public void A_sound_order_passes() => Assert.Equal(Verdict.Accept, Check(Buy(10, 10_000)));

    [Fact]
    public void Killed()
    {
        _killed = true;
        Assert.Equal(new(DenyReason.Killed, 0, 1), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void Not_ready()
    {
        _ready = false;
        Assert.Equal(new(DenyReason.NotReady, 1, 0), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void Unknown_instrument() =>
        Assert.Equal(DenyReason.UnknownInstrument, Check(Buy(10, 10_000) with { Instrument = null }).Reason);

    [Fact]
    public void Price_off_its_increment() => Assert.Equal(new(DenyReason.PriceIncrement, 5, 10_002), Check(Buy(10, 10_002)));

    [Fact]
    public void Size_off_its_increment() => Assert.Equal(new(DenyReason.QuantityIncrement, 2, 11), Check(Buy(11, 10_000)));

    [Fact]
    public void Price_below_the_minimum()
    {
        Assert.Equal(new(DenyReason.PriceBelowMinimum, 100, 95), Check(Buy(500, 95)));
        Assert.Equal(Verdict.Accept, Check(Buy(500, 100)));
    }

    [Fact]
    public void Price_above_the_maximum() =>
        Assert.Equal(new(DenyReason.PriceAboveMaximum, 2_000_000, 2_000_005), Check(Buy(4, 2_000_005)));

    [Fact]
    public void Size_below_the_minimum()
    {
        Assert.Equal(new(DenyReason.QuantityBelowMinimum, 4, 2), Check(Buy(2, 10_000)));
        Assert.Equal(new(DenyReason.QuantityBelowMinimum, 4, 0), Check(Buy(0, 10_000)));
        Assert.Equal(new(DenyReason.QuantityBelowMinimum, 4, -6), Check(Buy(-6, 10_000)));
    }

    [Fact]
    public void Size_above_the_maximum() => Assert.Equal(new(DenyReason.QuantityAboveMaximum, 1_000, 1_002), Check(Buy(1_002, 10_000)));

    [Fact]
    public void Notional_below_the_minimum()
    {
        Assert.Equal(new(DenyReason.NotionalBelowMinimum, 40_000, 39_980), Check(Buy(4, 9_995)));
        Assert.Equal(Verdict.Accept, Check(Buy(4, 10_000)));
        _exposure = new(-4, 0, 0, 0, 0);
        Assert.Equal(Verdict.Accept, Check(Buy(4, 9_995) with { ReduceOnly = true }));
    }

    [Fact]
    public void A_buy_above_the_band()
    {
        Assert.Equal(Verdict.Accept, Check(Buy(10, 10_100)));
        Assert.Equal(new(DenyReason.PriceBand, 10_000, 10_500), Check(Buy(10, 10_105)));
        Assert.Equal(Verdict.Accept, Check(Buy(10, 5_000)));
    }

    [Fact]
    public void A_sell_below_the_band_of_the_mark()
    {
        _mark = 20_000;

        Assert.Equal(Verdict.Accept, Check(Sell(10, 19_800)));
        Assert.Equal(new(DenyReason.PriceBand, 10_000, 10_250), Check(Sell(10, 19_795)));
    }

    [Fact]
    public void The_venues_narrower_band_wins()
    {
        Instrument narrow = Instrument with { Filters = Instrument.Filters with { BandUpPpm = 1_000 } };

        Assert.Equal(new(DenyReason.PriceBand, 1_000, 1_500), Check(Buy(10, 10_015) with { Instrument = narrow }));
        Assert.Equal(Verdict.Accept, Check(Sell(10, 9_985) with { Instrument = narrow }));
    }

    [Fact]
    public void No_reference()
    {
        _touch = default;
        Assert.Equal(DenyReason.NoReference, Check(Buy(10, 10_000)).Reason);
    }

    [Fact]
    public void Larger_than_one_order_may_be() => Assert.Equal(new(DenyReason.OrderSize, 500, 502), Check(Buy(502, 10_000)));

    [Fact]
    public void Worth_more_than_one_order_may_be()
    {
        // 100 lots of 0.001 at 1,000,000 ticks of 0.1 are 10,000 of the quote asset: the limit.
        _mark = 1_000_000;

        Assert.Equal(Verdict.Accept, Check(Buy(100, 1_000_000)));
        Assert.Equal(new(DenyReason.OrderNotional, 1_000_000_000_000, 1_020_000_000_000), Check(Buy(102, 1_000_000)));
        Assert.Equal(new(DenyReason.OrderNotional, 1_000_000_000_000, 1_020_000_000_000), Check(Market(Side.Buy, 102)));
    }

    [Fact]
    public void The_money_of_an_inverse_order_is_its_size() =>
        Assert.Equal(25_000_00000000, OrderSize.NotionalE8(Contracts.Inverse, ticks: 431_234, lots: 25_000));

    [Fact]
    public void A_long_position_with_all_buys_filled_passes_its_limit()
    {
        _exposure = new(PositionLots: 500, WorkingBuyLots: 300, WorkingSellLots: 900, UnknownBuyLots: 100, UnknownSellLots: 0);

        Assert.Equal(Verdict.Accept, Check(Buy(100, 10_000)));
        Assert.Equal(new(DenyReason.PositionLimit, 1_000, 1_002), Check(Buy(102, 10_000)));
    }

    [Fact]
    public void A_short_position_with_all_sells_filled_passes_its_limit()
    {
        _exposure = new(PositionLots: -500, WorkingBuyLots: 900, WorkingSellLots: 300, UnknownBuyLots: 0, UnknownSellLots: 100);

        Assert.Equal(Verdict.Accept, Check(Sell(100, 10_000)));
        Assert.Equal(new(DenyReason.PositionLimit, 1_000, 1_002), Check(Sell(102, 10_000)));
    }

    [Fact]
    public void Too_large_a_position_may_be_shrunk()
    {
        _exposure = new(PositionLots: 5_000, 0, 0, 0, 0);

        Assert.Equal(DenyReason.PositionLimit, Check(Buy(10, 10_000)).Reason);
        Assert.Equal(Verdict.Accept, Check(Sell(500, 10_000)));
    }

    [Fact]
    public void Too_many_open_orders_on_the_instrument()
    {
        _own = [Resting(Side.Buy, 9_000), Resting(Side.Buy, 9_005), Resting(Side.Buy, 9_010)];
        Assert.Equal(new(DenyReason.OpenOrders, 3, 4), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void Too_many_open_orders_on_the_account()
    {
        _openOnAccount = 5;
        Assert.Equal(new(DenyReason.OpenOrders, 5, 6), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void Too_many_orders_in_too_little_time()
    {
        _risk.CountSent(Now);
        _risk.CountSent(Now);

        Assert.Equal(new(DenyReason.OrderRate, 10, 0), Check(Buy(10, 10_000)));
        Assert.Equal(DenyReason.OrderRate, Check(Buy(10, 10_000), Now + 99_999_999).Reason);
        Assert.Equal(Verdict.Accept, Check(Buy(10, 10_000), Now + 100_000_000));
    }

    [Fact]
    public void Trading_with_an_order_of_our_own()
    {
        _own = [Resting(Side.Sell, 10_010)];

        Assert.Equal(new(DenyReason.SelfTrade, 10_010, 10_010), Check(Buy(10, 10_010)));
        Assert.Equal(Verdict.Accept, Check(Buy(10, 10_005)));
        Assert.Equal(DenyReason.SelfTrade, Check(Market(Side.Buy, 10)).Reason);
        Assert.Equal(Verdict.Accept, Check(Sell(10, 10_010)));
    }

    [Fact]
    public void An_order_that_is_being_moved_rests_at_both_prices()
    {
        Order moving = Resting(Side.Sell, 10_050);
        moving.PendingPrice = new(10_000);
        moving.PendingQuantity = new(10);
        _own = [moving];

        Assert.Equal(new(DenyReason.SelfTrade, 10_000, 10_020), Check(Buy(10, 10_020)));
        Assert.Equal(Verdict.Accept, Check(Buy(10, 9_995)));
    }

    [Fact]
    public void A_stale_book()
    {
        _bookTimeNs = Now - Limits.StaleAfterNs - 1;
        Assert.Equal(new(DenyReason.StaleBook, Limits.StaleAfterNs, Limits.StaleAfterNs + 1), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void A_crossed_book()
    {
        _touch = new(new(new(10_010), new(10)), new(new(10_000), new(10)));
        Assert.Equal(new(DenyReason.CrossedBook, 10_000, 10_010), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void The_days_loss()
    {
        _equity = new(NowE8: 9_000, StartE8: 10_000, PeakE8: 10_000);

        Assert.Equal(new(DenyReason.Loss, 1_000, 1_000), Check(Buy(10, 10_000)));
        _exposure = new(10, 0, 0, 0, 0);
        Assert.Equal(Verdict.Accept, Check(Sell(10, 10_000) with { ReduceOnly = true }));
    }

    [Fact]
    public void The_fall_from_the_peak()
    {
        _equity = new(NowE8: 10_700, StartE8: 10_000, PeakE8: 11_000);
        Assert.Equal(new(DenyReason.Drawdown, 300, 300), Check(Buy(10, 10_000)));

        _equity = _equity with { NowE8 = 10_701 };
        Assert.Equal(Verdict.Accept, Check(Buy(10, 10_000)));
    }

    [Fact]
    public void Reduce_only_that_would_grow_or_turn_the_position()
    {
        _exposure = new(10, 0, 0, 0, 0);
        Assert.Equal(new(DenyReason.ReduceOnly, 10, 12), Check(Sell(12, 10_000) with { ReduceOnly = true }));
        Assert.Equal(new(DenyReason.ReduceOnly, 0, 10), Check(Buy(10, 10_000) with { ReduceOnly = true }));
        Assert.Equal(Verdict.Accept, Check(Sell(10, 10_000) with { ReduceOnly = true }));

        _exposure = default;
        Assert.Equal(new(DenyReason.ReduceOnly, 0, 10), Check(Sell(10, 10_000) with { ReduceOnly = true }));
    }

    [Fact]
    public void What_was_lost_today_stays_lost_however_equity_recovers()
    {
        _equity = new(NowE8: 10_500, StartE8: 10_000, PeakE8: 10_500) { WorstLossE8 = 1_001 };
        Assert.Equal(new(DenyReason.Loss, 1_000, 1_001), Check(Buy(10, 10_000)));

        _equity = _equity with { WorstLossE8 = 999, WorstDrawdownE8 = 301 };
        Assert.Equal(new(DenyReason.Drawdown, 300, 301), Check(Buy(10, 10_000)));
    }

    [Fact]
    public void Money_that_nobody_told_of_lately()
    {
        _exposure = new(10, 0, 0, 0, 0);
        _equityTimeNs = Now - Account.EquityStaleAfterNs - 1;

        Assert.Equal(new(DenyReason.EquityUnknown, Account.EquityStaleAfterNs, Account.EquityStaleAfterNs + 1), Check(Buy(10, 10_000)));
        Assert.Equal(Verdict.Accept, Check(Sell(10, 10_000) with { ReduceOnly = true }));
    }

    [Fact]
    public void Without_a_loss_limit_nobody_needs_to_tell_of_money()
    {
        var risk = new PreTradeRisk(Account with { MaxLossE8 = long.MaxValue, MaxDrawdownE8 = long.MaxValue });
        Assert.Equal(Verdict.Accept, risk.Check(Buy(10, 10_000), new() { IsReady = true, Limits = Limits, Touch = _touch, BookTimeNs = Now, NowNs = Now }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void A_limit_out_of_its_range_is_refused_by_name(int ppm)
    {
        var wrong = Account with { Default = Limits with { PriceBandPpm = ppm } };

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new PreTradeRisk(wrong));

        Assert.Contains("PriceBandPpm", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 1000000", refusal.Message, StringComparison.Ordinal);
    }

    private static OrderIntent Buy(long lots, long ticks) => new(Instrument, Side.Buy, OrderType.Limit, false, false, new(ticks), new(lots));

    private static OrderIntent Sell(long lots, long ticks) => Buy(lots, ticks) with { Side = Side.Sell };

    private static OrderIntent Market(Side side, long lots) => new(Instrument, side, OrderType.Market, false, false, default, new(lots));

    private static Order Resting(Side side, long ticks) => new()
    {
        Instrument = Instrument, Side = side, Price = new(ticks), Quantity = new(10), State = OrderState.Acknowledged,
    };

    private Verdict Check(OrderIntent intent, long nowNs = Now) => _risk.Check(intent, new()
    {
        IsKilled = _killed, IsReady = _ready, Limits = Limits, Touch = _touch, BookTimeNs = _bookTimeNs, MarkTicks = _mark,
        Exposure = _exposure, Own = _own, OpenOnAccount = _openOnAccount, Equity = _equity, EquityTimeNs = _equityTimeNs ?? nowNs, NowNs = nowNs,
    });
}
