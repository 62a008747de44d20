using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Binance;

/// <content>What may leave, by which way, and what it costs.</content>
public sealed partial class BinanceOmsTests
{
    [Fact]
    public void No_request_leaves_with_a_window_beyond_its_expiry()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        long nowNs = setup.Time.NowMs * 1_000_000;

        setup.Exchange.Oms.PlaceLimitOrder(Order(1) with { ExpiresNs = nowNs + 750_500_000 });
        Assert.Contains("\"recvWindow\":750,", setup.Orders.Sent[^1], StringComparison.Ordinal);
        setup.Exchange.Oms.ReplaceOrder(Replace with { ExpiresNs = nowNs + 60_000_000_000 });
        Assert.Contains("\"recvWindow\":2000,", setup.Orders.Sent[^1], StringComparison.Ordinal);

        int sent = setup.Orders.Sent.Count;
        Assert.Equal(SendOutcome.NotSent, setup.Exchange.Oms.PlaceLimitOrder(Order(2) with { ExpiresNs = nowNs }));
        Assert.Equal(SendOutcome.NotSent, setup.Exchange.Oms.ReplaceOrder(Replace with { ExpiresNs = nowNs + 999_999 }));
        Assert.Equal(sent, setup.Orders.Sent.Count);
    }

    [Fact]
    public void A_full_send_queue_is_not_sent_and_leaves_nothing_in_flight()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Orders.IsFull = true;

        Assert.Equal(SendOutcome.NotSent, setup.Exchange.Oms.PlaceLimitOrder(Order()));
        Assert.Equal(0, setup.Exchange.Oms.InFlight);
    }

    [Fact]
    public void Orders_are_held_back_before_the_limit_and_cancels_still_leave()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        uint sent = 0;
        while (setup.Exchange.Oms.PlaceLimitOrder(Order(sent)) is SendOutcome.Sent)
            sent++;

        Assert.Equal(270U, sent);
        Assert.Equal(SendOutcome.Throttled, setup.Exchange.Oms.PlaceLimitOrder(Order(9999)));
        Assert.Equal(SendOutcome.Sent, setup.Exchange.Oms.CancelOrder(Cancel));
    }

    [Fact]
    public void The_venues_own_counters_hold_orders_back_too()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        Reply(setup, """
            "status":200,"result":{"orderId":1,"symbol":"BTCUSDT","status":"NEW"},"rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":299}]
            """);

        Assert.Equal(SendOutcome.Throttled, setup.Exchange.Oms.PlaceLimitOrder(Order(4)));
    }

    [Fact]
    public void A_stop_of_the_venue_holds_orders_until_it_said()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        Reply(setup, $$$"""
            "status":429,"error":{"code":-1003,"msg":"slow","data":{"retryAfter":{{{setup.Time.NowMs + 7000}}}}}
            """);
        Assert.Equal((ReportKind.Rejected, Reason.RateLimited), (setup.Reports[0].Kind, setup.Reports[0].Reason));
        Assert.Equal(SendOutcome.Throttled, setup.Exchange.Oms.PlaceLimitOrder(Order(4)));
        Assert.Equal(SendOutcome.Sent, setup.Exchange.Oms.CancelOrder(Cancel));

        setup.Time.Advance(TimeSpan.FromSeconds(7.5));
        Assert.Equal(SendOutcome.Sent, setup.Exchange.Oms.PlaceLimitOrder(Order(5)));
    }

    [Fact]
    public void A_refusal_for_time_measures_the_clock_and_the_next_stamp_is_right()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Network.ClockOffsetMs = -2500;
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        Reply(setup, """
            "status":400,"error":{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}
            """);
        setup.Exchange.Oms.PlaceLimitOrder(Order(4));

        Assert.Equal((ReportKind.Rejected, Reason.RequestExpired), (setup.Reports[0].Kind, setup.Reports[0].Reason));
        Assert.Contains($"\"timestamp\":{setup.Time.NowMs - 2500},", setup.Orders.Sent[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ReportKind.OutcomeUnknown), InlineData(false, ReportKind.NotSent)]
    public void Without_the_order_socket_requests_go_by_rest_and_failures_say_what_they_prove(bool mayHaveHappened, ReportKind kind)
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Orders.Cut();
        setup.Network.Answer = call => call.Address.AbsolutePath == "/fapi/v1/order"
            ? ScriptedNetwork.Json("""{"orderId":5,"symbol":"BTCUSDT","status":"NEW","side":"BUY","executedQty":"0","updateTime":1}""") : null;

        Assert.Equal(SendOutcome.Sent, setup.Exchange.Oms.PlaceLimitOrder(Order()));
        HttpCall call = setup.Network.Calls[^1];
        Assert.Equal(("POST", BinanceSetup.Key), (call.Method, call.Header("X-MBX-APIKEY")));
        Assert.True(IsSigned(call));
        Assert.Equal((ReportKind.Acknowledged, "5"), (setup.Reports[0].Kind, setup.Reports[0].VenueOrderId));

        setup.Network.Break = new HttpTransportException("broken", mayHaveHappened);
        setup.Exchange.Oms.CancelOrder(Cancel);
        Assert.Equal(kind, setup.Reports[1].Kind);
        Assert.Equal(0, setup.Exchange.Oms.InFlight);
    }

    [Fact]
    public void A_retry_of_the_socket_does_not_put_rest_requests_in_doubt()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Orders.Cut();
        setup.Network.HoldPath = "/fapi/v1/order";
        setup.Network.Answer = call => call.Address.AbsolutePath == "/fapi/v1/order"
            ? ScriptedNetwork.Json("""{"code":-2019,"msg":"Margin is insufficient."}""", 400) : null;
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        setup.Time.Advance(TimeSpan.FromSeconds(1));
        setup.Orders.Cut("again");
        Assert.Empty(setup.Reports);
        setup.Network.Release();

        Assert.Equal((ReportKind.Rejected, Reason.InsufficientMargin), (setup.Reports[0].Kind, setup.Reports[0].Reason));
    }

    [Fact]
    public async Task Cancel_all_is_signed_and_its_refusal_is_an_exception()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Network.Answer = call => call.Address.AbsolutePath == "/fapi/v1/allOpenOrders"
            ? ScriptedNetwork.Json("""{"code":200,"msg":"The operation of cancel all open order is done."}""") : null;
        await setup.Exchange.Oms.CancelAll(BinanceSamples.BtcUsdt, default);
        Assert.Equal("DELETE", setup.Network.Calls[^1].Method);
        Assert.True(IsSigned(setup.Network.Calls[^1]));

        setup.Network.Answer = _ => ScriptedNetwork.Json("""{"code":-2015,"msg":"Invalid API-key"}""", 401);
        var refused = await Assert.ThrowsAsync<ExchangeException>(() => setup.Exchange.Oms.CancelAll(BinanceSamples.BtcUsdt, default));
        Assert.Equal((Reason.Unauthorised, -2015), (refused.Reason, refused.VenueCode));
    }

    [Fact]
    public async Task Disposing_reports_what_is_in_flight_and_gives_the_listen_key_back()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        await setup.Exchange.DisposeAsync();

        Assert.Equal(ReportKind.OutcomeUnknown, Assert.Single(setup.Reports).Kind);
        Assert.Equal("DELETE /fapi/v1/listenKey", setup.Network.Paths.Last());
        Assert.True(setup.Orders.IsClosedByUs && setup.User.IsClosedByUs);
    }

    [Fact]
    public void Placing_an_order_costs_no_allocation()
    {
        BinanceSetup setup = new BinanceSetup(o => o.MaxInFlight = 8).ConnectOrders();
        OrderRequest order = Order();
        setup.Orders.IsFull = true;
        setup.Exchange.Oms.PlaceLimitOrder(in order);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            setup.Exchange.Oms.PlaceLimitOrder(in order);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Neither_key_nor_secret_nor_listen_key_nor_signature_is_ever_logged()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order());
        Reply(setup, """
            "status":400,"error":{"code":-2019,"msg":"no"}
            """);
        setup.User.Deliver("{bad");
        setup.Network.Break = new HttpTransportException("broken", true);
        setup.Orders.Cut();
        setup.Exchange.Oms.CancelOrder(Cancel);
        setup.User.Cut();
        setup.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(setup.Log.Lines.Count > 10);
        Assert.All(setup.Log.Lines, line =>
        {
            Assert.DoesNotContain(BinanceSetup.Secret, line, StringComparison.Ordinal);
            Assert.DoesNotContain(BinanceSetup.Key, line, StringComparison.Ordinal);
            Assert.DoesNotContain("listen-key-very-private", line, StringComparison.Ordinal);
            Assert.DoesNotMatch("[0-9a-f]{64}", line);
        });
    }

    private static bool IsSigned(HttpCall call)
    {
        string query = call.Address.Query.TrimStart('?');
        int cut = query.LastIndexOf("&signature=", StringComparison.Ordinal);
        byte[] hash = System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(BinanceSetup.Secret), System.Text.Encoding.ASCII.GetBytes(query[..cut]));
        return query[(cut + "&signature=".Length)..] == Convert.ToHexStringLower(hash);
    }
}
