using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.UsTicks;
using Quern.Domain.Instruments;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.UsTicks;

/// <summary>Every file of American ticks and bars that lies there, against what is told beside it, and bars against the ticks of the same day.</summary>
public sealed class UsTickGolden(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void Files_hold_what_is_told_beside_them_and_bars_are_those_of_the_ticks()
    {
        string folder = TestData.Require("equities", "us-ticks");
        string[] files = [.. Directory.GetFiles(folder, "*.csv*").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        string expectations = Path.Combine(folder, "expected.json");
        using var expected = JsonDocument.Parse(File.Exists(expectations) ? File.ReadAllText(expectations) : "{}");
        var facts = new UsTickFacts();
        foreach (string path in files)
        {
            var file = new UsTickFile(path);
            facts.Told = expected.RootElement.TryGetProperty(Path.GetFileName(path), out JsonElement told) ? told : null;
            Check(facts, file, other => files.FirstOrDefault(name => UsTickName.Parse(name) == file.Name with { Layout = other }));
            print.WriteLine($"{Path.GetFileName(path)}: {facts.Said()}{(facts.Told is null ? "; nothing is told beside it" : "")}");
        }

        print.WriteLine($"{files.Length} files, {facts.Checks} checks");
    }

    private static void Check(UsTickFacts facts, UsTickFile file, Func<UsTickLayout, string?> find)
    {
        facts.Is("rows", file.Rows, "file", "rows");
        Assert.Equal(0, file.EmptyRows);
        switch (file.Name.Layout)
        {
            case UsTickLayout.TradeTick:
                CheckTrades(facts, file);
                break;
            case UsTickLayout.QuoteTick:
                CheckQuotes(facts, file);
                if (find(UsTickLayout.QuoteMinute) is { } quoteBars)
                    CheckQuoteBars(facts, file, new UsTickFile(quoteBars));
                break;
            case UsTickLayout.TradeMinute:
                facts.Is("volume", file.Events.Sum(bar => bar.Bar.Volume), "volume");
                CheckShape(file);
                if (find(UsTickLayout.TradeTick) is { } ticks)
                    CheckTradeBars(facts, file, new UsTickFile(ticks));
                break;
            default:
                Assert.Equal(2 * file.Rows, file.Events.Count);
                CheckShape(file);
                break;
        }
    }

    private static void CheckTrades(UsTickFacts facts, UsTickFile file)
    {
        IReadOnlyList<TapeEvent> trades = file.Events;
        TapeEvent[] regular = [.. trades.Where(file.IsRegular)];
        facts.Is("trades", trades.Count, "count");
        facts.Is("volume", trades.Sum(trade => trade.Quantity), "volume");
        facts.Is("notional", trades.Sum(trade => trade.Price * trade.Quantity), "sum_price_times_qty");
        facts.Is("high", trades.Max(trade => trade.Price), "high");
        facts.Is("low", trades.Min(trade => trade.Price), "low");
        facts.Is("suspicious", trades.Count(trade => trade.Flags.HasFlag(TapeFlags.Doubtful)), "suspicious");
        facts.Is("backwards", trades.Zip(trades.Skip(1)).Count(pair => pair.Second.VenueTimeNs < pair.First.VenueTimeNs), "time_goes_back");
        facts.Is("regular", regular.Length, "regular_hours", "count");
        facts.Is("regular volume", regular.Sum(trade => trade.Quantity), "regular_hours", "volume");
        facts.Is("regular notional", regular.Sum(trade => trade.Price * trade.Quantity), "regular_hours", "sum_price_times_qty");
        foreach (IGrouping<int, TapeEvent> venue in trades.GroupBy(trade => trade.Venue))
            facts.Is($"of {(char)venue.Key}", venue.Sum(trade => trade.Quantity), "volume_by_exchange", $"{(char)venue.Key}");
    }

    private static void CheckQuotes(UsTickFacts facts, UsTickFile file)
    {
        facts.Is("quotes", file.OfKind(TapeEventKind.UpdateEnd).Count(), "count");
        facts.Is("bids", file.Quotes(Side.Buy).Count(), "updates", "bid");
        facts.Is("asks", file.Quotes(Side.Sell).Count(), "updates", "ask");
        facts.Is("suspicious", file.OfKind(TapeEventKind.UpdateEnd).Count(end => end.Flags.HasFlag(TapeFlags.Doubtful)), "suspicious");
        (TapeEvent bid, TapeEvent ask) = (default, default);
        (long regular, long crossed, long locked) = (0, 0, 0);
        foreach (TapeEvent quote in file.OfKind(TapeEventKind.Quote).Where(quote => !quote.Flags.HasFlag(TapeFlags.Doubtful)))
        {
            facts.LastBefore(file.Ms(in quote), in bid, in ask);
            (bid, ask) = quote.Side is Side.Buy ? (quote, ask) : (bid, quote);
            if (!file.IsRegular(quote))
                continue;
            regular++;
            crossed += bid.Price > ask.Price ? 1 : 0;
            locked += bid.Price == ask.Price ? 1 : 0;
        }

        facts.Is("regular", regular, "regular_hours_ticks");
        facts.Is("crossed", crossed, "crossed");
        facts.Is("locked", locked, "locked");
    }

    // A bar of quotes opens where the one before closed; told are the figures without that, too.
    private static void CheckQuoteBars(UsTickFacts facts, UsTickFile ticks, UsTickFile bars)
    {
        (long close, long own, long ownWhole, long whole) = (0, 0, 0, 0);
        ILookup<long, TapeEvent> bids = ticks.ByMinute(ticks.Quotes(Side.Buy)), asks = ticks.ByMinute(ticks.Quotes(Side.Sell));
        (TapeEvent? lastBid, TapeEvent? lastAsk) = (null, null);
        for (int at = 0; at < bars.Events.Count; at += 2)
        {
            (TapeEvent bid, TapeEvent ask) = (bars.Events[at], bars.Events[at + 1]);
            long minute = bars.Ms(in bid);
            var bidBar = new QuoteBar(bid, bids[minute], lastBid);
            var askBar = new QuoteBar(ask, asks[minute], lastAsk);
            close += bidBar.IsCloseEqual && askBar.IsCloseEqual ? 1 : 0;
            own += bidBar.IsRangeEqual && askBar.IsRangeEqual ? 1 : 0;
            ownWhole += bidBar.IsEqual && askBar.IsEqual ? 1 : 0;
            whole += bidBar.IsEqualCarriedOver && askBar.IsEqualCarriedOver ? 1 : 0;
            (lastBid, lastAsk) = (bidBar.Last, askBar.Last);
        }

        facts.Is("bars", bars.Rows, "quote_bars");
        facts.Is("closes equal", close, "close_equal");
        facts.Is("highs and lows equal", own, "high_low_equal");
        facts.Is("all ten equal", ownWhole, "all_ten_fields_equal");
        Assert.Equal((bars.Rows, bars.Rows), (close, whole));
    }

    private static void CheckTradeBars(UsTickFacts facts, UsTickFile bars, UsTickFile ticks)
    {
        ILookup<long, TapeEvent> trades = ticks.ByMinute(ticks.Events);
        (long volume, long all, long without) = (0, 0, 0);
        foreach (TapeEvent bar in bars.Events)
        {
            TapeEvent[] ofMinute = [.. trades[bars.Ms(in bar)]];
            volume += ofMinute.Sum(trade => trade.Quantity) == bar.Bar.Volume ? 1 : 0;
            all += IsBarOf(bar.Bar, ofMinute) ? 1 : 0;
            without += IsBarOf(bar.Bar, [.. ofMinute.Where(UsTickFile.IsInBars)]) ? 1 : 0;
        }

        facts.Is("bars", bars.Rows, "against_ticks", "bars");
        facts.Is("volumes equal", volume, "against_ticks", "volume_equal");
        facts.Is("prices of all ticks equal", all, "against_ticks", "ohlc_equal_using_all_ticks");
        facts.Is("prices without auctions equal", without, "against_ticks", "ohlc_equal_excluding_five_condition_codes");
    }

    private static bool IsBarOf(TapeBar bar, TapeEvent[] trades) => trades.Length > 0
        && (bar.Open, bar.High, bar.Low, bar.Close) == (trades[0].Price, trades.Max(trade => trade.Price), trades.Min(trade => trade.Price), trades[^1].Price);

    private static void CheckShape(UsTickFile file)
    {
        foreach (TapeEvent bar in file.Events)
        {
            Assert.Equal(TapeEventKind.Bar, bar.Kind);
            Assert.Equal(0, file.Ms(in bar) % UsTickFile.MsPerMinute);
            Assert.InRange(bar.Bar.Open, bar.Bar.Low, bar.Bar.High);
            Assert.InRange(bar.Bar.Close, bar.Bar.Low, bar.Bar.High);
        }
    }
}
