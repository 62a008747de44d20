using System.Text.Json;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Our messages have the properties, and the kinds of values, that the captured ones have.</summary>
[Trait("Category", "golden")]
public class WireShapeTests
{
    // Removed by the venue from these replies in July 2026; older captures still carry them.
    private static readonly string[] Removed = ["avgPrice", "cumQuote", "cumBase"];

    [Theory]
    [InlineData("/fapi/v1/time", "", "rest_time.json")]
    [InlineData("/fapi/v1/depth", "symbol=BTCUSDT&limit=100", "rest_depth_BTCUSDT_limit100.json")]
    [InlineData("/fapi/v1/trades", "symbol=BTCUSDT", "rest_trades_BTCUSDT.json")]
    [InlineData("/fapi/v1/aggTrades", "symbol=BTCUSDT", "rest_aggTrades_BTCUSDT.json")]
    [InlineData("/fapi/v1/premiumIndex", "symbol=BTCUSDT", "rest_premiumIndex_BTCUSDT.json")]
    [InlineData("/fapi/v1/ticker/bookTicker", "symbol=BTCUSDT", "rest_bookTicker_BTCUSDT.json")]
    [InlineData("/fapi/v1/exchangeInfo", "", "rest_exchangeInfo_recent.json")]
    [InlineData("/fapi/v1/depth", "symbol=NONE", "rest_error_invalid_symbol.json")]
    public void Public_replies_look_like_the_captured_ones(string path, string query, string capture)
    {
        using Floor floor = Traded();

        Assert.Equal(ShapeOf(Captured(capture)), ShapeOf(floor.Demo.Ask("GET", path, query)));
    }

    [Theory]
    [InlineData("GET", "/fapi/v1/userTrades", "symbol=BTCUSDT", "rest_userTrades.json")]
    [InlineData("GET", "/fapi/v3/balance", "", "rest_balance.json")]
    [InlineData("GET", "/fapi/v3/account", "", "rest_account_v3.json")]
    [InlineData("GET", "/fapi/v1/commissionRate", "symbol=BTCUSDT", "rest_commissionRate_BTCUSDT.json")]
    [InlineData("GET", "/fapi/v1/rateLimit/order", "", "rest_rateLimit_order.json")]
    [InlineData("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=100000", "rest_countdownCancelAll.json")]
    [InlineData("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT", "rest_cancelAllOpenOrders.json")]
    [InlineData("POST", "/fapi/v1/listenKey", "", "rest_listenKey.json")]
    public void Private_replies_look_like_the_captured_ones(string method, string path, string query, string capture)
    {
        using Floor floor = Traded();

        Assert.Equal(ShapeOf(Captured(capture)), ShapeOf(floor.Alice.AskSigned(method, path, query)));
    }

    [Fact]
    public void A_position_row_has_the_captured_properties()
    {
        using Floor floor = Traded();

        JsonElement ours = floor.Alice.AskSigned("GET", "/fapi/v3/positionRisk")[0];

        Assert.Equal(NamesOf(Captured("rest_positionRisk_v3_WLDUSDT.json")[0]), NamesOf(ours));
    }

    [Fact]
    public void Order_replies_look_like_the_captured_ones_without_what_the_venue_removed()
    {
        using var floor = new Floor();
        JsonElement captured = Captured("wsapi_order_place_response.json").GetProperty("result");
        string[] expected = [.. ShapeOf(captured).Where(line => !Removed.Contains(line.Split(':')[0].TrimStart('.')))];

        JsonElement placed = floor.Demo.PlaceLimit("BUY", "59000.00", "0.010", id: "a");
        JsonElement amended = floor.Demo.AskSigned("PUT", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&quantity=0.020&price=59000.00&origClientOrderId=a");
        JsonElement cancelled = floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a");

        Assert.Equal(expected, ShapeOf(placed));
        Assert.Equal(expected, ShapeOf(amended));
        Assert.Equal(expected, ShapeOf(cancelled));
    }

    [Fact]
    public void Queries_carry_what_the_captured_ones_carry()
    {
        using Floor floor = Traded();
        string[] expected = [.. NamesOf(Captured("rest_order_response.json"))];

        floor.Alice.PlaceLimit("BUY", "59000.00", "0.010", id: "a");

        Assert.Equal(expected, NamesOf(floor.Alice.AskSigned("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a")));
        Assert.Equal(expected, NamesOf(floor.Alice.AskSigned("GET", "/fapi/v1/openOrders")[0]));
    }

    [Fact]
    public void Socket_replies_carry_status_result_and_the_limits_in_the_captured_order()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws-fapi/v1")!;

        ear.Say(SocketRequests.Of(floor.Time, "7", "order.place", ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"),
            ("timeInForce", "GTC"), ("quantity", "0.010"), ("price", "59000")));

        JsonElement captured = Captured("wsapi_order_place_response.json");
        Assert.Equal(NamesOf(captured), NamesOf(ear.Last));
        Assert.Equal(200, ear.Last.GetProperty("status").GetInt32());
        Assert.Equal(ShapeOf(captured.GetProperty("rateLimits")), ShapeOf(ear.Last.GetProperty("rateLimits")));
        Assert.Equal(
            captured.GetProperty("rateLimits").EnumerateArray().Select(limit => limit.GetProperty("interval").GetString()),
            ear.Last.GetProperty("rateLimits").EnumerateArray().Select(limit => limit.GetProperty("interval").GetString()));
    }

    [Theory]
    [InlineData("btcusdt@bookTicker", "bookTicker", "ws_bookTicker.json")]
    [InlineData("btcusdt@aggTrade", "aggTrade", "ws_aggTrade.json")]
    [InlineData("btcusdt@markPrice@1s", "markPriceUpdate", "ws_markPriceUpdate.json")]
    public void Market_events_look_like_the_captured_ones(string stream, string kind, string capture)
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, $"/ws/{stream}")!;

        Trade(floor);
        floor.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ShapeOf(Captured(capture)), ShapeOf(ear.Events(kind).First()));
    }

    [Fact]
    public void A_diff_has_the_recorded_properties_in_the_recorded_order()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/public/stream?streams=btcusdt@depth@100ms")!;

        Trade(floor);
        floor.Time.Advance(TimeSpan.FromSeconds(1));

        JsonElement recorded = Captured("ws_recording_AKROUSDT.json")[0].GetProperty("msg");
        Assert.Equal(OrderedNamesOf(recorded), OrderedNamesOf(ear.Last));
        Assert.Equal(OrderedNamesOf(recorded.GetProperty("data")), OrderedNamesOf(ear.Last.GetProperty("data")));
        Assert.Equal("btcusdt@depth@100ms", ear.Last.GetProperty("stream").GetString());
    }

    [Fact]
    public void Order_events_look_like_the_captured_ones_field_by_field()
    {
        using var floor = new Floor();
        Ear alice = floor.UserStream(floor.Alice);

        floor.Alice.PlaceLimit("BUY", "59000.00", "0.010", id: "a");
        floor.Alice.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a");
        Trade(floor);

        JsonElement[] captured = [.. Captured("ws_order_limit_new_canceled.json").EnumerateArray()];
        JsonElement[] ours = [.. alice.Events("ORDER_TRADE_UPDATE")];
        Assert.Equal(OrderedShapeOf(captured[0]), OrderedShapeOf(ours[0]));
        Assert.Equal(OrderedShapeOf(captured[1]), OrderedShapeOf(ours[1]));
        Assert.Equal(OrderedShapeOf(Captured("ws_order_market_new_filled.json")[1]), OrderedShapeOf(ours[^1]));
        Assert.Equal(["NEW", "CANCELED", "NEW", "TRADE"], ours.Select(step => step.GetProperty("o").GetProperty("x").GetString()));
    }

    [Fact]
    public void Account_events_look_like_the_captured_ones_and_share_their_time_with_the_fill()
    {
        using var floor = new Floor();
        Ear alice = floor.UserStream(floor.Alice);

        Trade(floor);

        JsonElement update = alice.Events("ACCOUNT_UPDATE").Single();
        JsonElement fill = alice.Events("ORDER_TRADE_UPDATE").Last();
        string[] expected = [.. ShapeOf(Captured("ws_ACCOUNT_UPDATE_capture.json")), ".a.P[].bep:String"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), ShapeOf(update));
        Assert.Equal(fill.GetProperty("T").GetInt64(), update.GetProperty("T").GetInt64());
    }

    [Fact]
    public void A_stream_that_does_not_exist_is_refused_in_the_captured_words()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws")!;

        ear.Say("""{"method":"SUBSCRIBE","params":["btcusdt@nothing"],"id":1}""");

        Assert.Equal(JsonSerializer.Serialize(Captured("ws_error_invalid_stream.json")), ear.Frames.Single());
    }

    internal static void Trade(Floor floor)
    {
        floor.Alice.PlaceLimit("BUY", "60000.00", "0.100");
        floor.Bob.Place("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.100");
    }

    private static Floor Traded()
    {
        var floor = new Floor();
        Trade(floor);
        floor.Alice.PlaceLimit("BUY", "59990.00", "0.100");
        floor.Bob.PlaceLimit("SELL", "60010.00", "0.100");
        return floor;
    }

    private static JsonElement Captured(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(TestData.Require("exchanges", "binance", file))).RootElement;

    private static string[] NamesOf(JsonElement element) => [.. OrderedNamesOf(element).Order(StringComparer.Ordinal)];

    private static string[] OrderedNamesOf(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string[] ShapeOf(JsonElement element) => [.. OrderedShapeOf(element).Order(StringComparer.Ordinal)];

    // Every path with the kind of its value; of a list only the first item counts.
    private static List<string> OrderedShapeOf(JsonElement element, string path = "")
    {
        var lines = new List<string>();
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
                lines.AddRange(OrderedShapeOf(property.Value, $"{path}.{property.Name}"));
        }
        else if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray().Take(1))
                lines.AddRange(OrderedShapeOf(item, $"{path}[]"));
        }
        else
        {
            string kind = element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Bool" : element.ValueKind.ToString();
            lines.Add($"{path}:{kind}");
        }

        return lines;
    }
}
