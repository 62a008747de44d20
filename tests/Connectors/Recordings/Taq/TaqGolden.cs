using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.Taq;
using Quern.Domain.Instruments;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Taq;

/// <summary>Every TAQ file that lies there, against what is told beside it.</summary>
public sealed class TaqGolden(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void Files_hold_what_is_told_beside_them()
    {
        string folder = TestData.Require("equities", "taq-format");
        string[] files = [.. Directory.GetFiles(folder, "*.csv*").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        string expectations = Path.Combine(folder, "expected.json");
        using var expected = JsonDocument.Parse(File.Exists(expectations) ? File.ReadAllText(expectations) : "{}");
        foreach (string file in files)
        {
            var tape = new TaqTape(file);
            List<TapeEvent> events = TapeReading.All(tape);
            bool isTold = expected.RootElement.TryGetProperty(Path.GetFileName(file), out JsonElement told);
            print.WriteLine($"{Path.GetFileName(file)}: {tape.RecordsRead} lines, {Check(isTold ? told : null, tape, events)}");
        }

        print.WriteLine($"{files.Length} files");
    }

    private static string Check(JsonElement? told, TaqTape tape, List<TapeEvent> events)
    {
        // The header is a line too; nothing of any row is lost.
        bool isTrades = events.Count > 0 && events[0].Kind is TapeEventKind.Trade;
        long rows = events.Count(step => step.Kind is TapeEventKind.Trade or TapeEventKind.UpdateEnd);
        Assert.Equal(tape.RecordsRead - 1, rows);
        Assert.All(events, step => Assert.True(step.VenueTimeNs > 0));
        if (told is { } file)
        {
            Assert.Equal(file.GetProperty("file").GetProperty("rows").GetInt64(), tape.RecordsRead);
            Assert.Equal(file.GetProperty("count").GetInt64(), rows);
        }

        return isTrades ? CheckTrades(told, tape, events) : CheckQuotes(told, events);
    }

    private static string CheckTrades(JsonElement? told, TaqTape tape, List<TapeEvent> trades)
    {
        long volume = trades.Sum(trade => trade.Quantity);
        Int128 notional = 0;
        foreach (TapeEvent trade in trades)
            notional += (Int128)trade.Price * trade.Quantity;
        string Price(Int128 ticks) => Decimals.ToPlainText(ticks, tape.PriceScale);
        string said = $"{volume} shares, {Price(notional)} dollars, {Price(trades.Min(trade => trade.Price))} to {Price(trades.Max(trade => trade.Price))}";
        if (told is not { } file)
            return said + "; nothing is told beside it";

        Assert.Equal((file.GetProperty("volume").GetInt64(), file.GetProperty("sum_price_times_size").GetString()), (volume, Price(notional)));
        Assert.Equal(
            (file.GetProperty("high").GetDecimal(), file.GetProperty("low").GetDecimal()),
            (decimal.Parse(Price(trades.Max(trade => trade.Price))), decimal.Parse(Price(trades.Min(trade => trade.Price)))));
        Assert.Equal(file.GetProperty("nonzero_corr").GetInt64(), trades.Count(trade => trade.Flags.HasFlag(TapeFlags.Doubtful)));
        // Told are the most frequent ones.
        SortedDictionary<string, long> conditions = Counts(trades, trade => TaqTape.ConditionOf(trade.Code));
        foreach ((string condition, long count) in Counts(file, "by_condition"))
            Assert.Equal((condition, count), (condition, conditions[condition]));
        Assert.Equal(Counts(file, "by_exchange"), Counts(trades, trade => $"{(char)trade.Venue}"));
        Assert.Equal(FirstAndLast(file), (Local(trades[0]), Local(trades[^1])));
        return said + ", 11 checks";
    }

    private static string CheckQuotes(JsonElement? told, List<TapeEvent> events)
    {
        List<TapeEvent> ends = [.. events.Where(step => step.Kind is TapeEventKind.UpdateEnd)];
        (long empty, long crossed) = (0, 0);
        for (int at = 0; at < events.Count; at += 3)
        {
            (TapeEvent bid, TapeEvent ask) = (events[at], events[at + 1]);
            Assert.Equal((TapeEventKind.Quote, Side.Buy, TapeEventKind.Quote, Side.Sell), (bid.Kind, bid.Side, ask.Kind, ask.Side));
            bool isEmpty = bid.Quantity == 0 || ask.Quantity == 0;
            empty += isEmpty ? 1 : 0;
            crossed += !isEmpty && bid.Price >= ask.Price ? 1 : 0;
        }

        string said = $"{ends.Count} quotes, {empty} without a side, {crossed} locked or crossed in themselves";
        if (told is not { } file)
            return said + "; nothing is told beside it";

        Assert.Equal(file.GetProperty("zero_bid_or_offer").GetInt64(), empty);
        Assert.Equal(file.GetProperty("crossed_or_locked_same_row").GetInt64(), crossed);
        Assert.Equal(Counts(file, "by_exchange"), Counts(ends, end => $"{(char)end.Venue}"));
        Assert.Equal(FirstAndLast(file), (Local(ends[0]), Local(ends[^1])));
        return said + ", 6 checks";
    }

    private static SortedDictionary<string, long> Counts(JsonElement file, string name) =>
        new(file.GetProperty(name).EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt64()), StringComparer.Ordinal);

    private static SortedDictionary<string, long> Counts(List<TapeEvent> events, Func<TapeEvent, string> key) =>
        new(events.GroupBy(key).ToDictionary(one => one.Key, one => one.LongCount()), StringComparer.Ordinal);

    private static (string First, string Last) FirstAndLast(JsonElement file) =>
        (file.GetProperty("first").GetString()!.Split(',')[0], file.GetProperty("last").GetString()!.Split(',')[0]);

    // Back to the file's own clock: summer time lasts from the second Sunday of March to the first of November.
    private static string Local(TapeEvent step)
    {
        DateTime winter = DateTime.UnixEpoch.AddTicks(step.VenueTimeNs / 100).AddHours(-5);
        int sunday = winter.Day - (int)winter.DayOfWeek;
        bool isSummer = winter.Month is > 3 and < 11 || (winter.Month == 3 && sunday >= 8) || (winter.Month == 11 && sunday < 1);
        return winter.AddHours(isSummer ? 1 : 0).ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);
    }
}
