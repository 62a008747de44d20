using System.Text;
using Quern.Connectors.Binance;
using Quern.Connectors.Binance.Parsing;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Connectors.Tests.Binance;

/// <summary>Every captured REST body goes through the parser it belongs to.</summary>
[Trait("Category", "golden")]
public sealed class CapturedRestTests
{
    private readonly InstrumentParser _instruments = new("binance-usdm", new Fees(20_000, 50_000));

    [Fact]
    public void Every_rest_body_is_read()
    {
        foreach (string file in CapturedMessages.Files("rest_*.json"))
            Assert.True(IsRead(file), $"{file} was not read");
    }

    private bool IsRead(string file)
    {
        byte[] body = CapturedMessages.Body(file);
        Instrument fine = BinanceSamples.Linear("BTCUSDT", 5, 4);
        return file["rest_".Length..] switch
        {
            var f when f.StartsWith("depth_", StringComparison.Ordinal) =>
                RestParser.TryReadSnapshot(CapturedMessages.Frames(file).Single(), fine, new DepthLevels(), out _),
            var f when f.StartsWith("exchangeInfo", StringComparison.Ordinal) => _instruments.Read(body, []) is { Count: > 1 },
            var f when f.StartsWith("positionRisk", StringComparison.Ordinal) =>
                AccountParser.Positions(body, symbol => BinanceSamples.Linear(symbol, 5, 4), 1, out _) is { Count: > 0 },
            var f when f.StartsWith("account_", StringComparison.Ordinal) => AccountParser.Balances(body, 1) is { Count: > 0 },
            var f when f.StartsWith("aggTrades", StringComparison.Ordinal) || f.StartsWith("trades", StringComparison.Ordinal) =>
                PublicDataParser.Trades(body, fine, 1) is { Count: 5 },
            var f when f.StartsWith("bookTicker", StringComparison.Ordinal) => PublicDataParser.BestPrices(body, fine) is { IsTwoSided: true },
            var f when f.StartsWith("commissionRate", StringComparison.Ordinal) => RestParser.TryReadFees(body, out _),
            var f when f.StartsWith("fundingRate", StringComparison.Ordinal) => PublicDataParser.FundingRates(body, 1) is { Count: 1 },
            var f when f.StartsWith("premiumIndex", StringComparison.Ordinal) => PublicDataParser.Mark(body, fine, 1) is { Count: 3 },
            var f when f.StartsWith("rateLimit_", StringComparison.Ordinal) => RestParser.TryReadRates(body, []),
            "balance.json" => AccountParser.Balances(body, 1) is { Count: 1 },
            "userTrades.json" => AccountParser.Fills(body, BinanceSamples.Linear("ETHUSDT", 2, 3), 1) is { Count: 2 },
            "listenKey.json" => RestParser.ListenKey(body) is { Length: 64 },
            "time.json" => RestParser.TryReadServerTime(body, out _),
            "error_bodies.json" or "error_invalid_symbol.json" => CapturedMessages.Frames(file).All(IsKnownError),
            // Acknowledgements: nothing is refused, and that is all they say.
            "cancelAllOpenOrders.json" or "countdownCancelAll.json" or "algoOrder_new.json" or "algoOrder_cancel.json" =>
                RestParser.TryReadError(body, out int code, out _) && code >= 0,
            _ => CapturedMessages.Frames(file).All(IsOrder),
        };
    }

    private static bool IsKnownError(byte[] body) =>
        RestParser.TryReadError(body, out int code, out string text) && code < 0 && text.Length > 0;

    private static bool IsOrder(byte[] body) => OrderTextParser.TryRead(body, out OrderText order)
        && (order.IsError || new OrderReports(new VenueNames()).TryMake(
            in order, BinanceSamples.Linear(Encoding.UTF8.GetString(order.Symbol), 5, 4), 1, out _));

    [Fact]
    public void Instruments_take_their_scales_from_the_filters_and_not_from_the_display_precisions()
    {
        List<RateUse> rates = [];
        Instrument btc = _instruments.Read(CapturedMessages.Body("rest_exchangeInfo_recent.json"), rates)!.Single(i => i.Id.Symbol == "BTCUSDT");

        Assert.Equal((2, 3), (btc.PriceScale, btc.QuantityScale));
        Assert.Equal(
            new Filters(1, 10, 1, 40_200, 124_639_660, 1, 1_000_000, 1_000_000, 100_000, 454_600, 200), btc.Filters);
        Assert.Equal(("BTC", "USDT", "USDT", Payoff.Linear), (btc.BaseAsset, btc.QuoteAsset, btc.SettlementAsset, btc.Payoff));
        Assert.Contains(new RateUse(false, 60_000, 6000, 0), rates);
        Assert.Contains(new RateUse(true, 10_000, 300, 0), rates);
    }

    [Fact]
    public void Only_perpetuals_that_trade_are_listed()
    {
        IReadOnlyList<Instrument> instruments = _instruments.Read(CapturedMessages.Body("rest_exchangeInfo_2021.json"), [])!;

        Assert.Equal(119, instruments.Count);
        Assert.All(instruments, i => Assert.True(i.Filters.PriceIncrement > 0 && i.Filters.QuantityIncrement > 0 && i.Filters.MaxPrice > i.Filters.MinPrice));
    }

    [Fact]
    public void A_snapshot_keeps_every_level_on_its_side()
    {
        var levels = new DepthLevels();
        Assert.True(RestParser.TryReadSnapshot(CapturedMessages.Body("rest_depth_BTCUSDT_limit100.json"), BinanceSamples.BtcUsdt, levels, out SnapshotHead head));

        Assert.Equal(1730440386483, head.EventMs);
        Assert.Contains(new DepthLevel(Side.Sell, 696_078, 11_668), levels.Span.ToArray());
        Assert.Equal(100, levels.Span.ToArray().Count(l => l.Side is Side.Sell));
    }

    [Fact]
    public void Positions_without_a_size_are_left_out_and_hedge_mode_is_noticed()
    {
        IReadOnlyList<VenuePosition> positions = AccountParser.Positions(
            CapturedMessages.Body("rest_positionRisk_v3.json"), _ => BinanceSamples.BtcUsdt, 5, out bool isHedged)!;
        Assert.Equal([new(BinanceSamples.BtcUsdt.Id, 1, 2_218_520_000_000, 1655217461579000000, 5)], positions);
        Assert.True(isHedged);

        Assert.NotNull(AccountParser.Positions(CapturedMessages.Body("rest_positionRisk_v3_WLDUSDT.json"), _ => null, 5, out isHedged));
        Assert.False(isHedged);
    }

    [Fact]
    public void Fills_name_the_order_by_the_venues_id()
    {
        ExecutionReport fill = AccountParser.Fills(CapturedMessages.Body("rest_userTrades.json"), BinanceSamples.Linear("ETHUSDT", 2, 3), 9)![0];

        Assert.Equal((ReportKind.Traded, "831238666", 82357626L, Side.Sell), (fill.Kind, fill.VenueOrderId, fill.TradeId, fill.Side));
        Assert.Equal((277_835L, 5L, (Int128)555_670, "USDT"), (fill.LastPrice.Ticks, fill.LastQuantity.Lots, fill.FeeE8, fill.FeeAsset));
    }

    [Fact]
    public void Fees_are_hundred_millionths()
    {
        Assert.True(RestParser.TryReadFees(CapturedMessages.Body("rest_commissionRate_BTCUSDT.json"), out Fees fees));

        Assert.Equal(new Fees(20_000, 50_000), fees);
    }

    [Fact]
    public void Mark_prices_are_rounded_to_the_nearest_tick()
    {
        IReadOnlyList<MarketEvent> events = PublicDataParser.Mark(CapturedMessages.Body("rest_premiumIndex_BTCUSDT.json"), BinanceSamples.BtcUsdt, 1)!;

        Assert.Equal([267_808L, 267_983L, 0L], events.Select(e => e.Price));
        Assert.Equal((1226L, 1687248000000000000L), (events[2].Quantity, events[2].Sequence));
    }
}
