using System.Text.Json;
using Quern.Connectors.Recordings.Captures;
using Quern.Domain.MarketData;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Captures;

/// <summary>Every web-socket capture that lies there, against what is told beside it and against what the exchange itself told in it.</summary>
public sealed class CaptureGoldenTests(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void Captures_are_rebuilt_to_the_last_level_and_their_checksums_are_equal()
    {
        string folder = TestData.Require("crypto-l2", "websocket-captures");
        string[] files = [.. Directory.GetFiles(folder).Where(file => !file.EndsWith(".json", StringComparison.Ordinal) && !file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string expectations = Path.Combine(folder, "expected.json");
        using var expected = JsonDocument.Parse(File.Exists(expectations) ? File.ReadAllText(expectations) : "{}");
        Assert.NotEmpty(files);

        long checks = 0;
        foreach (string file in files)
        {
            var replay = new CaptureReplay(file);
            checks += CheckByItself(replay);
            bool isTold = expected.RootElement.TryGetProperty(Path.GetFileName(file), out JsonElement told);
            checks += isTold ? Check(told, replay) : 0;
            print.WriteLine($"{Path.GetFileName(file)}: {Said(replay)}{(isTold ? "" : "; nothing is told beside it")}");
        }

        print.WriteLine($"{files.Length} captures, {checks} checks");
    }

    private static string Said(CaptureReplay replay)
    {
        CaptureChecks told = replay.Checks;
        return $"{replay.Lines} lines, {told.Messages} messages, {replay.Symbols.Count} symbols, {told.Snapshots} books, {told.Updates} updates of "
            + $"{told.UpdatedLevels} levels, {told.ChecksumsEqual} of {told.ChecksumsTold} checksums, {told.Chained} chained, {told.Gaps} gaps, "
            + $"{replay.CrossedUpdates} crossed, {replay.DeletesOfAbsentLevels} deletes of absent levels, "
            + $"{replay.QuotesEqual} of {replay.QuotesCompared} tickers as the book, {told.Trades} trades";
    }

    private static long CheckByItself(CaptureReplay replay)
    {
        CaptureChecks told = replay.Checks;
        Assert.True(told.Messages > 0, "it holds no message");
        Assert.Equal(told.ChecksumsTold, told.ChecksumsEqual);
        Assert.Null(told.FirstDifference);
        Assert.Equal(0, told.Gaps);
        Assert.Equal(0, replay.UnprovenUpdates);
        return told.ChecksumsTold + told.Chained + 3;
    }

    private static long Check(JsonElement told, CaptureReplay replay)
    {
        if (told.TryGetProperty("file", out JsonElement file))
            Assert.Equal(file.GetProperty("lines").GetInt64(), replay.Lines);
        long checks = told.TryGetProperty("counts", out JsonElement counts) ? CheckCounts(counts, replay) : 0;
        checks += CheckNumbers(told, "updates_per_pair", replay.Updates) + CheckNumbers(told, "updates_per_product", replay.Updates);
        checks += CheckOne(told, "crossed_after_update", replay.CrossedUpdates) + CheckOne(told, "change_id_gaps", replay.Checks.Gaps);
        checks += CheckOne(told, "deletes_of_absent_levels", replay.DeletesOfAbsentLevels);
        if (told.TryGetProperty("last_change_id", out JsonElement ids))
            checks += CheckNumbers(ids, symbol => replay.Books[Number(replay, symbol)].Sequence);
        if (told.TryGetProperty("matches", out JsonElement matches))
            checks += CheckMatches(matches, replay);
        if (!told.TryGetProperty("final", out JsonElement books))
            return checks;
        foreach (JsonProperty final in books.EnumerateObject())
            checks += CheckFinal(Number(replay, final.Name), final.Value, replay);
        return checks;
    }

    private static long CheckCounts(JsonElement told, CaptureReplay replay)
    {
        CaptureChecks found = replay.Checks;
        return CheckOthers(told, found.OtherMessages) + CheckOne(told, "snapshot", found.Snapshots) + CheckOne(told, "book_snapshot", found.Snapshots)
            + CheckOne(told, "update_messages", found.Updates) + CheckOne(told, "l2update", found.Updates) + CheckOne(told, "book_change", found.Updates)
            + CheckOne(told, "level_updates", found.UpdatedLevels) + CheckOne(told, "checksum_equal", found.ChecksumsEqual)
            + CheckOne(told, "ticker", found.Quotes) + CheckOne(told, "ticker_checked", replay.QuotesCompared)
            + CheckOne(told, "ticker_equal_to_book", replay.QuotesEqual) + CheckOne(told, "last_match", replay.EarlierTrades)
            + CheckOne(told, "match", found.Trades - replay.EarlierTrades);
    }

    // Told by kind, found as one number: comparable when every kind that is told is one of these or of the market.
    private static long CheckOthers(JsonElement told, long found)
    {
        string[] others = ["systemStatus", "subscriptionStatus", "heartbeat", "subscriptions", "acks"];
        string[] market = ["snapshot", "book_snapshot", "update_messages", "l2update", "book_change", "level_updates", "checksum_equal", "ticker", "ticker_checked", "ticker_equal_to_book", "last_match", "match"];
        if (!told.EnumerateObject().All(count => others.Contains(count.Name) || market.Contains(count.Name)))
            return 0;
        Assert.Equal(told.EnumerateObject().Where(count => others.Contains(count.Name)).Sum(count => count.Value.GetInt64()), found);
        return 1;
    }

    private static long CheckMatches(JsonElement told, CaptureReplay replay)
    {
        string[] expected = [.. told.EnumerateObject().Select(one => $"{one.Name} {one.Value.GetProperty("count").GetInt64()} {one.Value.GetProperty("size").GetString()}")];
        string[] found = [.. replay.Trades.Select(one => $"{one.Key} {one.Value.Count} {replay.Size(Number(replay, one.Key), one.Value.Lots)}")];
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        return found.Length;
    }

    private static long CheckFinal(int instrument, JsonElement told, CaptureReplay replay)
    {
        L2Book book = replay.Books[instrument];
        Touch touch = book.Touch;
        Assert.Equal((told.GetProperty("bid_levels").GetInt32(), told.GetProperty("ask_levels").GetInt32()), (book.BidCount, book.AskCount));
        return 2 + CheckText(told, "bid", replay.Price(instrument, touch.Bid.Price.Ticks)) + CheckText(told, "bid_qty", replay.Size(instrument, touch.Bid.Quantity.Lots))
            + CheckText(told, "ask", replay.Price(instrument, touch.Ask.Price.Ticks)) + CheckText(told, "ask_qty", replay.Size(instrument, touch.Ask.Quantity.Lots))
            + CheckText(told, "book_md5", replay.Digest(instrument));
    }

    private static long CheckText(JsonElement told, string name, string found)
    {
        if (!told.TryGetProperty(name, out JsonElement value))
            return 0;
        Assert.Equal(value.GetString(), found);
        return 1;
    }

    private static long CheckOne(JsonElement told, string name, long found)
    {
        if (!told.TryGetProperty(name, out JsonElement value))
            return 0;
        Assert.True(value.GetInt64() == found, $"{name}: {value.GetInt64()} are told, {found} were found");
        return 1;
    }

    private static long CheckNumbers(JsonElement told, string name, SortedDictionary<string, long> found) =>
        told.TryGetProperty(name, out JsonElement numbers) ? CheckNumbers(numbers, symbol => found.GetValueOrDefault(symbol)) : 0;

    private static long CheckNumbers(JsonElement told, Func<string, long> found)
    {
        long checks = 0;
        foreach (JsonProperty one in told.EnumerateObject())
            checks += CheckOne(told, one.Name, found(one.Name));
        return checks;
    }

    private static int Number(CaptureReplay replay, string symbol) => replay.Symbols.ToList().IndexOf(symbol);
}
