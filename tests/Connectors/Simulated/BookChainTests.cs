using System.Text;
using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>What the diffs say about the book is the book.</summary>
[Trait("Category", "simulation")]
public class BookChainTests
{
    [Theory]
    [InlineData("btcusdt@depth@100ms", 1)]
    [InlineData("btcusdt@depth@0ms", 2)]
    [InlineData("btcusdt@depth@500ms", 3)]
    [InlineData("btcusdt@depth", 4)]
    public void Diffs_and_a_snapshot_rebuild_exactly_the_venues_book(string stream, int seed)
    {
        using var floor = new Floor(Venues.Busy(seed));
        Ear ear = Ear.Open(floor.Venue, $"/public/ws/{stream}")!;
        floor.Time.Advance(TimeSpan.FromSeconds(2.73));
        JsonElement snapshot = floor.Demo.Ask("GET", "/fapi/v1/depth", "symbol=BTCUSDT&limit=1000");
        floor.Time.Advance(TimeSpan.FromMinutes(2));

        JsonElement end = SnapshotAtTheEndOfADiff(floor, ear);

        L2Book book = Rebuild(ear.Events("depthUpdate"), snapshot, end.GetProperty("lastUpdateId").GetInt64(), out DepthSync sync, out bool isExact);
        Assert.True(isExact);
        Assert.True(sync.Applied > 100, $"{sync.Applied} applied");
        Assert.Equal(0, sync.Gaps);
        Assert.Equal(BookState.Proven, book.State);
        Assert.Equal(DigestOf(end), BookDigest.Of(book, 2, 3));
    }

    [Fact]
    public void Ids_belong_to_the_whole_exchange_so_neighbours_never_touch()
    {
        using var floor = new Floor(Venues.Busy(5));
        Ear ear = Ear.Open(floor.Venue, "/public/ws/btcusdt@depth@0ms/ethusdt@depth@0ms")!;

        floor.Time.Advance(TimeSpan.FromSeconds(20));

        long last = 0;
        foreach (JsonElement diff in ear.Events("depthUpdate"))
        {
            Assert.NotEqual(diff.GetProperty("pu").GetInt64() + 1, diff.GetProperty("U").GetInt64());
            Assert.True(diff.GetProperty("u").GetInt64() > last);
            last = diff.GetProperty("u").GetInt64();
        }
    }

    [Fact]
    public void The_book_ticker_is_the_touch_of_the_book_at_its_id()
    {
        using var floor = new Floor(Venues.Busy(6));
        Ear ear = Ear.Open(floor.Venue, "/public/ws/btcusdt@depth@0ms/btcusdt@bookTicker")!;
        JsonElement snapshot = floor.Demo.Ask("GET", "/fapi/v1/depth", "symbol=BTCUSDT&limit=1000");

        floor.Time.Advance(TimeSpan.FromSeconds(30));

        JsonElement[] tickers = [.. ear.Events("bookTicker")];
        Assert.True(tickers.Length > 50);
        foreach (JsonElement ticker in tickers.TakeLast(20))
        {
            L2Book book = Rebuild(ear.Events("depthUpdate"), snapshot, ticker.GetProperty("u").GetInt64(), out _, out bool isExact);
            Assert.True(isExact);
            Assert.Equal(ticker.GetProperty("b").GetString(), Decimals.Format(book.Touch.Bid.Price.Ticks, 2));
            Assert.Equal(ticker.GetProperty("A").GetString(), Decimals.Format(book.Touch.Ask.Quantity.Lots, 3));
        }
    }

    [Fact]
    public void A_partial_book_is_an_image_of_the_best_levels()
    {
        using var floor = new Floor(Venues.Busy(7));
        Ear ear = Ear.Open(floor.Venue, "/public/ws/btcusdt@depth5@0ms")!;

        floor.Time.Advance(TimeSpan.FromSeconds(3));

        string[] image = [.. ear.Last.GetProperty("b").EnumerateArray().Select(level => level.ToString())];
        string[] truth = [.. floor.Venue.Truth.Depth("BTCUSDT", Side.Buy, 5)
            .Select(level => $"[\"{Decimals.Format(level.Price.Ticks, 2)}\",\"{Decimals.Format(level.Quantity.Lots, 3)}\"]")];
        Assert.Equal(truth, image);
    }

    [Fact]
    public void Aggregate_trades_count_by_one_and_cover_every_trade()
    {
        using var floor = new Floor(Venues.Busy(8));
        Ear ear = Ear.Open(floor.Venue, "/market/ws/btcusdt@aggTrade")!;
        floor.Time.Advance(TimeSpan.FromMinutes(1));

        JsonElement[] trades = [.. ear.Events("aggTrade")];
        Assert.True(trades.Length > 30);
        for (int index = 1; index < trades.Length; index++)
        {
            Assert.Equal(trades[index - 1].GetProperty("a").GetInt64() + 1, trades[index].GetProperty("a").GetInt64());
            Assert.Equal(trades[index - 1].GetProperty("l").GetInt64() + 1, trades[index].GetProperty("f").GetInt64());
        }

        long from = trades[10].GetProperty("a").GetInt64();
        JsonElement filled = floor.Demo.Ask("GET", "/fapi/v1/aggTrades", $"symbol=BTCUSDT&fromId={from}&limit=5");
        Assert.Equal([from, from + 1, from + 2, from + 3, from + 4], filled.EnumerateArray().Select(trade => trade.GetProperty("a").GetInt64()));
    }

    // A moment at which the stream has said all: nothing changed since its last diff.
    private static JsonElement SnapshotAtTheEndOfADiff(Floor floor, Ear ear)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            JsonElement snapshot = floor.Demo.Ask("GET", "/fapi/v1/depth", "symbol=BTCUSDT&limit=1000");
            if (snapshot.GetProperty("lastUpdateId").GetInt64() == ear.Last.GetProperty("u").GetInt64())
                return snapshot;
            floor.Time.Advance(TimeSpan.FromMilliseconds(7));
        }

        throw new InvalidOperationException("The stream never caught up with the book.");
    }

    // Applies what the stream said up to an id; exact when a diff ended there.
    private static L2Book Rebuild(IEnumerable<JsonElement> diffs, JsonElement snapshot, long untilId, out DepthSync sync, out bool isExact)
    {
        sync = new DepthSync(SequenceRule.PreviousFinal);
        var book = new L2Book();
        var output = new MarketEventBuffer();
        long snapshotId = snapshot.GetProperty("lastUpdateId").GetInt64();
        bool hasSnapshot = false;
        foreach (JsonElement diff in diffs.Where(diff => diff.GetProperty("u").GetInt64() <= untilId))
        {
            if (!hasSnapshot && diff.GetProperty("u").GetInt64() > snapshotId)
            {
                sync.OnSnapshot(snapshotId, LevelsOf(snapshot, "bids", "asks"), default, output);
                hasSnapshot = true;
            }

            sync.OnDiff(
                new DepthDiff(
                    diff.GetProperty("U").GetInt64(), diff.GetProperty("u").GetInt64(), diff.GetProperty("pu").GetInt64(), default),
                LevelsOf(diff, "b", "a"),
                output);
        }

        book.Apply(output.Events);
        isExact = book.Sequence == untilId;
        return book;
    }

    private static DepthLevel[] LevelsOf(JsonElement book, string bids, string asks) =>
        [.. LevelsOf(book.GetProperty(bids), Side.Buy), .. LevelsOf(book.GetProperty(asks), Side.Sell)];

    private static IEnumerable<DepthLevel> LevelsOf(JsonElement levels, Side side) => levels.EnumerateArray().Select(level => new DepthLevel(
        side, Scaled(level[0].GetString()!, 2), Scaled(level[1].GetString()!, 3)));

    private static long Scaled(string text, int decimals)
    {
        Assert.True(Decimals.TryParse(Encoding.ASCII.GetBytes(text), decimals, out long scaled), text);
        return scaled;
    }

    private static string DigestOf(JsonElement snapshot)
    {
        var book = new L2Book();
        var output = new MarketEventBuffer();
        output.Add(MarketEvents.SnapshotStart(1, default));
        foreach (DepthLevel level in LevelsOf(snapshot, "bids", "asks"))
            output.Add(MarketEvents.Level(level.Side, level.Ticks, level.Lots, default));
        output.Add(MarketEvents.UpdateEnd(1, 1, default));
        book.Apply(output.Events);
        return BookDigest.Of(book, 2, 3);
    }
}
