using System.Text.Json;
using Quern.Connectors.Simulated;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Who hears what, on which address.</summary>
[Trait("Category", "conformance")]
public class StreamTests
{
    [Theory]
    [InlineData("/ws/btcusdt@bookTicker", true)]
    [InlineData("/public/ws/btcusdt@bookTicker", true)]
    [InlineData("/public/stream?streams=btcusdt@bookTicker/btcusdt@depth@100ms", true)]
    [InlineData("/market/ws/btcusdt@aggTrade", true)]
    [InlineData("/market/ws/btcusdt@bookTicker", false)]
    [InlineData("/public/ws/btcusdt@aggTrade", false)]
    public void A_stream_is_served_on_its_own_category_alone(string address, bool isServed)
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, address)!;

        WireShapeTests.Trade(floor);
        floor.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(isServed, ear.Frames.Count > 0);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/ws/btcusdt@nothing")]
    [InlineData("/ws/BTCUSDT@bookTicker")]
    [InlineData("/private/ws?listenKey=unknown")]
    [InlineData("/private/ws/unknown")]
    public void An_address_that_means_nothing_is_refused(string address)
    {
        using var floor = new Floor();

        Assert.Null(Ear.Open(floor.Venue, address));
        Assert.Equal(0, floor.Venue.Truth.OpenSockets);
    }

    [Fact]
    public void Subscriptions_come_and_go_by_control_frames()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws")!;

        ear.Say("""{"method":"SUBSCRIBE","params":["btcusdt@bookTicker","ethusdt@aggTrade"],"id":"one"}""");
        ear.Say("""{"method":"LIST_SUBSCRIPTIONS","id":2}""");
        ear.Say("""{"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":3}""");
        ear.Say("""{"method":"LIST_SUBSCRIPTIONS","id":4}""");
        WireShapeTests.Trade(floor);

        Assert.Equal(
            [
                """{"result":null,"id":"one"}""",
                """{"result":["btcusdt@bookTicker","ethusdt@aggTrade"],"id":2}""",
                """{"result":null,"id":3}""",
                """{"result":["ethusdt@aggTrade"],"id":4}""",
            ],
            ear.Frames);
    }

    [Theory]
    [InlineData("not json", 3)]
    [InlineData("[]", 3)]
    [InlineData("""{"method":"SING","id":1}""", 2)]
    [InlineData("""{"method":"SUBSCRIBE","params":[],"id":1}""", 2)]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt"],"id":1}""", 2)]
    [InlineData("""{"method":"SUBSCRIBE","params":[["btcusdt@trade"]],"id":1}""", 3)]
    public void A_bad_control_frame_is_answered_with_an_error(string frame, int code)
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws")!;

        ear.Say(frame);

        Assert.Equal(code, ear.Last.GetProperty("error").GetProperty("code").GetInt32());
        Assert.True(ear.IsOpen);
    }

    [Theory]
    [InlineData("/private/ws?listenKey={0}")]
    [InlineData("/private/ws/{0}")]
    [InlineData("/ws/{0}")]
    public void A_user_stream_opens_on_every_documented_address(string address)
    {
        using var floor = new Floor();
        Ear ear = floor.UserStream(floor.Demo, address);

        floor.Demo.PlaceLimit("BUY", "59000.00", "0.010");

        Assert.Equal("ORDER_TRADE_UPDATE", ear.Last.GetProperty("e").GetString());
    }

    [Fact]
    public void A_user_stream_carries_the_events_it_was_opened_for()
    {
        using var floor = new Floor();
        Ear orders = floor.UserStream(floor.Alice, "/private/ws?listenKey={0}&events=ORDER_TRADE_UPDATE/TRADE_LITE");
        Ear wrapped = floor.UserStream(floor.Alice, "/private/stream?listenKey={0}");

        WireShapeTests.Trade(floor);

        Assert.Empty(orders.Events("ACCOUNT_UPDATE"));
        Assert.Single(orders.Events("TRADE_LITE"));
        Assert.Equal(2, orders.Events("ORDER_TRADE_UPDATE").Count());
        Assert.Single(wrapped.Events("ACCOUNT_UPDATE"));
        Assert.Equal("ORDER_TRADE_UPDATE", wrapped.Last.GetProperty("stream").GetString());
    }

    [Fact]
    public void A_listen_key_lives_an_hour_after_the_last_sign_of_life_and_says_when_it_ends()
    {
        using var floor = new Floor();
        Ear ear = floor.UserStream(floor.Demo);
        floor.Time.Advance(TimeSpan.FromMinutes(50));
        string key = floor.Demo.Ask("PUT", "/fapi/v1/listenKey").GetProperty("listenKey").GetString()!;
        floor.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(ear.Frames);

        floor.Time.Advance(TimeSpan.FromMinutes(1));
        floor.Demo.PlaceLimit("BUY", "59000.00", "0.010");

        Assert.Equal("listenKeyExpired", JsonDocument.Parse(ear.Frames.Single()).RootElement.GetProperty("e").GetString());
        Assert.Equal(key, ear.Last.GetProperty("listenKey").GetString());
        Assert.Equal(-1125, Trader.Code(floor.Demo.Ask("PUT", "/fapi/v1/listenKey")));
        Assert.NotEqual(key, floor.Demo.Ask("POST", "/fapi/v1/listenKey").GetProperty("listenKey").GetString());
    }

    [Fact]
    public void The_request_socket_starts_a_user_stream_and_trades_and_asks()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws-fapi/v1")!;

        ear.Say(SocketRequests.Of(floor.Time, "1", "userDataStream.start"));
        Ear user = Ear.Open(floor.Venue, "/private/ws/" + ear.Last.GetProperty("result").GetProperty("listenKey").GetString())!;
        ear.Say(SocketRequests.Of(floor.Time, "2", "order.place", ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"),
            ("timeInForce", "GTX"), ("quantity", "0.010"), ("price", "59000"), ("newClientOrderId", "a")));
        ear.Say(SocketRequests.Of(floor.Time, "3", "order.modify", ("symbol", "BTCUSDT"), ("side", "BUY"), ("quantity", "0.020"),
            ("price", "59000.1"), ("origClientOrderId", "a")));
        ear.Say(SocketRequests.Of(floor.Time, "4", "order.status", ("symbol", "BTCUSDT"), ("origClientOrderId", "a")));
        ear.Say(SocketRequests.Of(floor.Time, "5", "order.cancel", ("symbol", "BTCUSDT"), ("origClientOrderId", "a"), ("returnRateLimits", "false")));
        ear.Say("""{"id":6,"method":"time"}""");
        ear.Say("""{"id":"7","method":"session.logon"}""");

        JsonElement[] replies = [.. ear.Frames.Select(frame => JsonDocument.Parse(frame).RootElement)];
        Assert.Equal([200, 200, 200, 200, 200, 200, 400], replies.Select(reply => reply.GetProperty("status").GetInt32()));
        Assert.Equal("59000.10", replies[3].GetProperty("result").GetProperty("price").GetString());
        Assert.False(replies[4].TryGetProperty("rateLimits", out _));
        Assert.Equal("6", replies[5].GetProperty("id").GetRawText());
        Assert.Equal(
            ["NEW", "AMENDMENT", "CANCELED"],
            user.Events("ORDER_TRADE_UPDATE").Select(step => step.GetProperty("o").GetProperty("x").GetString()));
    }

    [Fact]
    public void A_client_that_does_not_keep_up_is_cut_rather_than_given_a_hole()
    {
        using var floor = new Floor(Venues.Busy(1));
        Ear slow = Ear.Open(floor.Venue, "/ws/btcusdt@depth@0ms")!;
        Ear quick = Ear.Open(floor.Venue, "/ws/btcusdt@depth@0ms")!;
        slow.Room = 10;

        floor.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(slow.IsOpen);
        Assert.Equal(10, slow.Frames.Count);
        Assert.True(quick.Frames.Count > 50);
    }

    [Fact]
    public void Funding_is_paid_at_its_time_and_tells_the_wallet_alone()
    {
        using var floor = new Floor(Venues.Quiet with { FundingInterval = TimeSpan.FromMinutes(30) });
        WireShapeTests.Trade(floor);
        Ear ear = floor.UserStream(floor.Alice);

        floor.Time.Advance(TimeSpan.FromMinutes(30));

        JsonElement paid = ear.Events("ACCOUNT_UPDATE").Single().GetProperty("a");
        Assert.Equal("FUNDING_FEE", paid.GetProperty("m").GetString());
        Assert.Empty(paid.GetProperty("P").EnumerateArray());
        Assert.Equal("-0.60000000", paid.GetProperty("B")[0].GetProperty("bc").GetString());
        Assert.Equal(-60_000_000, floor.Venue.Truth.Wallet("alice").FundingE8);
    }
}
