using System.Globalization;
using System.Text.RegularExpressions;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed partial class BinanceOmsTests
{
    private static readonly ClientOrderId Id = ClientOrderId.Create(1, 2, 3);

    private static OrderRequest Order(uint sequence = 3) => new(
        ClientOrderId.Create(1, 2, sequence), BinanceSamples.BtcUsdt, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCanceled,
        PostOnly: true, ReduceOnly: false, new(642_687), new(1_500));

    private static CancelRequest Cancel => new(Id, BinanceSamples.BtcUsdt, null);

    private static ReplaceRequest Replace => new(Id, BinanceSamples.BtcUsdt, Side.Buy, new(642_000), new(2_000));

    private static long RequestId(string frame) => long.Parse(IdPattern().Match(frame).Groups[1].Value, CultureInfo.InvariantCulture);

    private static void Reply(BinanceSetup setup, string rest) =>
        setup.Orders.Deliver($$"""{"id":{{RequestId(setup.Orders.Sent[^1])}},{{rest}}}""");

    private static string Update(string executionType, string status, string filled = "0", string last = "0", long trade = 0, string more = "") =>
        $$$"""{"e":"ORDER_TRADE_UPDATE","T":1700000000001,"E":1700000000002,"o":{"s":"BTCUSDT","c":"{{{Id}}}","S":"BUY","o":"LIMIT","f":"GTX","q":"1.500","p":"64268.70","ap":"0","sp":"0","x":"{{{executionType}}}","X":"{{{status}}}","i":8886774,"l":"{{{last}}}","z":"{{{filled}}}","L":"64268.70","n":"0.0192","N":"USDT","T":1700000000001,"t":{{{trade}}},"m":true,"R":false{{{more}}}}}""";

    [Fact]
    public void It_is_ready_when_clock_mode_instruments_and_both_sockets_are()
    {
        var setup = new BinanceSetup();
        setup.Exchange.Oms.Connect(setup);
        Assert.Equal(ConnectionState.Connecting, setup.Exchange.Oms.State);

        setup.Orders.Accept();
        Assert.Empty(setup.OrderStream);
        setup.User.Accept();

        Assert.Equal([ConnectionState.Ready], setup.OrderStream.Select(s => s.State));
        Assert.Equal(
            ["GET /fapi/v1/exchangeInfo", "GET /fapi/v1/multiAssetsMargin", "GET /fapi/v1/positionSide/dual", "GET /fapi/v1/time", "POST /fapi/v1/listenKey"],
            setup.Network.Paths.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_order_leaves_signed_and_its_reply_acknowledges_it()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        Assert.Equal(SendOutcome.Sent, setup.Exchange.Oms.PlaceLimitOrder(Order()));

        Assert.Matches(
            """^\{"id":\d+,"method":"order\.place","params":\{"apiKey":"the-key-that-nobody-may-read","newClientOrderId":"q-[0-9a-z]{13}","newOrderRespType":"ACK","price":"64268\.7","quantity":"1\.500","recvWindow":2000,"side":"BUY","symbol":"BTCUSDT","timeInForce":"GTX","timestamp":\d{13},"type":"LIMIT","signature":"[0-9a-f]{64}"\}\}$""",
            setup.Orders.Sent[0]);
        Assert.Equal(1, setup.Exchange.Oms.InFlight);

        Reply(setup, """
            "status":200,"result":{"orderId":8886774,"symbol":"BTCUSDT","status":"NEW","executedQty":"0.000","updateTime":1700000000000},"rateLimits":[]
            """);

        ExecutionReport report = Assert.Single(setup.Reports);
        Assert.Equal((ReportKind.Acknowledged, Id, "8886774", false), (report.Kind, report.Id, report.VenueOrderId, report.IsFinal));
        Assert.Equal((Side.Buy, 642_687L, 1_500L, 1700000000000000000L), (report.Side, report.Price.Ticks, report.Quantity.Lots, report.VenueTimeNs));
        Assert.Equal(0, setup.Exchange.Oms.InFlight);
    }

    [Fact]
    public void Fills_come_from_the_user_stream()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.User.Deliver(Update("TRADE", "PARTIALLY_FILLED", "0.500", "0.500", 77));
        setup.User.Deliver(Update("TRADE", "FILLED", "1.500", "1.000", 78));
        setup.User.Deliver("""{"e":"TRADE_LITE","E":1,"T":1,"s":"BTCUSDT","c":"x","S":"BUY","q":"1","p":"1","i":1,"l":"1","L":"1","t":78,"m":true}""");

        Assert.Equal([(ReportKind.Traded, 77L, 500L, 500L, false), (ReportKind.Traded, 78L, 1500L, 1000L, true)],
            setup.Reports.Select(r => (r.Kind, r.TradeId, r.Filled.Lots, r.LastQuantity.Lots, r.IsFinal)));
        Assert.Equal((Id, true, (Int128)1_920_000, "USDT"), (setup.Reports[0].Id, setup.Reports[0].IsMaker, setup.Reports[0].FeeE8, setup.Reports[0].FeeAsset));
    }

    [Theory]
    [InlineData(-5022, ReportKind.Rejected, Reason.PostOnlyWouldCross, true)]
    [InlineData(-2019, ReportKind.Rejected, Reason.InsufficientMargin, true)]
    [InlineData(-1008, ReportKind.Rejected, Reason.VenueUnavailable, true)]
    [InlineData(-1007, ReportKind.OutcomeUnknown, Reason.VenueOther, false)]
    [InlineData(-1000, ReportKind.OutcomeUnknown, Reason.VenueOther, false)]
    [InlineData(-4116, ReportKind.OutcomeUnknown, Reason.DuplicateOrder, false)]
    public void A_refused_order_is_rejected_or_in_doubt(int code, ReportKind kind, Reason reason, bool isFinal)
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        Reply(setup, $$"""
            "status":400,"error":{"code":{{code}},"msg":"said so"}
            """);

        ExecutionReport report = Assert.Single(setup.Reports);
        Assert.Equal((kind, reason, isFinal, code, "said so"), (report.Kind, report.Reason, report.IsFinal, report.VenueCode, report.VenueText));
    }

    [Fact]
    public void A_refused_cancel_or_replacement_leaves_the_order_as_it_was()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.Exchange.Oms.CancelOrder(Cancel);
        Assert.Contains($"\"origClientOrderId\":\"{Id}\"", setup.Orders.Sent[^1], StringComparison.Ordinal);
        Reply(setup, """
            "status":400,"error":{"code":-2011,"msg":"Unknown order sent."}
            """);
        setup.Exchange.Oms.ReplaceOrder(Replace);
        Assert.Contains("\"price\":\"64200.0\",\"quantity\":\"2.000\"", setup.Orders.Sent[^1], StringComparison.Ordinal);
        Reply(setup, """
            "status":400,"error":{"code":-5027,"msg":"No need to modify the order."}
            """);

        Assert.Equal([(ReportKind.CancelRejected, Reason.UnknownOrder, false), (ReportKind.ReplaceRejected, Reason.NoChange, false)],
            setup.Reports.Select(r => (r.Kind, r.Reason, r.IsFinal)));
    }

    [Fact]
    public void Accepted_cancels_and_replacements_say_how_the_order_stands()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.Exchange.Oms.ReplaceOrder(Replace);
        Reply(setup, """
            "status":200,"result":{"orderId":1,"symbol":"BTCUSDT","status":"PARTIALLY_FILLED","executedQty":"0.200"}
            """);
        setup.Exchange.Oms.CancelOrder(Cancel);
        Reply(setup, """
            "status":200,"result":{"orderId":1,"symbol":"BTCUSDT","status":"CANCELED","executedQty":"0.300"}
            """);

        Assert.Equal([(ReportKind.Replaced, 200L, false), (ReportKind.Cancelled, 300L, true)],
            setup.Reports.Select(r => (r.Kind, r.Filled.Lots, r.IsFinal)));
    }

    [Fact]
    public void A_replacement_that_ended_the_order_is_left_to_the_stream()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();

        setup.Exchange.Oms.ReplaceOrder(Replace);
        Reply(setup, """
            "status":200,"result":{"orderId":1,"symbol":"BTCUSDT","status":"CANCELED","executedQty":"0.200"}
            """);
        Assert.Empty(setup.Reports);

        setup.User.Deliver(Update("EXPIRED", "EXPIRED"));
        Assert.Equal((ReportKind.Expired, Reason.PostOnlyWouldCross, true), (setup.Reports[0].Kind, setup.Reports[0].Reason, setup.Reports[0].IsFinal));
    }

    [Fact]
    public void Replies_out_of_order_find_their_requests_and_strangers_find_none()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        for (uint i = 0; i < 50; i++)
            setup.Exchange.Oms.PlaceLimitOrder(Order(i));

        foreach (string frame in setup.Orders.Sent.AsEnumerable().Reverse())
            setup.Orders.Deliver($$$"""{"id":"{{{RequestId(frame)}}}","status":400,"error":{"code":-2019,"msg":"no"}}""");
        setup.Orders.Deliver($$$"""{"id":{{{RequestId(setup.Orders.Sent[0])}}},"status":400,"error":{"code":-2019,"msg":"again"}}""");
        setup.Orders.Deliver("""{"id":999999999,"status":200,"result":{}}""");
        setup.Orders.Deliver("""{"id":null,"status":400,"error":{"code":-1102,"msg":"x"}}""");

        Assert.Equal(Enumerable.Range(0, 50).Reverse(), setup.Reports.Select(r => (int)r.Id.Sequence));
    }

    [Fact]
    public void A_lost_order_socket_puts_what_is_in_flight_in_doubt_and_nothing_else()
    {
        BinanceSetup setup = new BinanceSetup(o => o.RestFallback = false).ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order(1));
        Reply(setup, """
            "status":200,"result":{"orderId":1,"symbol":"BTCUSDT","status":"NEW"}
            """);
        setup.Exchange.Oms.PlaceLimitOrder(Order(2));
        setup.Exchange.Oms.CancelOrder(Cancel);
        setup.Reports.Clear();

        setup.Orders.Cut();

        Assert.Equal([(2U, ReportKind.OutcomeUnknown), (3U, ReportKind.OutcomeUnknown)],
            setup.Reports.Select(r => (r.Id.Sequence, r.Kind)).Order());
        Assert.All(setup.Reports, r => Assert.Equal((Reason.Transport, false), (r.Reason, r.IsFinal)));
        Assert.Equal(ConnectionState.Connecting, setup.OrderStream[^1].State);
        Assert.Equal(SendOutcome.NotSent, setup.Exchange.Oms.PlaceLimitOrder(Order(4)));
    }

    [Fact]
    public void A_request_without_reply_is_in_doubt_after_its_time()
    {
        BinanceSetup setup = new BinanceSetup().ConnectOrders();
        setup.Exchange.Oms.PlaceLimitOrder(Order());

        setup.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(setup.Reports);
        setup.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ReportKind.OutcomeUnknown, Assert.Single(setup.Reports).Kind);
        Reply(setup, """
            "status":200,"result":{"orderId":1,"symbol":"BTCUSDT","status":"NEW"}
            """);
        Assert.Single(setup.Reports);
    }

    [GeneratedRegex("^\\{\"id\":(\\d+),")]
    private static partial Regex IdPattern();
}
