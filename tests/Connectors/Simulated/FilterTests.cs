using System.Text.Json;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Each refusal has the venue's own number.</summary>
[Trait("Category", "conformance")]
public class FilterTests
{
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC";

    [Theory]
    [InlineData(0, Limit + "&quantity=0.010&price=59000.00")]
    [InlineData(0, Limit + "&quantity=0.01000000&price=59000.10000")]
    [InlineData(-1102, "side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00")]
    [InlineData(-1121, "symbol=NOPE&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00")]
    [InlineData(-1102, "symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00")]
    [InlineData(-1117, "symbol=BTCUSDT&side=HOLD&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00")]
    [InlineData(-1102, "symbol=BTCUSDT&side=BUY&timeInForce=GTC&quantity=0.010&price=59000.00")]
    [InlineData(-1116, "symbol=BTCUSDT&side=BUY&type=ICEBERG&quantity=0.010&price=59000.00")]
    [InlineData(-4120, "symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=0.010")]
    [InlineData(-1102, "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=0.010&price=59000.00")]
    [InlineData(-1115, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTF&quantity=0.010&price=59000.00")]
    [InlineData(-1102, Limit + "&price=59000.00")]
    [InlineData(-1102, Limit + "&quantity=0.010")]
    [InlineData(-1106, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&price=59000.00")]
    [InlineData(-1106, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&timeInForce=GTC")]
    [InlineData(-1100, Limit + "&quantity=ten&price=59000.00")]
    [InlineData(-1100, Limit + "&quantity=1e-2&price=59000.00")]
    [InlineData(-1111, Limit + "&quantity=0.0101&price=59000.00")]
    [InlineData(-1111, Limit + "&quantity=0.010&price=59000.001")]
    [InlineData(-4003, Limit + "&quantity=0&price=59000.00")]
    [InlineData(-4003, Limit + "&quantity=-1&price=59000.00")]
    [InlineData(-4001, Limit + "&quantity=0.010&price=-1")]
    [InlineData(-4014, Limit + "&quantity=0.010&price=59000.05")]
    [InlineData(-4013, Limit + "&quantity=1&price=500.00")]
    [InlineData(-4002, Limit + "&quantity=1&price=4529764.10")]
    [InlineData(-4005, Limit + "&quantity=1000.001&price=59000.00")]
    [InlineData(-4005, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=121")]
    [InlineData(-4164, Limit + "&quantity=0.001&price=59000.00")]
    [InlineData(-4016, Limit + "&quantity=0.010&price=63000.10")]
    [InlineData(-4024, "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.010&price=56999.90")]
    [InlineData(-2019, Limit + "&quantity=400&price=59000.00")]
    [InlineData(-2022, Limit + "&quantity=0.010&price=59000.00&reduceOnly=true")]
    [InlineData(-4061, Limit + "&quantity=0.010&price=59000.00&positionSide=LONG")]
    [InlineData(-1130, Limit + "&quantity=0.010&price=59000.00&reduceOnly=perhaps")]
    [InlineData(-1130, Limit + "&quantity=0.010&price=59000.00&selfTradePreventionMode=SOMETIMES")]
    [InlineData(-1100, Limit + "&quantity=0.010&price=59000.00&newClientOrderId=a%20b")]
    [InlineData(-4015, Limit + "&quantity=0.010&price=59000.00&newClientOrderId=0123456789012345678901234567890123456")]
    [InlineData(-1102, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.010&price=59000.00")]
    public void An_order_is_refused_with_the_number_of_its_fault(int code, string query)
    {
        using var floor = new Floor();

        JsonElement reply = floor.Demo.Place(query);

        Assert.Equal((code, query), (Trader.Code(reply), query));
        Assert.Equal(code == 0 ? 1 : 0, floor.Venue.Truth.OpenOrders("demo").Count);
    }

    [Fact]
    public void A_step_above_one_lot_is_a_filter_of_its_own()
    {
        var coarse = Quern.Connectors.Simulated.VenueInstrument.Bitcoin();
        coarse = coarse with
        {
            Definition = coarse.Definition with { Filters = coarse.Definition.Filters with { QuantityIncrement = 5 } },
        };
        using var floor = new Floor(Venues.Quiet with { Instruments = [coarse] });

        Assert.Equal(-4023, Trader.Code(floor.Demo.Place(Limit + "&quantity=0.012&price=59000.00")));
        Assert.Equal(0, Trader.Code(floor.Demo.Place(Limit + "&quantity=0.015&price=59000.00")));
    }

    [Fact]
    public void A_post_only_order_that_would_cross_leaves_no_trace()
    {
        using var floor = new Floor();
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.010");

        Assert.Equal(-5022, Trader.Code(floor.Demo.PlaceLimit("BUY", "60000.00", "0.010", "GTX", "x")));
        Assert.Equal(-2013, Trader.Code(floor.Demo.AskSigned("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=x")));
        Assert.Equal(0, Trader.Code(floor.Demo.PlaceLimit("BUY", "59999.90", "0.010", "GTX", "x")));
    }

    [Fact]
    public void A_fill_or_kill_order_that_cannot_fill_leaves_no_trace()
    {
        using var floor = new Floor();
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.010");

        Assert.Equal(-5021, Trader.Code(floor.Demo.PlaceLimit("BUY", "60000.00", "0.011", "FOK", "x")));
        Assert.Equal(-2013, Trader.Code(floor.Demo.AskSigned("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=x")));
        Assert.Equal(0, Trader.Code(floor.Demo.PlaceLimit("BUY", "60000.00", "0.010", "FOK", "y")));
        Assert.Equal(10, floor.Venue.Truth.Positions("demo")[0].SignedLots);
    }

    [Fact]
    public void A_client_id_is_unique_among_open_orders_and_free_again_after()
    {
        using var floor = new Floor();
        floor.Demo.PlaceLimit("BUY", "59000.00", "0.010", id: "a");

        Assert.Equal(-4116, Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.010", id: "a")));
        Assert.Equal(0, floor.Venue.Truth.ClientIdsSeenTwice("demo"));
        Assert.Equal(0, Trader.Code(floor.Alice.PlaceLimit("BUY", "59000.00", "0.010", id: "a")));

        floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a");

        Assert.Equal(0, Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.010", id: "a")));
        Assert.Equal(1, floor.Venue.Truth.ClientIdsSeenTwice("demo"));
    }

    [Fact]
    public void Unknown_orders_have_one_number_to_ask_and_another_to_cancel()
    {
        using var floor = new Floor();

        Assert.Equal(-2013, Trader.Code(floor.Demo.AskSigned("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a")));
        Assert.Equal(-2011, Trader.Code(floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a")));
        Assert.Equal(-2011, Trader.Code(floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&orderId=5")));
        Assert.Equal(-1102, Trader.Code(floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT")));
        Assert.Equal(
            -2013,
            Trader.Code(floor.Demo.AskSigned("PUT", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&quantity=0.020&price=59000.00&origClientOrderId=a")));
    }

    [Fact]
    public void Two_hundred_orders_rest_on_an_instrument_and_no_more()
    {
        using var floor = new Floor();
        for (int order = 0; order < 200; order++)
        {
            Assert.Equal(0, Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.002")));
            floor.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(-2025, Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.002")));
    }
}
