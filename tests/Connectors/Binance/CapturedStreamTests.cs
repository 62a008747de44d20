using System.Text;
using System.Text.Json;
using Quern.Connectors.Binance;
using Quern.Connectors.Binance.Parsing;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Binance;

/// <summary>Every captured stream message goes through the parser it belongs to.</summary>
[Trait("Category", "golden")]
public sealed class CapturedStreamTests
{
    private readonly VenueNames _names = new();
    private readonly DepthLevels _levels = new();
    private readonly AccountUpdate _account = new();

    [Fact]
    public void Every_stream_message_is_recognised_and_read()
    {
        Dictionary<StreamEventKind, int> counts = [];
        foreach (string file in CapturedMessages.Files("ws_*.json"))
        {
            foreach (byte[] frame in CapturedMessages.Frames(file))
            {
                StreamEventKind kind = StreamEvent.Classify(frame);
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
                Assert.True(IsRead(kind, frame), $"{file}: {kind} was not read");
            }
        }

        Assert.False(counts.ContainsKey(StreamEventKind.Malformed));
        StreamEventKind[] met =
        [
            StreamEventKind.DepthUpdate, StreamEventKind.AggTrade, StreamEventKind.BookTicker, StreamEventKind.MarkPrice,
            StreamEventKind.OrderTradeUpdate, StreamEventKind.AccountUpdate, StreamEventKind.ListenKeyExpired, StreamEventKind.TradeLite,
            StreamEventKind.AlgoUpdate, StreamEventKind.MarginCall, StreamEventKind.AccountConfigUpdate, StreamEventKind.Reply,
        ];
        Assert.All(met, kind => Assert.True(counts.GetValueOrDefault(kind) > 0, $"no {kind} among the captures"));
    }

    private bool IsRead(StreamEventKind kind, byte[] frame)
    {
        switch (kind)
        {
            case StreamEventKind.DepthUpdate:
                return DepthParser.TryReadHeader(frame, out DepthHeader header) && DepthParser.TryReadLevels(frame, in header, 8, 8, _levels)
                    && header.PreviousFinal > 0;
            case StreamEventKind.AggTrade:
                return TradeParser.TryRead(frame, out AggTrade trade) && Decimals.TryParse(trade.Price, 8, out long _);
            case StreamEventKind.BookTicker:
                return TickerParser.TryRead(frame, out BookTicker ticker) && Decimals.TryParse(ticker.AskQuantity, 8, out long _);
            case StreamEventKind.MarkPrice:
                return MarkPriceParser.TryRead(frame, out _);
            case StreamEventKind.OrderTradeUpdate:
                return OrderUpdateParser.TryRead(frame, out OrderUpdate update) && IsReport(in update);
            case StreamEventKind.AccountUpdate:
                return AccountUpdateParser.TryRead(frame, new SymbolTable<Instrument>(), _names, _account) && _account.Balances.Count > 0;
            case StreamEventKind.Reply:
                return SocketReplyParser.TryRead(frame, out SocketReply reply, []) && reply.HasError;
            case StreamEventKind.Other when !Encoding.UTF8.GetString(frame).Contains("\"e\"", StringComparison.Ordinal):
                // A capture of the inner object alone.
                var reader = new Utf8JsonReader(frame);
                return reader.Read() && OrderUpdateParser.TryReadOrder(ref reader, out OrderUpdate inner) && IsReport(in inner);
            default:
                return kind is not StreamEventKind.Malformed;
        }
    }

    private bool IsReport(in OrderUpdate update) =>
        new OrderReports(_names).TryMake(in update, BinanceSamples.Linear(Encoding.UTF8.GetString(update.Symbol), 8, 4), 1, out ExecutionReport report)
        && report.ForeignClientId is not null && report.VenueOrderId is not null;

    private ExecutionReport Report(string file, int index = 0)
    {
        byte[] frame = CapturedMessages.Frames(file).Where(f => StreamEvent.Classify(f) is StreamEventKind.OrderTradeUpdate).ElementAt(index);
        Assert.True(OrderUpdateParser.TryRead(frame, out OrderUpdate update));
        Assert.True(new OrderReports(_names).TryMake(
            in update, BinanceSamples.Linear(Encoding.UTF8.GetString(update.Symbol), 6, 3), 77, out ExecutionReport report));
        return report;
    }

    [Fact]
    public void A_new_limit_order_is_acknowledged_and_then_cancelled()
    {
        ExecutionReport report = Report("ws_order_limit_new_canceled.json");
        Assert.Equal((ReportKind.Acknowledged, false, "4904480369", "IUr9FxyKX4OEVPViHRlfyI"),
            (report.Kind, report.IsFinal, report.VenueOrderId, report.ForeignClientId));
        Assert.Equal((Side.Buy, 6680L, 900_000L, 0L), (report.Side, report.Price.Ticks, report.Quantity.Lots, report.Filled.Lots));
        Assert.Equal((1772478721737000000, 77), (report.VenueTimeNs, report.ReceiveTimeNs));

        ExecutionReport end = Report("ws_order_limit_new_canceled.json", 1);
        Assert.Equal((ReportKind.Cancelled, true, Reason.None), (end.Kind, end.IsFinal, end.Reason));
    }

    [Fact]
    public void A_market_order_is_filled_with_its_fee()
    {
        ExecutionReport report = Report("ws_order_market_new_filled.json", 1);

        Assert.Equal((ReportKind.Traded, true, 6567L, 800_000L, 258306880L, false),
            (report.Kind, report.IsFinal, report.LastPrice.Ticks, report.LastQuantity.Lots, report.TradeId, report.IsMaker));
        Assert.Equal(((Int128)262_680, "USDT"), (report.FeeE8, report.FeeAsset));
    }

    [Fact]
    public void A_partial_fill_leaves_the_order_open()
    {
        ExecutionReport report = Report("ws_ORDER_TRADE_UPDATE_partial.json");

        Assert.Equal((ReportKind.Traded, false, true, 1L, 2L), (report.Kind, report.IsFinal, report.IsMaker, report.Filled.Lots, report.Quantity.Lots));
    }

    [Fact]
    public void An_amendment_is_a_replacement_with_the_new_price_and_size()
    {
        ExecutionReport report = Report("ws_order_amendment.json");

        Assert.Equal((ReportKind.Replaced, false, 30_005_000_000L, 1000L), (report.Kind, report.IsFinal, report.Price.Ticks, report.Quantity.Lots));
    }

    [Theory]
    [InlineData("ws_order_ioc_expired.json", 0, ReportKind.Expired, true, Reason.TimeInForceEnded)]
    [InlineData("ws_order_stoplimit_new_expired.json", 1, ReportKind.Expired, true, Reason.TimeInForceEnded)]
    [InlineData("ws_ORDER_TRADE_UPDATE_liquidation.json", 0, ReportKind.Traded, true, Reason.Liquidated)]
    [InlineData("ws_ORDER_TRADE_UPDATE_adl.json", 0, ReportKind.Traded, false, Reason.Liquidated)]
    [InlineData("ws_ORDER_TRADE_UPDATE_new.json", 0, ReportKind.Acknowledged, false, Reason.None)]
    [InlineData("ws_ORDER_TRADE_UPDATE_price_match_wrapped.json", 0, ReportKind.Acknowledged, false, Reason.None)]
    public void Ends_and_venue_made_orders_are_named(string file, int index, ReportKind kind, bool isFinal, Reason reason)
    {
        ExecutionReport report = Report(file, index);

        Assert.Equal((kind, isFinal, reason), (report.Kind, report.IsFinal, report.Reason));
    }

    [Theory]
    [InlineData("1", "GTC", Reason.SelfTradePrevented), InlineData("3", "IOC", Reason.SelfTradePrevented)]
    [InlineData("2", "IOC", Reason.TimeInForceEnded), InlineData("9", "GTC", Reason.TimeInForceEnded), InlineData("10", "FOK", Reason.TimeInForceEnded)]
    [InlineData("4", "GTC", Reason.ReduceOnlyRefused), InlineData("5", "GTC", Reason.Liquidated), InlineData("7", "GTC", Reason.InstrumentClosed)]
    [InlineData("11", "GTX", Reason.PostOnlyWouldCross), InlineData("0", "GTX", Reason.PostOnlyWouldCross), InlineData("99", "GTC", Reason.VenueOther)]
    public void Why_an_order_expired_is_told_by_the_venue_or_by_the_orders_kind(string expiry, string timeInForce, Reason reason)
    {
        string frame = Encoding.UTF8.GetString(CapturedMessages.Body("ws_order_ioc_expired.json"))
            .Replace("\"f\": \"IOC\"", $"\"f\": \"{timeInForce}\", \"er\": \"{expiry}\"", StringComparison.Ordinal);

        Assert.True(OrderUpdateParser.TryRead(Encoding.UTF8.GetBytes(frame), out OrderUpdate update));
        Assert.True(new OrderReports(_names).TryMake(in update, BinanceSamples.Linear("ACEUSDT", 6, 2), 1, out ExecutionReport report));

        Assert.Equal((ReportKind.Expired, reason), (report.Kind, report.Reason));
    }

    [Fact]
    public void Our_own_client_ids_come_back_as_ids()
    {
        var id = ClientOrderId.Create(3, 9, 4711);
        string frame = Encoding.UTF8.GetString(CapturedMessages.Body("ws_ORDER_TRADE_UPDATE_partial.json"))
            .Replace("TEST", id.ToString(), StringComparison.Ordinal);

        Assert.True(OrderUpdateParser.TryRead(Encoding.UTF8.GetBytes(frame), out OrderUpdate update));
        Assert.True(new OrderReports(_names).TryMake(in update, BinanceSamples.BtcUsdt, 1, out ExecutionReport report));

        Assert.Equal((id, null), (report.Id, report.ForeignClientId));
    }

    [Fact]
    public void An_account_update_gives_balances_and_positions_with_their_cause()
    {
        var instruments = new SymbolTable<Instrument>();
        instruments.Set("BTCUSDT", BinanceSamples.BtcUsdt);

        Assert.True(AccountUpdateParser.TryRead(CapturedMessages.Body("ws_ACCOUNT_UPDATE_capture.json"), instruments, _names, _account));

        Assert.Equal(("ORDER", 1667881353115), (_account.Cause, _account.EventMs));
        Assert.Equal([new("USDT", 112_795_750_089, 0)], _account.Balances);
        Assert.Equal([new(BinanceSamples.BtcUsdt, true, -89, 1_970_003_933_000)], _account.Positions);
    }

    [Fact]
    public void A_transfer_says_its_change_and_hedge_rows_say_what_they_are()
    {
        var instruments = new SymbolTable<Instrument>();
        instruments.Set("BTCUSDT", BinanceSamples.BtcUsdt);

        Assert.True(AccountUpdateParser.TryRead(CapturedMessages.Body("ws_ACCOUNT_UPDATE_order.json"), instruments, _names, _account));

        Assert.Equal((Int128)5_012_345_678, _account.Balances[0].ChangeE8);
        Assert.Equal([(true, 0L), (false, 20_000L), (false, -10_000L)], _account.Positions.Select(p => (p.IsOneWay, p.SignedLots)));
    }

    [Fact]
    public void Every_reply_of_the_order_socket_is_read()
    {
        foreach (string file in CapturedMessages.Files("wsapi_*.json"))
        {
            List<RateUse> rates = [];
            Assert.True(SocketReplyParser.TryRead(CapturedMessages.Body(file), out SocketReply reply, rates), file);
            Assert.Equal((1, 200, false), (reply.Id, reply.Status, reply.HasError));
        }
    }

    [Fact]
    public void A_reply_carries_its_order_and_the_venues_counters()
    {
        List<RateUse> rates = [];
        Assert.True(SocketReplyParser.TryRead(CapturedMessages.Body("wsapi_order_modify_response.json"), out SocketReply reply, rates));

        Assert.Equal(328971409, reply.Order.OrderId);
        Assert.Equal("NEW", Encoding.UTF8.GetString(reply.Order.Status));
        Assert.Equal([new(true, 10_000, 300, 1), new(true, 60_000, 1200, 1), new(false, 60_000, 2400, 1)], rates);
    }

    [Fact]
    public void A_refusal_of_the_order_socket_carries_code_text_and_when_to_come_back()
    {
        byte[] frame = Encoding.UTF8.GetBytes(
            """{"id":"42","status":418,"error":{"code":-1003,"msg":"Way too much","data":{"serverTime":1,"retryAfter":1659146412937}}}""");

        Assert.True(SocketReplyParser.TryRead(frame, out SocketReply reply, []));

        Assert.Equal((42, 418, true, -1003, 1659146412937), (reply.Id, reply.Status, reply.HasError, reply.Code, reply.RetryAfterMs));
        Assert.Equal("Way too much", Encoding.UTF8.GetString(reply.Message));
    }
}
