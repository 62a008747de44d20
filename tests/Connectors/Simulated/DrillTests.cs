using System.Text.Json;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Transport;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>The venue says when a client is inside a request, and what the lives of clients leave behind.</summary>
[Trait("Category", "simulation")]
public sealed class DrillTests : IDisposable
{
    private const string Order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00&newClientOrderId=";
    private readonly VirtualTime _time = new();
    private readonly DrillVenue _venue;
    private readonly Trader _trader;

    public DrillTests()
    {
        _venue = new(Venues.Quiet, _time);
        _trader = new(_venue, _time, Venues.Quiet.Accounts[0]);
    }

    [Fact]
    public void An_order_whose_answer_is_withheld_stands_and_nobody_hears_of_it()
    {
        Ear ear = UserStream();
        JsonElement? told = null;
        _venue.Answer(Drill("POST", "withhold?method=POST&path=/fapi/v1/order"), reply => told = Json(reply!));
        bool isAnswered = false;
        Assert.Null(told);

        _venue.Answer(Place("a"), _ => isAnswered = true);

        Assert.Equal("POST /fapi/v1/order", told!.Value.GetProperty("withheld").GetString());
        Assert.False(isAnswered);
        Assert.Empty(ear.Frames);
        Assert.Equal(["a"], Truth().GetProperty("open").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(1, Truth().GetProperty("withheld").GetInt64());
    }

    [Fact]
    public void A_refused_order_is_answered_and_the_next_is_withheld()
    {
        bool isTold = false;
        _venue.Answer(Drill("POST", "withhold?method=POST&path=/fapi/v1/order"), _ => isTold = true);
        int answers = 0;
        _venue.Answer(_trader.CallOf("POST", "/fapi/v1/order", _trader.Signed(_trader.Stamped("symbol=NONE"))), _ => answers++);
        Assert.Equal((1, false), (answers, isTold));

        _venue.Answer(Place("a"), _ => answers++);
        Assert.Equal((1, true), (answers, isTold));
    }

    [Fact]
    public void Who_listens_anew_hears_again()
    {
        UserStream();
        _venue.Answer(Drill("POST", "withhold?method=POST&path=/fapi/v1/order"), _ => { });
        _venue.Answer(Place("a"), _ => { });

        Ear next = UserStream();
        _venue.Answer(Place("b"), _ => { });

        Assert.Single(next.Events("ORDER_TRADE_UPDATE"));
    }

    [Fact]
    public void Orders_of_a_dead_life_are_counted_until_they_end_and_so_is_what_is_placed_beside_them()
    {
        _venue.Answer(Place("a"), _ => { });
        _venue.Answer(Drill("POST", "end"), _ => { });
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((1, 3_000L, 0L), Left());

        _venue.Answer(Place("b"), _ => { });
        Assert.Equal((1, 3_000L, 1L), Left());

        _trader.AskSigned("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=a");
        _venue.Answer(Place("c"), _ => { });
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((0, 3_000L, 1L), Left());
    }

    public void Dispose() => _venue.Dispose();

    private Ear UserStream() =>
        Ear.Open(_venue, $"/private/ws?listenKey={_trader.Ask("POST", "/fapi/v1/listenKey").GetProperty("listenKey").GetString()}")!;

    private HttpCall Place(string id) => _trader.CallOf("POST", "/fapi/v1/order", _trader.Signed(_trader.Stamped(Order + id)));

    private HttpCall Drill(string method, string what) => _trader.CallOf(method, $"/drill/{what.Split('?')[0]}", what.Contains('?') ? what.Split('?')[1] : "");

    private JsonElement Truth()
    {
        JsonElement truth = default;
        _venue.Answer(Drill("GET", "truth"), reply => truth = Json(reply!));
        return truth;
    }

    private (int Left, long LongestMs, long Beside) Left()
    {
        JsonElement truth = Truth();
        return (truth.GetProperty("left").GetInt32(), truth.GetProperty("longestLeftMs").GetInt64(), truth.GetProperty("placedBesideLeft").GetInt64());
    }

    private static JsonElement Json(HttpReply reply) => JsonDocument.Parse(reply.Body).RootElement;
}
