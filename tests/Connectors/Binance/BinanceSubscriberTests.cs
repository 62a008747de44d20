using System.Globalization;
using System.Text.RegularExpressions;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed partial class BinanceSubscriberTests
{
    private long _snapshotId = 100;

    private BinanceSetup Setup(Action<Quern.Connectors.Binance.BinanceOptions>? change = null)
    {
        var setup = new BinanceSetup(change);
        setup.Network.Answer = call => call.Address.AbsolutePath == "/fapi/v1/depth"
            ? ScriptedNetwork.Json($$"""{"lastUpdateId":{{_snapshotId}},"E":1,"T":1,"bids":[["100.0","1.000"]],"asks":[["100.1","2.000"]]}""")
            : null;
        return setup;
    }

    private static string Diff(long first, long final, long previous, string bids = "[]") =>
        $$"""{"e":"depthUpdate","E":1700000000000,"T":1,"s":"BTCUSDT","U":{{first}},"u":{{final}},"pu":{{previous}},"b":{{bids}},"a":[]}""";

    private static int Snapshots(BinanceSetup setup) => setup.Network.Paths.Count(path => path == "GET /fapi/v1/depth");

    [Fact]
    public void Each_socket_asks_for_its_own_streams()
    {
        BinanceSetup setup = Setup().ConnectMarket();

        Assert.Equal(["""{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1}"""], setup.Public.Sent);
        Assert.Equal(["""{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@markPrice@1s"],"id":1}"""], setup.Market.Sent);
    }

    [Fact]
    public void A_book_is_proven_by_a_snapshot_and_the_diff_that_bridges_it()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        Assert.Equal(ConnectionState.Connecting, setup.Exchange.Subscriber.State);

        setup.Public.Deliver(Diff(90, 105, 80, """[["99.9","3.000"]]"""));

        Assert.Equal(ConnectionState.Ready, setup.Exchange.Subscriber.State);
        Assert.Equal(MarketEventKind.SnapshotStart, setup.Events[0].Kind);
        Assert.Equal((BookState.Proven, 105L, 2), (setup.Book.State, setup.Book.Sequence, setup.Book.BidCount));
        Assert.Equal((1000L, 1001L), (setup.Book.Touch.Bid.Price.Ticks, setup.Book.Touch.Ask.Price.Ticks));
        Assert.Contains("limit=1000", setup.Network.Calls.Single(c => c.Address.AbsolutePath == "/fapi/v1/depth").Address.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_breaks_the_book_and_is_mended_on_the_same_socket()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        setup.Public.Deliver(Diff(90, 105, 80));

        _snapshotId = 115;
        setup.Public.Deliver(Diff(110, 115, 109));

        Assert.Contains(setup.Events, step => step.Kind is MarketEventKind.Broken);
        Assert.Equal(1, setup.Exchange.Subscriber.Counters.Gaps);
        Assert.Equal((BookState.Proven, 115L), (setup.Book.State, setup.Book.Sequence));
        Assert.Equal((2, 2), (setup.Network.Sockets.Count, Snapshots(setup)));
    }

    [Fact]
    public void A_snapshot_that_is_too_old_is_taken_again_after_a_pause()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        _snapshotId = 10;
        setup.Public.Deliver(Diff(90, 105, 80));
        Assert.Equal(BookState.Empty, setup.Book.State);

        _snapshotId = 105;
        setup.Time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(1, Snapshots(setup));
        setup.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((2, BookState.Proven), (Snapshots(setup), setup.Book.State));
    }

    [Fact]
    public void Frames_that_cannot_be_read_are_counted_and_the_chain_notices_what_they_held()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        setup.Public.Deliver(Diff(90, 105, 80));

        foreach (string frame in new[] { "", "nonsense", "{", "[]", "{}x", Diff(106, 107, 105, """[["1e3","1"]]"""), Diff(106, 107, 105, """[["100.05","1"]]""") })
            setup.Public.Deliver(frame);
        Assert.Equal((7, BookState.Proven), (setup.Exchange.Subscriber.Counters.Malformed, setup.Book.State));

        setup.Public.Deliver(Diff(108, 109, 107));
        Assert.Equal(BookState.Broken, setup.Book.State);
        Assert.Single(setup.Log.Lines, line => line.Contains("could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public void A_silent_socket_is_taken_for_dead()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        setup.Public.Deliver(Diff(90, 105, 80));
        ScriptedSocket old = setup.Public;

        setup.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.True(old.IsClosedByUs);
        Assert.Equal(BookState.Broken, setup.Book.State);
        setup.Public.Accept();
        _snapshotId = 205;
        setup.Public.Deliver(Diff(200, 205, 199));
        Assert.Equal(BookState.Proven, setup.Book.State);
    }

    [Fact]
    public void A_lost_socket_comes_back_with_back_off_and_asks_again_for_everything()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        setup.Public.Deliver(Diff(90, 105, 80));
        ScriptedSocket lost = setup.Public;

        lost.Cut();
        Assert.Equal(BookState.Broken, setup.Book.State);
        Assert.Same(lost, setup.Public);
        setup.Time.Advance(setup.Options.FirstReconnect);
        Assert.NotSame(lost, setup.Public);

        lost.Deliver(Diff(106, 107, 105));
        setup.Public.Accept();
        Assert.Single(setup.Public.Sent);
        Assert.Equal(1, setup.Exchange.Subscriber.Counters.Reconnects);
        Assert.Equal(BookState.Broken, setup.Book.State);
    }

    [Fact]
    public void A_venue_that_is_away_is_not_stormed()
    {
        BinanceSetup setup = Setup();
        setup.Exchange.Subscriber.Subscribe(BinanceSamples.BtcUsdt, setup);
        setup.Exchange.Subscriber.Connect();

        for (int second = 0; second < 600; second++)
        {
            foreach (ScriptedSocket socket in setup.Network.Sockets.ToArray())
            {
                if (!socket.IsClosedByUs)
                    socket.Cut();
            }

            setup.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(setup.Network.Sockets.Count, 80, 140);
    }

    [Fact]
    public void A_socket_is_exchanged_before_the_venue_cuts_it()
    {
        BinanceSetup setup = Setup(options => options.SilentAfter = TimeSpan.FromMinutes(5)).ConnectMarket();
        ScriptedSocket old = setup.Public;
        for (TimeSpan past = TimeSpan.Zero; past < TimeSpan.FromHours(23); past += TimeSpan.FromMinutes(1))
        {
            Assert.Same(old, setup.Public);
            setup.Public.Deliver("{}");
            setup.Market.Deliver("{}");
            setup.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.NotSame(old, setup.Public);
        Assert.True(old.IsClosedByUs);
    }

    [Fact]
    public void Three_hundred_instruments_are_asked_for_in_few_messages_with_pauses()
    {
        BinanceSetup setup = Setup(options => options.SilentAfter = TimeSpan.FromMinutes(5));
        for (int i = 0; i < 300; i++)
            setup.Exchange.Subscriber.Subscribe(BinanceSamples.Linear($"S{i}USDT", 2, 0), setup);
        setup.Exchange.Subscriber.Connect();
        setup.Market.Accept();

        for (int second = 0; second < 4; second++)
        {
            int before = setup.Market.Sent.Count;
            setup.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.InRange(setup.Market.Sent.Count - before, 0, 5);
        }

        Assert.Equal(12, setup.Market.Sent.Count);
        Assert.Equal(600, setup.Market.Sent.Sum(message => StreamName().Count(message)));
    }

    [Fact]
    public void Snapshots_of_many_books_come_in_a_burst_and_then_within_the_weight_of_a_minute()
    {
        BinanceSetup setup = Setup(options => options.SilentAfter = TimeSpan.FromMinutes(5));
        for (int i = 0; i < 50; i++)
            setup.Exchange.Subscriber.Subscribe(BinanceSamples.Linear($"S{i}USDT", 2, 0), setup);
        setup.Exchange.Subscriber.Connect();
        setup.Public.Accept();
        for (int i = 0; i < 50; i++)
            setup.Public.Deliver(Diff(90, 105, 80).Replace("BTCUSDT", $"S{i}USDT", StringComparison.Ordinal));

        // Whole ones while there is plenty, small ones at a quarter of the weight as it runs short.
        Assert.InRange(Weight(setup), 380, 400);
        Assert.InRange(Snapshots(setup), 40, 50);

        setup.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(50, Snapshots(setup));
        for (int second = 0; second < 60; second++)
        {
            for (int i = 0; i < 50; i++)
                setup.Exchange.Subscriber.Refresh(BinanceSamples.Linear($"S{i}USDT", 2, 0));
            for (int i = 0; i < 50; i++)
                setup.Public.Deliver(Diff(90, 105, 80).Replace("BTCUSDT", $"S{i}USDT", StringComparison.Ordinal));
            setup.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(Weight(setup), 1_200, 400 + 63 * 20);
    }

    [Fact]
    public void In_a_storm_of_cuts_no_snapshot_is_asked_for_before_a_socket_has_lived_a_second()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        setup.Public.Deliver(Diff(90, 105, 80));
        for (int cut = 0; cut < 20; cut++)
        {
            setup.Public.Cut();
            setup.Time.Advance(setup.Options.FirstReconnect);
            setup.Public.Accept();
            setup.Public.Deliver(Diff(90, 105, 80));
            setup.Time.Advance(TimeSpan.FromMilliseconds(400));
        }

        Assert.Equal((1, BookState.Broken), (Snapshots(setup), setup.Book.State));
        setup.Time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal((2, BookState.Proven), (Snapshots(setup), setup.Book.State));
    }

    private static int Weight(BinanceSetup setup) => setup.Network.Calls
        .Where(call => call.Address.AbsolutePath == "/fapi/v1/depth")
        .Sum(call => call.Address.Query.Contains("limit=1000", StringComparison.Ordinal) ? 20 : 5);

    [Fact]
    public void Trades_come_once_each_with_their_aggressor_and_a_missed_one_is_told()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        foreach ((int id, string maker) in new[] { (7, "true"), (8, "false"), (8, "false"), (10, "true") })
        {
            setup.Market.Deliver(string.Create(CultureInfo.InvariantCulture,
                $$"""{"e":"aggTrade","E":1,"a":{{id}},"s":"BTCUSDT","p":"100.1","q":"0.005","f":1,"l":1,"T":5,"m":{{maker}}}"""));
        }

        Assert.Equal([(7, Side.Sell), (8, Side.Buy), (10, Side.Sell)], setup.Events.Select(e => (e.Sequence, e.Side)));
        Assert.Equal((1001L, 5L, 5_000_000L, (byte)1), (setup.Events[0].Price, setup.Events[0].Quantity, setup.Events[0].VenueTimeNs, setup.Events[0].Socket));
        Assert.Contains(setup.Log.Lines, line => line.Contains("1 public trades were missed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mark_price_gives_mark_index_and_funding()
    {
        BinanceSetup setup = Setup().ConnectMarket();

        setup.Market.Deliver("""{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62659091","P":"1","r":"-0.00038167","T":1562306400000,"st":1}""");

        Assert.Equal([MarketEventKind.Mark, MarketEventKind.Index, MarketEventKind.Funding], setup.Events.Select(e => e.Kind));
        Assert.Equal((117_942L, 117_846L), (setup.Events[0].Price, setup.Events[1].Price));
        Assert.Equal((-38_167L, 1562306400000000000L), (setup.Events[2].Quantity, setup.Events[2].Sequence));
    }

    [Fact]
    public void A_refused_subscription_and_a_stream_without_a_word_are_logged()
    {
        BinanceSetup setup = Setup().ConnectMarket();

        setup.Market.Deliver("""{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":1}""");
        setup.Public.Deliver("""{"result":null,"id":1}""");
        setup.Time.Advance(setup.Options.SilentAfter);

        Assert.Contains(setup.Log.Lines, line => line.Contains("invalid stream", StringComparison.Ordinal));
        Assert.Contains(setup.Log.Lines, line => line.Contains("nothing came for 8 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposing_breaks_the_books_and_ends_every_attempt()
    {
        BinanceSetup setup = Setup().ConnectMarket();
        setup.Public.Deliver(Diff(90, 105, 80));

        await setup.Exchange.Subscriber.DisposeAsync();
        setup.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(BookState.Broken, setup.Book.State);
        Assert.Equal((2, ConnectionState.Idle), (setup.Network.Sockets.Count, setup.Exchange.Subscriber.State));
    }

    [GeneratedRegex("@(aggTrade|markPrice)")]
    private static partial Regex StreamName();
}
