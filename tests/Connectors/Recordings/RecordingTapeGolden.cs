using System.Text.Json;
using Quern.Domain.MarketData;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>Every Binance recording that lies there, by the production parser, the proven chain and the book.</summary>
public sealed class RecordingTapeGolden(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void Recordings_are_rebuilt_to_every_best_quote_and_the_last_level()
    {
        string folder = TestData.Require("crypto-l2", "binance-recordings");
        string expectations = Path.Combine(folder, "expected.json");
        using var expected = JsonDocument.Parse(File.Exists(expectations) ? File.ReadAllText(expectations) : "{}");
        (string Name, string[] Files)[] sets = [.. Sets(folder)];
        Assert.NotEmpty(sets);

        long checks = 0;
        foreach ((string name, string[] files) in sets)
        {
            var replay = new RecordingTapeReplay(files);
            checks += CheckByItself(replay);
            bool isTold = expected.RootElement.TryGetProperty(name, out JsonElement told);
            checks += isTold ? Check(told, replay) : 0;
            long rows = CheckBestQuotes(Path.Combine(folder, $"expected_bbo_{name}.csv"), replay);
            checks += rows;
            print.WriteLine($"{name}: {files.Length} files, {replay.Lines} lines, {replay.Sync.Dropped} dropped, {replay.Sync.Applied} applied, {replay.Sync.Gaps} gaps, "
                + $"{replay.Trades} trades, levels {replay.Book.BidCount} / {replay.Book.AskCount}, {replay.Digest}, tickers {replay.CompareWithTickers()}, {rows} rows of best quotes{(isTold ? "" : "; nothing is told beside it")}");
        }

        print.WriteLine($"{sets.Length} recordings, {checks} checks");
    }

    // name_20240808.gz, name_20240809.gz: one recording of two days.
    private static IEnumerable<(string Name, string[] Files)> Sets(string folder) => Directory.GetFiles(folder, "*.gz")
        .Order(StringComparer.Ordinal)
        .GroupBy(file => Path.GetFileName(file)[..Math.Max(1, Path.GetFileName(file).LastIndexOf('_'))], StringComparer.Ordinal)
        .Select(set => (set.Key, set.ToArray()));

    // What the exchange itself recorded beside the book: quotes of the same id.
    private static long CheckByItself(RecordingTapeReplay replay)
    {
        (int sameId, int sameIdEqual, _, _) = replay.CompareWithTickers();
        Assert.Equal((DepthSyncState.Chained, 0L, 0L), (replay.Sync.State, replay.Sync.Gaps, replay.CrossedUpdates));
        Assert.Equal(replay.Sync.Applied, replay.Touches.Count);
        Assert.Equal(sameId, sameIdEqual);
        return sameId + 2;
    }

    private static long Check(JsonElement told, RecordingTapeReplay replay)
    {
        JsonElement final = told.GetProperty("final"), trades = told.GetProperty("trades"), tickers = told.GetProperty("bookticker_check");
        Assert.Equal(told.GetProperty("lines").EnumerateArray().Sum(lines => lines.GetInt64()), replay.Lines);
        Assert.Equal(told.GetProperty("symbols")[0].GetString(), replay.Symbol);
        Assert.Equal(told.GetProperty("diffs_discarded_as_old").GetInt64(), replay.Sync.Dropped);
        Assert.Equal(told.GetProperty("diffs_applied").GetInt64(), replay.Sync.Applied);
        Assert.Equal(told.GetProperty("sequence_gaps").GetInt64(), replay.Sync.Gaps);
        Assert.Equal(told.GetProperty("crossed_after_update").GetInt64(), replay.CrossedUpdates);
        Assert.Equal(
            string.Join(',', final.GetProperty("u"), final.GetProperty("bid"), final.GetProperty("bid_qty"), final.GetProperty("ask"), final.GetProperty("ask_qty"), final.GetProperty("bid_levels"), final.GetProperty("ask_levels")),
            replay.After[^1]);
        Assert.Equal(final.GetProperty("book_md5").GetString(), replay.Digest);
        Assert.Equal(
            (trades.GetProperty("count").GetInt64(), trades.GetProperty("quantity").GetString(), trades.GetProperty("notional").GetString()),
            (replay.Trades, replay.Text(replay.TradedLots), replay.Text(replay.TradedNotional, 2)));
        Assert.Equal((trades.GetProperty("buyer_is_maker").GetInt64(), trades.GetProperty("trade_id_gaps").GetInt64()), (replay.SellTrades, replay.TradeIdGaps));
        Assert.Equal(
            (tickers.GetProperty("diffs_with_same_u").GetInt32(), tickers.GetProperty("equal").GetInt32(),
             tickers.GetProperty("diffs_with_some_earlier_ticker").GetInt32(), tickers.GetProperty("equal_to_latest_ticker_with_u_le").GetInt32()),
            replay.CompareWithTickers());
        return 23;
    }

    private static long CheckBestQuotes(string path, RecordingTapeReplay replay)
    {
        if (!File.Exists(path))
            return 0;
        string[] rows = [.. File.ReadLines(path).Skip(1)];
        Assert.NotEmpty(rows);
        foreach (string row in rows)
        {
            int comma = row.IndexOf(',', StringComparison.Ordinal);
            Assert.Equal(row[(comma + 1)..], replay.After[int.Parse(row[..comma]) - 1]);
        }

        return rows.Length;
    }
}
