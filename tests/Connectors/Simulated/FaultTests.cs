using System.Text;
using System.Text.Json;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Transport;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Every scripted fault does what it says and nothing else.</summary>
[Trait("Category", "simulation")]
public class FaultTests
{
    private const string Order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00&newClientOrderId=a";

    [Fact]
    public void A_lost_answer_leaves_the_order_standing()
    {
        using var floor = new Floor();
        floor.Venue.Faults.LoseNextAnswers(1, "/fapi/v1/order");
        HttpReply? reply = new(0, [], []);

        floor.Venue.Answer(floor.Demo.CallOf("POST", "/fapi/v1/order", floor.Demo.Signed(floor.Demo.Stamped(Order))), given => reply = given);

        Assert.Null(reply);
        Assert.Single(floor.Venue.Truth.OpenOrders("demo"));
        Assert.Equal("NEW", floor.Demo.AskSigned("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a").GetProperty("status").GetString());
    }

    [Fact]
    public void A_lost_answer_on_the_request_socket_is_silence()
    {
        using var floor = new Floor();
        Ear ear = Ear.Open(floor.Venue, "/ws-fapi/v1")!;
        floor.Venue.Faults.LoseNextAnswers(1);

        ear.Say("""{"id":1,"method":"time"}""");
        ear.Say("""{"id":2,"method":"time"}""");

        Assert.Equal("2", JsonDocument.Parse(ear.Frames.Single()).RootElement.GetProperty("id").GetRawText());
    }

    [Fact]
    public void A_delayed_answer_comes_late_though_the_order_stands_at_once()
    {
        using var floor = new Floor();
        floor.Venue.Faults.DelayAnswers(TimeSpan.FromSeconds(2));
        int answers = 0;

        floor.Venue.Answer(floor.Demo.CallOf("POST", "/fapi/v1/order", floor.Demo.Signed(floor.Demo.Stamped(Order))), _ => answers++);

        Assert.Single(floor.Venue.Truth.OpenOrders("demo"));
        floor.Time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.Equal(0, answers);
        floor.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, answers);
    }

    [Fact]
    public void Hidden_orders_are_not_found_for_a_while_and_then_are()
    {
        using var floor = new Floor();
        floor.Venue.Faults.HideOrdersFor = TimeSpan.FromSeconds(3);
        floor.Demo.Place(Order);

        Assert.Equal(-2013, Trader.Code(floor.Demo.AskSigned("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a")));
        Assert.Equal(-2011, Trader.Code(floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a")));
        Assert.Empty(floor.Demo.AskSigned("GET", "/fapi/v1/openOrders", "symbol=BTCUSDT").EnumerateArray());
        floor.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, Trader.Code(floor.Demo.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a")));
    }

    [Fact]
    public void A_scripted_rejection_is_given_once_and_does_nothing()
    {
        using var floor = new Floor();
        floor.Venue.Faults.RejectNext(new ScriptedRejection(-1007, "Timeout waiting for response from backend server.", 503), path: "/fapi/v1/order");

        Assert.Equal(0, Trader.Code(floor.Demo.AskSigned("GET", "/fapi/v1/openOrders", "symbol=BTCUSDT")));
        floor.Venue.Handle(floor.Demo.CallOf("POST", "/fapi/v1/order", floor.Demo.Signed(floor.Demo.Stamped(Order))));
        Assert.Empty(floor.Venue.Truth.OpenOrders("demo"));
        Assert.Equal(0, Trader.Code(floor.Demo.Place(Order)));
    }

    [Fact]
    public void A_dropped_diff_is_a_gap_and_the_chain_goes_on_behind_it()
    {
        using var floor = new Floor(Venues.Busy(1));
        Ear ear = Ear.Open(floor.Venue, "/ws/btcusdt@depth@100ms")!;
        floor.Time.Advance(TimeSpan.FromSeconds(3));
        floor.Venue.Faults.DropNextDiffs("BTCUSDT");
        floor.Time.Advance(TimeSpan.FromSeconds(3));

        JsonElement[] diffs = [.. ear.Events("depthUpdate")];
        int breaks = Enumerable.Range(1, diffs.Length - 1)
            .Count(at => diffs[at].GetProperty("pu").GetInt64() != diffs[at - 1].GetProperty("u").GetInt64());
        Assert.Equal(1, breaks);
    }

    [Fact]
    public void A_silent_book_says_nothing_while_its_socket_stays_and_others_speak()
    {
        using var floor = new Floor(Venues.Busy(2));
        Ear ear = Ear.Open(floor.Venue, "/ws/btcusdt@depth@100ms/btcusdt@bookTicker/ethusdt@depth@100ms")!;
        floor.Venue.Faults.SilenceDepth("BTCUSDT");
        floor.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(ear.IsOpen);
        Assert.All(ear.Events("depthUpdate"), diff => Assert.Equal("ETHUSDT", diff.GetProperty("s").GetString()));
        Assert.Empty(ear.Events("bookTicker"));
        Assert.NotEmpty(ear.Frames);

        floor.Venue.Faults.SilenceDepth("BTCUSDT", isSilent: false);
        floor.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains(ear.Events("depthUpdate"), diff => diff.GetProperty("s").GetString() == "BTCUSDT");
    }

    [Fact]
    public void A_disconnect_cuts_the_sockets_of_its_kind()
    {
        using var floor = new Floor();
        Ear market = Ear.Open(floor.Venue, "/ws/btcusdt@bookTicker")!;
        Ear user = floor.UserStream(floor.Demo);

        floor.Venue.Faults.Disconnect(SocketKind.User);

        Assert.Equal((true, false), (market.IsOpen, user.IsOpen));
        Assert.Equal(1, floor.Venue.Truth.OpenSockets);
    }

    [Fact]
    public void Maintenance_answers_503_and_does_nothing()
    {
        using var floor = new Floor();
        floor.Venue.Faults.IsInMaintenance = true;

        HttpReply reply = floor.Venue.Handle(floor.Demo.CallOf("POST", "/fapi/v1/order", floor.Demo.Signed(floor.Demo.Stamped(Order))));

        Assert.Equal((503, "Service Unavailable"), (reply.Status, Encoding.ASCII.GetString(reply.Body)));
        Assert.Empty(floor.Venue.Truth.OpenOrders("demo"));
    }

    [Fact]
    public void Repeated_user_events_are_the_same_bytes_twice()
    {
        using var floor = new Floor();
        Ear ear = floor.UserStream(floor.Demo);
        floor.Venue.Faults.RepeatUserEvents(1);

        floor.Demo.Place(Order);

        Assert.Equal(2, ear.Frames.Count);
        Assert.Equal(ear.Frames[0], ear.Frames[1]);
    }

    [Fact]
    public void A_revoked_key_and_a_cut_budget_are_noticed_at_once()
    {
        using var floor = new Floor();
        floor.Venue.Faults.RevokeKey("demo");
        Assert.Equal(-2015, Trader.Code(floor.Demo.Place(Order)));
        floor.Venue.Faults.RevokeKey("demo", isRevoked: false);
        floor.Venue.Faults.CutLimits(0.005);

        int[] codes = [.. Enumerable.Range(0, 3).Select(turn => Trader.Code(floor.Demo.Place(Order.Replace("Id=a", $"Id={turn}", StringComparison.Ordinal))))];

        Assert.Equal([0, -1015, -1015], codes);
    }
}
