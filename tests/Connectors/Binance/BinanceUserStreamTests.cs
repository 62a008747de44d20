using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed class BinanceUserStreamTests
{
    private static int Count(BinanceSetup setup, string path) => setup.Network.Paths.Count(p => p == path);

    [Fact]
    public void Orders_and_positions_share_one_stream()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.Exchange.Pms.Connect(setup);
        setup.User.Deliver("""{"e":"ACCOUNT_UPDATE","T":1667881353112,"E":1667881353115,"a":{"B":[{"a":"USDT","wb":"1127.95750089","cw":"1","bc":"-0.5"}],"P":[{"s":"BTCUSDT","pa":"-0.089","ep":"19700.03933","ps":"BOTH"}],"m":"FUNDING_FEE"}}""");

        Assert.Equal(1, Count(setup, "POST /fapi/v1/listenKey"));
        Assert.Equal([new VenuePosition(BinanceSamples.BtcUsdt.Id, -89, 1_970_003_933_000, 1667881353115000000, setup.Time.NowMs * 1_000_000)], setup.Positions);
        Assert.Equal([new VenueBalance("USDT", 112_795_750_089, -50_000_000, BalanceCause.Funding, 1667881353115000000, setup.Time.NowMs * 1_000_000)], setup.Balances);
        Assert.Equal(ConnectionState.Ready, setup.Exchange.Pms.State);
    }

    [Fact]
    public void Unknown_symbols_and_hedge_rows_are_logged_and_left_out()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Pms.Connect(setup);

        setup.User.Deliver("""{"e":"ACCOUNT_UPDATE","T":1,"E":1,"a":{"B":[],"P":[{"s":"NEWUSDT","pa":"1","ep":"1","ps":"BOTH"},{"s":"BTCUSDT","pa":"1","ep":"1","ps":"LONG"}],"m":"ORDER"}}""");

        Assert.Empty(setup.Positions);
        Assert.Contains(setup.Log.Lines, l => l.Contains("symbol that is not known", StringComparison.Ordinal));
        Assert.Contains(setup.Log.Lines, l => l.Contains("hedge mode", StringComparison.Ordinal));
    }

    [Fact]
    public void The_listen_key_is_extended_in_time()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.Time.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal(2, Count(setup, "PUT /fapi/v1/listenKey"));
        Assert.Equal(1, Count(setup, "POST /fapi/v1/listenKey"));
    }

    [Fact]
    public void A_key_that_is_gone_is_replaced_on_a_new_socket()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        ScriptedSocket old = setup.User;
        setup.Network.Answer = call => call.Method == "PUT" ? ScriptedNetwork.Json("""{"code":-1125,"msg":"This listenKey does not exist."}""", 400) : null;

        setup.Time.Advance(TimeSpan.FromMinutes(25));

        Assert.NotSame(old, setup.User);
        Assert.Equal(ConnectionState.Connecting, setup.OrderStream[^1].State);
        setup.User.Accept();
        Assert.Equal((2, ConnectionState.Ready), (Count(setup, "POST /fapi/v1/listenKey"), setup.OrderStream[^1].State));
    }

    [Theory]
    [InlineData("""{"e":"listenKeyExpired","E":1576653824250}""")]
    [InlineData("""{"stream":"k","data":{"e":"listenKeyExpired","E":1576653824250,"listenKey":"k"}}""")]
    public void An_expired_key_reopens_the_stream_at_once(string frame)
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        ScriptedSocket old = setup.User;

        setup.User.Deliver(frame);

        Assert.True(old.IsClosedByUs);
        Assert.NotSame(old, setup.User);
        old.Deliver("""{"e":"ORDER_TRADE_UPDATE"}""");
        Assert.Empty(setup.Reports);
    }

    [Fact]
    public void A_lost_user_stream_is_told_and_comes_back()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.User.Cut("gone");
        Assert.Equal((ConnectionState.Connecting, "gone"), setup.OrderStream[^1]);
        setup.Time.Advance(setup.Options.FirstReconnect);
        setup.User.Accept();

        Assert.Equal(ConnectionState.Ready, setup.OrderStream[^1].State);
        Assert.Equal(1, Count(setup, "GET /fapi/v1/exchangeInfo"));
    }

    [Theory]
    [InlineData("/fapi/v1/positionSide/dual", """{"dualSidePosition":true}""", "hedge mode")]
    [InlineData("/fapi/v1/multiAssetsMargin", """{"multiAssetsMargin":true}""", "multi-assets mode")]
    public void A_mode_that_quern_does_not_trade_in_is_refused_by_name(string path, string body, string mode)
    {
        var setup = new BinanceSetup();
        setup.Network.Answer = call => call.Address.AbsolutePath == path ? ScriptedNetwork.Json(body) : null;

        setup.Exchange.Oms.Connect(setup);
        setup.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(ConnectionState.Failed, setup.Exchange.Oms.State);
        Assert.Contains(mode, setup.OrderStream[^1].Detail, StringComparison.Ordinal);
        Assert.Equal(0, Count(setup, "POST /fapi/v1/listenKey"));
    }

    [Fact]
    public void A_wrong_key_is_given_up_and_a_busy_venue_is_not()
    {
        var setup = new BinanceSetup();
        bool isBusy = true;
        setup.Network.Answer = call => call.Address.AbsolutePath != "/fapi/v1/listenKey" ? null : isBusy
            ? ScriptedNetwork.Json("""{"code":-1001,"msg":"Internal error"}""", 500)
            : ScriptedNetwork.Json("""{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}""", 401);
        setup.Exchange.Oms.Connect(setup);
        setup.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ConnectionState.Connecting, setup.Exchange.Oms.State);

        isBusy = false;
        setup.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(ConnectionState.Failed, setup.Exchange.Oms.State);
    }

    [Fact]
    public void The_dead_man_timer_is_set_in_turn_within_a_fifth_of_the_weight()
    {
        var setup = new BinanceSetup();
        for (int i = 0; i < 20; i++)
            setup.Exchange.DeadMan.Arm(BinanceSamples.Linear($"S{i}USDT", 2, 0));
        setup.Network.Calls.Clear();

        setup.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(25), setup.Exchange.DeadMan.Refresh);
        Assert.InRange(setup.Network.Calls.Count * 10, 400, 480);
        Assert.All(setup.Network.Calls, call => Assert.Contains("countdownTime=75000&", call.Address.Query, StringComparison.Ordinal));
        Assert.Equal(20, setup.Network.Calls.Take(20).Select(call => call.Address.Query.Split('&')[0]).Distinct().Count());
    }

    [Fact]
    public async Task Disarming_takes_the_timer_off_the_venue()
    {
        var setup = new BinanceSetup();
        setup.Exchange.DeadMan.Arm(BinanceSamples.BtcUsdt);
        Assert.Equal(TimeSpan.Zero, setup.Exchange.DeadMan.SinceConfirmed(BinanceSamples.BtcUsdt.Id));

        await setup.Exchange.DeadMan.Disarm(BinanceSamples.BtcUsdt);

        Assert.Contains("countdownTime=0&", setup.Network.Calls[^1].Address.Query, StringComparison.Ordinal);
        int calls = setup.Network.Calls.Count;
        setup.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(calls, setup.Network.Calls.Count);
    }

    [Fact]
    public async Task A_query_that_the_clock_spoils_is_stamped_again_once()
    {
        var setup = new BinanceSetup();
        int refusals = 1;
        setup.Network.Answer = call => call.Address.AbsolutePath == "/fapi/v3/balance"
            ? refusals-- > 0
                ? ScriptedNetwork.Json("""{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}""", 400)
                : ScriptedNetwork.Json("""[{"asset":"USDT","balance":"1.5","updateTime":3}]""")
            : null;

        IReadOnlyList<VenueBalance> balances = await setup.Exchange.DataFetcher.GetBalances(default);

        Assert.Equal((Int128)150_000_000, Assert.Single(balances).WalletE8);
        Assert.Equal(["GET /fapi/v3/balance", "GET /fapi/v1/time", "GET /fapi/v3/balance"], setup.Network.Paths);
    }

    [Fact]
    public async Task A_stop_over_http_holds_queries_back_without_sending_them()
    {
        var setup = new BinanceSetup();
        setup.Network.Answer = _ => ScriptedNetwork.Json("""{"code":-1003,"msg":"Too many requests"}""", 429, new KeyValuePair<string, string>("Retry-After", "30"));
        await Assert.ThrowsAsync<ExchangeException>(() => setup.Exchange.DataFetcher.GetServerTimeNs(default));
        setup.Network.Answer = _ => null;

        var held = await Assert.ThrowsAsync<ExchangeException>(() => setup.Exchange.DataFetcher.GetServerTimeNs(default));
        Assert.Equal((Reason.RateLimited, 1), (held.Reason, setup.Network.Calls.Count));

        setup.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await setup.Exchange.DataFetcher.GetServerTimeNs(default) > 0);
    }

    [Fact]
    public async Task The_used_weight_header_is_believed()
    {
        var setup = new BinanceSetup();
        setup.Network.Answer = call => ScriptedNetwork.Json("""{"serverTime":1700000000000}""", 200, new KeyValuePair<string, string>("X-MBX-USED-WEIGHT-1M", "2395"));
        await setup.Exchange.DataFetcher.GetServerTimeNs(default);

        var held = await Assert.ThrowsAsync<ExchangeException>(() => setup.Exchange.DataFetcher.GetServerTimeNs(default));

        Assert.Equal(Reason.RateLimited, held.Reason);
    }

    [Fact]
    public async Task An_order_that_the_venue_does_not_know_is_not_found()
    {
        var setup = new BinanceSetup();
        setup.Network.Answer = _ => ScriptedNetwork.Json("""{"code":-2013,"msg":"Order does not exist."}""", 400);
        var id = ClientOrderId.Create(1, 1, 1);

        ExecutionReport report = await setup.Exchange.DataFetcher.GetOrder(id, BinanceSamples.BtcUsdt, default);

        Assert.Equal((ReportKind.NotFound, id, false), (report.Kind, report.Id, report.IsFinal));
    }

    [Fact]
    public async Task The_version_of_filters_rises_when_the_venue_changes_them()
    {
        var setup = new BinanceSetup();
        Assert.Equal((1, 1), (await Version(), await Version()));

        setup.Network.Answer = call => ScriptedNetwork.Json(
            """{"symbols":[{"symbol":"BTCUSDT","status":"TRADING","contractType":"PERPETUAL","baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.5","minPrice":"0.5","maxPrice":"1000000"},{"filterType":"LOT_SIZE","stepSize":"0.001","minQty":"0.001","maxQty":"1000"}]}]}""");
        Assert.Equal((2, 2), (await Version(), await Version()));

        async Task<int> Version() => (await setup.Exchange.DataFetcher.GetInstruments(default))[0].Filters.Version;
    }
}
