using System.Text.Json;
using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Replay;
using Quern.Connectors.Tests.Recordings;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Replay;

[Trait("Category", "unit")]
public sealed class ReplayVenueTests
{
    [Fact]
    public void Frames_go_out_word_for_word_when_their_time_has_come()
    {
        string[] lines = [.. ReplayFloor.Opening, Lines.Trade(4, 70, "10.10", "1.5", buyerIsMaker: false), Lines.Ticker(5, 12, "10.00", "5", "10.10", "5")];
        using var floor = new ReplayFloor(lines);
        Ear ear = floor.Listen("/stream?streams=ethusdt@depth@100ms/ethusdt@aggTrade/ethusdt@bookTicker");

        floor.Advance(0);
        Assert.Equal([lines[0][20..]], ear.Frames);
        floor.Advance(1.9);
        Assert.Single(ear.Frames);
        floor.Advance(0.1);
        Assert.Equal([lines[0][20..], lines[2][20..]], ear.Frames);
        floor.Advance(10);
        Assert.Equal([lines[0][20..], lines[2][20..], lines[3][20..], lines[4][20..]], ear.Frames);
    }

    [Fact]
    public void A_bare_socket_gets_the_event_without_the_wrapper_and_a_bare_event_gets_one_where_it_is_due()
    {
        const string bare = """{"e":"trade","E":1,"T":1,"s":"ETHUSDT","t":71,"p":"10.10","q":"1.5","X":"MARKET","m":false}""";
        using var floor = new ReplayFloor([.. ReplayFloor.Opening, Lines.At(3, bare)]);
        Ear raw = floor.Listen("/ws/ethusdt@depth@100ms");
        Ear trades = floor.Listen("/stream?streams=ethusdt@trade");
        floor.Advance(5);

        string diff = ReplayFloor.Opening[0][20..];
        Assert.Equal(diff[(diff.IndexOf("\"data\":", StringComparison.Ordinal) + 7)..^1], raw.Frames[0]);
        Assert.Equal([$$"""{"stream":"ethusdt@trade","data":{{bare}}}"""], trades.Frames);
    }

    [Fact]
    public void The_recording_waits_until_somebody_hears_its_book_and_its_trades()
    {
        using var floor = new ReplayFloor(ReplayFloor.Opening);
        Ear book = floor.Listen("/ws/ethusdt@depth");
        floor.Advance(50);
        Assert.Equal((0, 0), (floor.Venue.Summary.Lines, book.Frames.Count));

        Ear control = floor.Listen("/ws");
        control.Say("""{"method":"SUBSCRIBE","params":["ethusdt@aggTrade"],"id":1}""");
        floor.Advance(0);

        Assert.Equal((3, 2), (floor.Venue.Summary.Lines, book.Frames.Count));
    }

    [Fact]
    public async Task It_can_be_started_without_anybody()
    {
        using var floor = new ReplayFloor(ReplayFloor.Opening, options => options with { StartsWhenHeard = false });
        floor.Listen();
        floor.Advance(50);
        Assert.Equal(0, floor.Venue.Summary.Lines);

        floor.Venue.Start();
        floor.Venue.Start();
        floor.Advance(0);

        Assert.True(floor.Venue.Completion.IsCompletedSuccessfully);
        Assert.Equal(
            new ReplaySummary(3, "file1.txt", 3, Lines.Start + 2_000_000, 1, 2, 0, 0, 0, 0, DiffsApplied: 1, DiffsDropped: 1, Gaps: 0),
            await floor.Venue.Completion);
    }

    [Fact]
    public void Who_listens_to_both_forms_of_trades_hears_each_once()
    {
        using var floor = new ReplayFloor([.. ReplayFloor.Opening, Lines.Trade(4, 70, "10.10", "1.5", buyerIsMaker: false)]);
        Ear both = floor.Listen("/stream?streams=ethusdt@depth@0ms/ethusdt@trade/ethusdt@aggTrade");
        Ear other = floor.Listen("/stream?streams=ethusdt@aggTrade");
        floor.Advance(5);

        Assert.Equal((1, 1), (both.Events("trade").Count(), other.Events("trade").Count()));
    }

    [Fact]
    public void Of_two_forms_of_trades_in_one_recording_only_the_first_counts()
    {
        string aggregate = Lines.At(5, """{"stream":"ethusdt@aggTrade","data":{"e":"aggTrade","s":"ETHUSDT","a":3,"p":"10.10","q":"1.5","T":1,"m":false}}""");
        using var floor = new ReplayFloor([.. ReplayFloor.Opening, Lines.Trade(4, 70, "10.10", "1.5", buyerIsMaker: false), aggregate]);
        Ear ear = floor.Listen("/stream?streams=ethusdt@depth/ethusdt@aggTrade");
        floor.Advance(9);

        Assert.Equal((1, 0), (ear.Events("trade").Count(), ear.Events("aggTrade").Count()));
        Assert.Equal((1, 1), (floor.Venue.Summary.Trades, floor.Venue.Summary.Others));
    }

    [Fact]
    public void A_request_for_the_book_waits_for_the_recorded_snapshot_and_gets_it_word_for_word()
    {
        using var floor = new ReplayFloor(ReplayFloor.Opening);
        floor.Listen();
        ReplayFloor.Answer first = floor.AskBook();
        ReplayFloor.Answer second = floor.AskBook();
        floor.Advance(0.9);
        Assert.Null(first.Reply);

        floor.Advance(0.1);
        Assert.Equal((200, ReplayFloor.Opening[1][20..]), (first.Reply!.Status, first.Text));
        Assert.Equal(first.Text, second.Text);

        ReplayFloor.Answer later = floor.AskBook();
        floor.Advance(60_000);
        Assert.Null(later.Reply);
    }

    [Fact]
    public void A_snapshot_that_nobody_waited_for_is_kept_for_who_comes_next()
    {
        using var floor = new ReplayFloor(ReplayFloor.Opening);
        floor.Listen();
        floor.Advance(5);

        Assert.Equal(ReplayFloor.Opening[1][20..], floor.AskBook().Text);
        Assert.Null(floor.AskBook().Reply);
        Assert.Equal(400, floor.AskBook("BTCUSDT").Reply!.Status);
    }

    [Fact]
    public void After_a_gap_the_next_snapshot_heals_the_book()
    {
        string[] lines =
        [
            .. ReplayFloor.Opening,
            Lines.Diff(10, 20, 22, 19, """["9.00","1"]"""),
            Lines.Snapshot(20, 23, """["9.50","3"]""", """["9.60","4"]"""),
            Lines.Diff(30, 23, 25, 22, """["9.40","1"]"""),
        ];
        using var floor = new ReplayFloor(lines);
        floor.Listen();
        floor.AskBook();
        floor.Advance(15);
        Assert.Equal((1, 0), (floor.Venue.Summary.Gaps, floor.Venue.Book.BidLevels));

        ReplayFloor.Answer again = floor.AskBook();
        floor.Advance(20);

        Assert.Equal(lines[4][20..], again.Text);
        Assert.Equal((1, 2, 1), (floor.Venue.Summary.Gaps, floor.Venue.Book.BidLevels, floor.Venue.Book.AskLevels));
    }

    [Theory]
    [InlineData("broken", "stamp")]
    [InlineData("""1700000000009000000 {"e":"depthUpdate","s":"ETHUSDT","U":13,"u":14,"b":[],"a":[]}""", "without 'pu'")]
    [InlineData("""1700000000009000000 {"e":"depthUpdate","s":"BTCUSDT","U":13,"u":14,"pu":12,"b":[],"a":[]}""", "it is of BTCUSDT, the recording is of ETHUSDT")]
    [InlineData("""1700000000009000000 {"e":"trade","s":"ETHUSDT","t":1,"p":"1.001","q":"1","m":true}""", "'1.001' is no decimal")]
    public void A_damage_ends_the_replay_with_its_place(string line, string problem)
    {
        using var floor = new ReplayFloor([.. ReplayFloor.Opening, line, ReplayFloor.Opening[2]]);
        floor.Listen();
        floor.Advance(100);

        var damage = Assert.IsType<RecordingException>(floor.Venue.Completion.Exception!.InnerException);
        Assert.Equal((4, 3, 3), (damage.Line, damage.LinesRead, floor.Venue.Summary.Lines));
        Assert.Contains(problem, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalogue_describes_the_recorded_instrument()
    {
        using var floor = new ReplayFloor(ReplayFloor.Opening);
        JsonElement symbol = floor.Demo.Ask("GET", "/fapi/v1/exchangeInfo").GetProperty("symbols")[0];

        Assert.Equal(("ETHUSDT", "ETH", "USDT", 1, 1), (
            symbol.GetProperty("symbol").GetString(), symbol.GetProperty("baseAsset").GetString(), symbol.GetProperty("quoteAsset").GetString(),
            symbol.GetProperty("pricePrecision").GetInt32(), symbol.GetProperty("quantityPrecision").GetInt32()));
        Assert.Equal("0.1", symbol.GetProperty("filters")[0].GetProperty("tickSize").GetString());
        Assert.Equal(0, Trader.Code(floor.Demo.AskSigned("GET", "/fapi/v3/balance")));
    }

    [Fact]
    public void Mark_prices_and_funding_are_the_recordings()
    {
        string mark = Lines.At(3, $$$"""{"stream":"ethusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1,"s":"ETHUSDT","p":"10.10000000","i":"10.05","r":"0.00010000","T":{{{Lines.Start / 1_000_000 + 2_500}}}}}""");
        using var floor = new ReplayFloor([.. ReplayFloor.Opening, mark]);
        Ear ear = floor.Listen("/stream?streams=ethusdt@depth/ethusdt@trade/ethusdt@markPrice@1s");
        floor.Advance(5);
        floor.Limit("BUY", "10.1", "2", "IOC");
        floor.Advance(5_000);

        Assert.Equal("10.10000000", floor.Demo.Ask("GET", "/fapi/v1/premiumIndex", "symbol=ETHUSDT").GetProperty("markPrice").GetString());
        Assert.Equal(mark[20..], Assert.Single(ear.Frames, frame => frame.Contains("markPriceUpdate", StringComparison.Ordinal)));

        // 2 long at 10.1, 0.01 %.
        Assert.Equal(-202_000, floor.Venue.Truth.Wallet("demo").FundingE8);
    }

    [Theory, InlineData(900, 0), InlineData(1_900, 1)]
    public void A_funding_time_that_moves_on_is_paid_once(long secondMarkMs, int paidByTheClock)
    {
        long due = Lines.Start / 1_000_000 + 950 + (1 - paidByTheClock) * 5_000;
        string Mark(long ms, long next, string rate) => Lines.At(
            ms, $$$"""{"e":"markPriceUpdate","E":1,"s":"ETHUSDT","p":"10.10000000","i":"10.05","r":"{{{rate}}}","T":{{{next}}}}""");
        using var floor = new ReplayFloor([.. ReplayFloor.Opening, Mark(3, due, "0.00010000"), Mark(secondMarkMs, due + 28_800_000, "0.00050000")]);
        floor.Listen();
        floor.Advance(5);
        floor.Limit("BUY", "10.1", "2", "IOC");
        floor.Advance(60_000);

        Assert.Equal(-202_000, floor.Venue.Truth.Wallet("demo").FundingE8);
    }

    [Fact]
    public void Without_recorded_mark_prices_the_mark_is_the_mid_and_nobody_pays_funding()
    {
        using var floor = new ReplayFloor(ReplayFloor.Opening);
        Ear user = floor.UserStream();
        floor.Listen();
        floor.Advance(5);
        floor.Limit("BUY", "10.1", "2", "IOC");
        floor.Advance(9 * 3_600_000);

        Assert.Equal(1_005_000_000, floor.Venue.Truth.MarkE8("ETHUSDT"));
        Assert.Equal(0, floor.Venue.Truth.Wallet("demo").FundingE8);
        Assert.DoesNotContain(user.Events("ACCOUNT_UPDATE"), step => step.GetProperty("a").GetProperty("m").GetString() == "FUNDING_FEE");
    }
}
