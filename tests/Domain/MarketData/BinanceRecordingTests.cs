using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Tests;

namespace Quern.Domain.Tests.MarketData;

/// <summary>Real recordings through depth sync and book, against figures computed elsewhere and the exchange's own quotes.</summary>
public sealed class BinanceRecordingTests(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void Long_recordings_are_rebuilt_to_the_last_level()
    {
        string folder = TestData.Require("crypto-l2", "binance-recordings");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));

        foreach (JsonProperty set in expected.RootElement.EnumerateObject())
            Check(set.Name, set.Value, folder);
    }

    [Fact, Trait("Category", "golden")]
    public void Short_recordings_bridge_their_snapshots()
    {
        string folder = TestData.Require("exchanges", "binance");
        string[] files = [.. Directory.GetFiles(folder, "ws_recording_*.json").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);

        foreach (string file in files)
        {
            string symbol = Path.GetFileNameWithoutExtension(file)["ws_recording_".Length..];
            string snapshot = Path.Combine(folder, $"rest_depth_snapshot_{symbol}.json");
            (DepthSync sync, L2Book book) = Join(file, snapshot);
            string said = $"{symbol}: {sync.Applied} applied, {sync.Dropped} dropped, {sync.Gaps} gaps, "
                + $"touch {Text(book.Touch.Bid.Price.Ticks)} / {Text(book.Touch.Ask.Price.Ticks)}, levels {book.BidCount} / {book.AskCount}";
            print.WriteLine(said);

            Assert.Equal((DepthSyncState.Chained, 0L), (sync.State, sync.Gaps));
            Assert.True(book.Top.IsSound);
            if (Known.TryGetValue(symbol, out string? known))
                Assert.EndsWith(known, said, StringComparison.Ordinal);
        }
    }

    // reference/exchanges/binance-usdm.md 5.1
    private static readonly Dictionary<string, string> Known = new()
    {
        ["SUSHIUSDT"] = "0 gaps, touch 7.612 / 7.616, levels 1006 / 1000",
        ["AKROUSDT"] = "0 gaps, touch 0.01734 / 0.01735, levels 613 / 761",
    };

    [Theory, Trait("Category", "golden")]
    [InlineData("SUSHIUSDT", 252)]
    [InlineData("AKROUSDT", 188)]
    public void The_bridging_diff_is_not_lost(string symbol, int applied)
    {
        string file = TestData.Require("exchanges", "binance", $"ws_recording_{symbol}.json");
        string snapshot = TestData.Require("exchanges", "binance", $"rest_depth_snapshot_{symbol}.json");

        (DepthSync sync, _) = Join(file, snapshot);

        Assert.Equal(applied, sync.Applied);
    }

    private void Check(string name, JsonElement expected, string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, $"{name}_*.gz").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        var replay = new RecordingReplay(name.StartsWith("usdm", StringComparison.Ordinal) ? SequenceRule.PreviousFinal : SequenceRule.NextFirst);

        int[] lines = [.. files.Select(replay.Read)];

        DepthSync sync = replay.Sync;
        JsonElement final = expected.GetProperty("final");
        print.WriteLine($"{name}: {string.Join(" + ", lines)} lines, {sync.Dropped} dropped, {sync.Applied} applied, {sync.Gaps} gaps, "
            + $"{replay.CrossedUpdates} crossed, {replay.Trades} trades, levels {replay.Book.BidCount} / {replay.Book.AskCount}, {replay.Digest}");

        Assert.Equal(Ints(expected.GetProperty("lines")), lines);
        Assert.Equal(expected.GetProperty("diffs_discarded_as_old").GetInt64(), sync.Dropped);
        Assert.Equal(expected.GetProperty("diffs_applied").GetInt64(), sync.Applied);
        Assert.Equal(expected.GetProperty("sequence_gaps").GetInt64(), sync.Gaps);
        Assert.Equal(expected.GetProperty("crossed_after_update").GetInt64(), replay.CrossedUpdates);
        Assert.Equal(final.GetProperty("u").GetInt64(), replay.Book.Sequence);
        Assert.Equal(
            ((string[])["bid", "bid_qty", "ask", "ask_qty"]).Select(name => final.GetProperty(name).GetString()!),
            Texts(replay.Book.Touch));
        Assert.Equal(final.GetProperty("bid_levels").GetInt32(), replay.Book.BidCount);
        Assert.Equal(final.GetProperty("ask_levels").GetInt32(), replay.Book.AskCount);
        Assert.Equal(final.GetProperty("book_md5").GetString(), replay.Digest);

        CheckTrades(expected.GetProperty("trades"), replay);
        CheckTickers(expected.GetProperty("bookticker_check"), replay);
        CheckBestQuotes(Path.Combine(folder, $"expected_bbo_{name}.csv"), replay);
    }

    private static void CheckTrades(JsonElement expected, RecordingReplay replay)
    {
        Assert.Equal(expected.GetProperty("count").GetInt64(), replay.Trades);
        Assert.Equal(expected.GetProperty("quantity").GetString(), Text(replay.TradedLots));
        Assert.Equal(expected.GetProperty("notional").GetString(), Decimals.ToPlainText(replay.TradedTickLots, 2 * BinanceRecording.Scale));
        Assert.Equal(expected.GetProperty("buyer_is_maker").GetInt64(), replay.SellTrades);
        Assert.Equal(expected.GetProperty("trade_id_gaps").GetInt64(), replay.TradeIdGaps);
    }

    private void CheckTickers(JsonElement expected, RecordingReplay replay)
    {
        (int SameId, int SameIdEqual, int Earlier, int EarlierEqual) found = replay.CompareWithTickers();
        print.WriteLine($"  exchange's own quotes: {found.SameIdEqual} of {found.SameId} with the same id, "
            + $"{found.EarlierEqual} of {found.Earlier} with the latest");

        Assert.Equal(
            (expected.GetProperty("diffs_with_same_u").GetInt32(), expected.GetProperty("equal").GetInt32(),
             expected.GetProperty("diffs_with_some_earlier_ticker").GetInt32(), expected.GetProperty("equal_to_latest_ticker_with_u_le").GetInt32()),
            found);
    }

    private void CheckBestQuotes(string path, RecordingReplay replay)
    {
        string[] rows = [.. File.ReadLines(path).Skip(1)];
        print.WriteLine($"  best quotes: {rows.Length} rows");

        foreach (string row in rows)
        {
            string[] cells = row.Split(',');
            BookAfter after = replay.After[int.Parse(cells[0]) - 1];
            Assert.Equal(row, string.Join(',', [cells[0], $"{after.Sequence}", .. Texts(after.Touch), $"{after.BidLevels}", $"{after.AskLevels}"]));
        }
    }

    private static (DepthSync Sync, L2Book Book) Join(string recording, string snapshotFile)
    {
        var output = new MarketEventBuffer();
        var book = new L2Book();
        var sync = new DepthSync(SequenceRule.PreviousFinal);
        var reader = new BinanceRecording(sync, output);

        using var messages = JsonDocument.Parse(File.ReadAllText(recording));
        using var snapshot = JsonDocument.Parse(File.ReadAllText(snapshotFile));
        double snapshotTime = snapshot.RootElement.GetProperty("recv").GetDouble();
        bool isFetched = false;
        foreach (JsonElement line in messages.RootElement.EnumerateArray())
        {
            double time = line.GetProperty("recv").GetDouble();
            if (!isFetched && time > snapshotTime)
            {
                reader.Read(snapshot.RootElement.GetProperty("msg"), (long)(snapshotTime * 1e9));
                isFetched = true;
            }

            if (line.GetProperty("msg").TryGetProperty("stream", out _))
                reader.Read(line.GetProperty("msg"), (long)(time * 1e9));
            book.Apply(output.Events);
            output.Clear();
        }

        return (sync, book);
    }

    private static string[] Texts(Touch touch) =>
    [
        Text(touch.Bid.Price.Ticks), Text(touch.Bid.Quantity.Lots), Text(touch.Ask.Price.Ticks), Text(touch.Ask.Quantity.Lots),
    ];

    private static string Text(long scaled) => Decimals.ToPlainText(scaled, BinanceRecording.Scale);

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];
}
