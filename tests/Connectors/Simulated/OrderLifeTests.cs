using System.Text.Json;
using Quern.Connectors.Simulated.Core;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>What becomes of orders, as the account hears it and as the venue holds it.</summary>
[Trait("Category", "conformance")]
public class OrderLifeTests
{
    [Fact]
    public void A_maker_and_a_taker_hear_the_same_trade_with_their_own_fees()
    {
        using var floor = new Floor();
        Ear alice = floor.UserStream(floor.Alice);
        Ear bob = floor.UserStream(floor.Bob);

        floor.Alice.PlaceLimit("SELL", "60000.00", "0.100", id: "maker");
        floor.Bob.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.040&newClientOrderId=taker");

        JsonElement maker = alice.Events("ORDER_TRADE_UPDATE").Last().GetProperty("o");
        JsonElement taker = bob.Events("ORDER_TRADE_UPDATE").Last().GetProperty("o");
        Assert.Equal(("PARTIALLY_FILLED", "0.040", "60000.00", true, "0.48"), Facts(maker));
        Assert.Equal(("FILLED", "0.040", "60000.00", false, "1.2"), Facts(taker));
        Assert.Equal(maker.GetProperty("t").GetInt64(), taker.GetProperty("t").GetInt64());
        Assert.Equal("3600", maker.GetProperty("a").GetString());

        static (string?, string?, string?, bool, string?) Facts(JsonElement o) => (
            o.GetProperty("X").GetString(), o.GetProperty("l").GetString(), o.GetProperty("L").GetString(), o.GetProperty("m").GetBoolean(),
            o.GetProperty("n").GetString());
    }

    [Fact]
    public void The_reply_says_new_for_an_acknowledgement_and_the_end_for_a_result()
    {
        using var floor = new Floor();
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.100");

        JsonElement ack = floor.Demo.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
        JsonElement result = floor.Demo.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newOrderRespType=RESULT");
        JsonElement immediate = floor.Demo.PlaceLimit("BUY", "60000.00", "0.500", "IOC", more: "&newOrderRespType=RESULT");

        Assert.Equal(("NEW", "0.000"), (ack.GetProperty("status").GetString(), ack.GetProperty("executedQty").GetString()));
        Assert.Equal(("FILLED", "0.010"), (result.GetProperty("status").GetString(), result.GetProperty("executedQty").GetString()));
        Assert.Equal(("EXPIRED", "0.080"), (immediate.GetProperty("status").GetString(), immediate.GetProperty("executedQty").GetString()));
        Assert.True(result.GetProperty("orderId").GetInt64() > uint.MaxValue);
    }

    [Fact]
    public void What_an_immediate_or_market_order_leaves_expires_with_its_own_reason()
    {
        using var floor = new Floor();
        Ear ear = floor.UserStream(floor.Demo);

        floor.Alice.PlaceLimit("SELL", "60000.00", "0.010");
        floor.Demo.PlaceLimit("BUY", "60000.00", "0.020", "IOC");
        floor.Demo.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.020");

        Assert.Equal(
            [("EXPIRED", "2"), ("EXPIRED", "9")],
            ear.Events("ORDER_TRADE_UPDATE").Select(step => step.GetProperty("o")).Where(o => o.GetProperty("x").GetString() == "EXPIRED")
                .Select(o => (o.GetProperty("X").GetString()!, o.GetProperty("er").GetString()!)));
    }

    [Fact]
    public void An_order_of_ones_own_is_stepped_over_by_ending_it()
    {
        using var floor = new Floor();
        Ear ear = floor.UserStream(floor.Demo);
        floor.Demo.PlaceLimit("SELL", "60000.00", "0.010", id: "mine");
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.010", id: "hers");

        floor.Demo.PlaceLimit("BUY", "60000.00", "0.010", id: "taker");

        Assert.Equal(OrderStatus.ExpiredInMatch, floor.Venue.Truth.Order("demo", "mine")!.Status);
        Assert.Equal(OrderStatus.Filled, floor.Venue.Truth.Order("demo", "taker")!.Status);
        JsonElement ended = ear.Events("ORDER_TRADE_UPDATE").Select(step => step.GetProperty("o"))
            .Single(o => o.GetProperty("x").GetString() == "EXPIRED");
        Assert.Equal(("EXPIRED_IN_MATCH", "1"), (ended.GetProperty("X").GetString(), ended.GetProperty("er").GetString()));
    }

    [Fact]
    public void An_amended_order_keeps_its_names_and_loses_its_place_even_when_it_shrinks()
    {
        using var floor = new Floor();
        floor.Demo.PlaceLimit("SELL", "60000.00", "0.020", id: "first");
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.020", id: "second");
        long before = floor.Venue.Truth.Order("demo", "first")!.OrderId;

        JsonElement reply = floor.Demo.AskSigned(
            "PUT", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&quantity=0.010&price=60000.00&origClientOrderId=first");
        floor.Bob.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.020");

        Assert.Equal(before, reply.GetProperty("orderId").GetInt64());
        Assert.Equal("0.010", reply.GetProperty("origQty").GetString());
        Assert.Equal(OrderStatus.Filled, floor.Venue.Truth.Order("alice", "second")!.Status);
        Assert.Equal(OrderStatus.New, floor.Venue.Truth.Order("demo", "first")!.Status);
    }

    [Theory]
    [InlineData("quantity=0.020&price=60000.00", -5027)]
    [InlineData("quantity=0.020&price=60000.05", -4014)]
    [InlineData("quantity=0.001&price=60000.00", -4164)]
    public void A_refused_amendment_leaves_the_order_as_it_was(string change, int code)
    {
        using var floor = new Floor();
        floor.Demo.PlaceLimit("SELL", "60000.00", "0.020", id: "a");

        JsonElement reply = floor.Demo.AskSigned("PUT", "/fapi/v1/order", $"symbol=BTCUSDT&side=SELL&{change}&origClientOrderId=a");

        Assert.Equal(code, Trader.Code(reply));
        Assert.Equal((60_000_00, 20), (floor.Venue.Truth.OpenOrders("demo")[0].Price, floor.Venue.Truth.OpenOrders("demo")[0].Quantity));
    }

    [Fact]
    public void An_amendment_below_what_is_filled_and_a_post_only_one_that_crosses_end_the_order()
    {
        using var floor = new Floor();
        floor.Demo.PlaceLimit("SELL", "60000.00", "0.020", id: "a");
        floor.Bob.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
        floor.Demo.PlaceLimit("BUY", "59000.00", "0.020", "GTX", "b");

        JsonElement filled = floor.Demo.AskSigned("PUT", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&quantity=0.010&price=60000.00&origClientOrderId=a");
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.020");
        JsonElement crossing = floor.Demo.AskSigned("PUT", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&quantity=0.020&price=60000.00&origClientOrderId=b");

        Assert.Equal("CANCELED", filled.GetProperty("status").GetString());
        Assert.Equal("CANCELED", crossing.GetProperty("status").GetString());
        Assert.Empty(floor.Venue.Truth.OpenOrders("demo"));
    }

    [Fact]
    public void Reduce_only_orders_never_turn_a_position_around()
    {
        using var floor = new Floor();
        Ear ear = floor.UserStream(floor.Demo);
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.100");
        floor.Demo.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.050");

        Assert.Equal(-2022, Trader.Code(floor.Demo.PlaceLimit("SELL", "60100.00", "0.060", more: "&reduceOnly=true")));
        Assert.Equal(-2022, Trader.Code(floor.Demo.PlaceLimit("BUY", "59000.00", "0.010", more: "&reduceOnly=true")));
        Assert.Equal(0, Trader.Code(floor.Demo.PlaceLimit("SELL", "60100.00", "0.050", id: "out", more: "&reduceOnly=true")));

        floor.Bob.PlaceLimit("BUY", "59990.00", "0.030");
        floor.Demo.Place("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.030");

        Assert.Equal(OrderStatus.Expired, floor.Venue.Truth.Order("demo", "out")!.Status);
        Assert.Equal("4", ear.Events("ORDER_TRADE_UPDATE").Last().GetProperty("o").GetProperty("er").GetString());
        Assert.Equal(20, floor.Venue.Truth.Positions("demo")[0].SignedLots);
    }

    [Fact]
    public void A_good_till_date_order_ends_at_its_date()
    {
        using var floor = new Floor();
        long date = floor.Time.NowMs + 700_000;
        floor.Demo.PlaceLimit("BUY", "59000.00", "0.010", "GTD", "a", more: $"&goodTillDate={date}");

        floor.Time.Advance(TimeSpan.FromSeconds(699));
        Assert.Single(floor.Venue.Truth.OpenOrders("demo"));
        floor.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(OrderStatus.Expired, floor.Venue.Truth.Order("demo", "a")!.Status);
    }

    [Fact]
    public void The_dead_mans_timer_takes_back_one_symbol_and_is_put_off_by_renewal()
    {
        using var floor = new Floor();
        floor.Demo.PlaceLimit("BUY", "59000.00", "0.010");
        floor.Demo.PlaceLimit("BUY", "2990.00", "0.100", symbol: "ETHUSDT");
        floor.Demo.AskSigned("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=3000");
        floor.Time.Advance(TimeSpan.FromSeconds(2));
        floor.Demo.AskSigned("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=3000");
        floor.Time.Advance(TimeSpan.FromMilliseconds(2999));
        Assert.Equal(2, floor.Venue.Truth.OpenOrders("demo").Count);

        floor.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["ETHUSDT"], floor.Venue.Truth.OpenOrders("demo").Select(order => order.Symbol));
        Assert.Equal(1, floor.Venue.Truth.CountdownsFired);
    }

    [Fact]
    public void A_disarmed_timer_does_nothing()
    {
        using var floor = new Floor();
        floor.Demo.PlaceLimit("BUY", "59000.00", "0.010");
        floor.Demo.AskSigned("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=3000");
        floor.Demo.AskSigned("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=0");

        floor.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(floor.Venue.Truth.OpenOrders("demo"));
    }

    [Fact]
    public void Fills_are_asked_for_from_an_id_on_oldest_first()
    {
        using var floor = new Floor();
        floor.Alice.PlaceLimit("SELL", "60000.00", "1.000");
        for (int trade = 0; trade < 5; trade++)
            floor.Demo.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");

        long[] all = IdsOf("symbol=BTCUSDT");
        Assert.Equal(5, all.Length);
        Assert.Equal(all[2..4], IdsOf($"symbol=BTCUSDT&fromId={all[2]}&limit=2"));
        Assert.Equal(all[3..], IdsOf("symbol=BTCUSDT&limit=2"));

        long[] IdsOf(string query) =>
            [.. floor.Demo.AskSigned("GET", "/fapi/v1/userTrades", query).EnumerateArray().Select(fill => fill.GetProperty("id").GetInt64())];
    }
}
