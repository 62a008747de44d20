using System.Text.Json;
using Quern.Connectors.Simulated;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Time windows, request weight and order counts.</summary>
[Trait("Category", "conformance")]
public class LimitTests
{
    [Theory]
    [InlineData(0, 5000, 0)]
    [InlineData(-5000, 5000, 0)]
    [InlineData(-5001, 5000, -1021)]
    [InlineData(999, 5000, 0)]
    [InlineData(1000, 5000, -1021)]
    [InlineData(-200, 100, -1021)]
    [InlineData(0, 60000, -1131)]
    public void A_request_must_be_neither_old_nor_early(long stampOffsetMs, int window, int code)
    {
        using var floor = new Floor();

        JsonElement reply = floor.Demo.Ask(
            "GET", "/fapi/v1/openOrders", floor.Demo.Signed($"symbol=BTCUSDT&recvWindow={window}&timestamp={floor.Time.NowMs + stampOffsetMs}"));

        Assert.Equal(code, Trader.Code(reply));
    }

    [Fact]
    public void A_request_that_grows_old_on_its_way_to_the_core_is_refused_there()
    {
        using var floor = new Floor(Venues.Quiet with { MatchingDelay = TimeSpan.FromMilliseconds(80) });
        string place = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00";

        Assert.Equal(0, CodeOf(floor, place, 100));
        Assert.Equal(-5028, CodeOf(floor, place, 50));
        Assert.Single(floor.Venue.Truth.OpenOrders("demo"));
    }

    [Fact]
    public void Keys_are_looked_at_before_signatures()
    {
        using var floor = new Floor();
        var stranger = new Trader(floor.Venue, floor.Time, new VenueAccountOptions("stranger", "who", "what", 0));
        var nobody = new Trader(floor.Venue, floor.Time, new VenueAccountOptions("nobody", "", "what", 0));

        Assert.Equal((-2015, 401), (Trader.Code(stranger.AskSigned("GET", "/fapi/v3/balance")), stranger.LastReply.Status));
        Assert.Equal((-2014, 401), (Trader.Code(nobody.AskSigned("GET", "/fapi/v3/balance")), nobody.LastReply.Status));
        Assert.Equal(-1102, Trader.Code(floor.Demo.Ask("GET", "/fapi/v3/balance", floor.Demo.Stamped(""))));
    }

    [Fact]
    public void Weight_is_counted_by_the_minute_and_who_does_not_stop_is_banned()
    {
        using var floor = new Floor(Venues.Quiet with { Limits = new VenueLimits { WeightPerMinute = 100, RefusalsBeforeBan = 3 } });
        for (int request = 1; request <= 5; request++)
        {
            floor.Demo.Ask("GET", "/fapi/v1/depth", "symbol=BTCUSDT&limit=1000");
            Assert.Equal((20 * request).ToString(System.Globalization.CultureInfo.InvariantCulture), floor.Demo.LastReply.Header("X-MBX-USED-WEIGHT-1M"));
        }

        int[] statuses = [.. Enumerable.Range(0, 4).Select(_ => Status(floor))];
        Assert.Equal([429, 429, 418, 418], statuses);
        Assert.NotNull(floor.Demo.LastReply.Header("Retry-After"));

        floor.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(418, Status(floor));
        floor.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, Status(floor));
    }

    [Fact]
    public void Orders_are_counted_per_account_in_both_windows_and_cancels_are_free()
    {
        using var floor = new Floor(Venues.Quiet with { Limits = new VenueLimits { OrdersPerTenSeconds = 3, OrdersPerMinute = 5 } });
        int[] first = [.. Enumerable.Range(0, 4).Select(_ => Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.010")))];
        Assert.Equal([0, 0, 0, -1015], first);
        Assert.Equal("3", floor.Demo.LastReply.Header("X-MBX-ORDER-COUNT-10S"));
        Assert.Equal(0, Trader.Code(floor.Alice.PlaceLimit("BUY", "59000.00", "0.010")));
        Assert.Equal(200, Trader.Code(floor.Demo.AskSigned("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT")));

        floor.Time.Advance(TimeSpan.FromSeconds(10));
        int[] second = [.. Enumerable.Range(0, 3).Select(_ => Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.010")))];

        Assert.Equal([0, 0, -1015], second);
    }

    [Fact]
    public void A_client_that_talks_too_much_on_a_market_socket_is_cut()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws")!;

        for (int frame = 0; frame < 10; frame++)
            ear.Say("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        Assert.True(ear.IsOpen);
        ear.Say("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");

        Assert.False(ear.IsOpen);
    }

    [Fact]
    public void A_socket_is_cut_after_a_day()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws/btcusdt@bookTicker")!;

        floor.Time.Advance(TimeSpan.FromHours(23.9));
        Assert.True(ear.IsOpen);
        floor.Time.Advance(TimeSpan.FromHours(0.2));

        Assert.False(ear.IsOpen);
        Assert.Equal(0, floor.Venue.Truth.OpenSockets);
    }

    private static int Status(Floor floor)
    {
        floor.Demo.Ask("GET", "/fapi/v1/ping");
        return floor.Demo.LastReply.Status;
    }

    private static int CodeOf(Floor floor, string query, int window)
    {
        int code = int.MinValue;
        floor.Venue.Answer(
            floor.Demo.CallOf("POST", "/fapi/v1/order", floor.Demo.Signed(floor.Demo.Stamped(query, window))),
            reply => code = Trader.Code(JsonDocument.Parse(reply!.Body).RootElement));
        Assert.Equal(int.MinValue, code);
        floor.Time.Advance(TimeSpan.FromMilliseconds(100));
        return code;
    }
}
