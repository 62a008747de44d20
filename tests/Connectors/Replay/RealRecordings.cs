using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Replay;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Replay;

/// <summary>Real recordings through the replay venue and its wire, against figures that were computed elsewhere and against the exchange's own quotes.</summary>
public sealed class RealRecordings(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void The_venue_and_a_client_of_its_wire_end_with_the_expected_book()
    {
        foreach ((string[] files, JsonElement expected) in RealRecordingSets.Futures())
            Replay(files, expected);
    }

    [Fact, Trait("Category", "golden")]
    public void Spot_recordings_are_refused_by_name()
    {
        foreach ((string name, string[] files, _) in RealRecordingSets.All().Where(set => set.Name.StartsWith("spot", StringComparison.Ordinal)))
        {
            var refused = Assert.Throws<RecordingRefusedException>(() => RecordingSurvey.Read(files));
            Assert.StartsWith($"{Path.GetFileName(files[0])} is a spot recording", refused.Message, StringComparison.Ordinal);
        }
    }

    private void Replay(string[] files, JsonElement expected)
    {
        RecordingSurvey survey = RecordingSurvey.Read(files);
        Assert.Equal(expected.GetProperty("first_local_ns").GetInt64(), survey.FirstTimeNs);
        var time = new VirtualTime(survey.FirstTimeNs / 1_000_000);
        var check = new BboCheck();
        using var venue = new ReplayVenue(new ReplayOptions { Files = files, Check = check }, survey, time);
        var client = new BookClient(venue, survey, check);
        while (!venue.Completion.IsCompleted)
            time.Advance(TimeSpan.FromSeconds(1));

        ReplaySummary summary = venue.Completion.Result;
        JsonElement final = expected.GetProperty("final");
        JsonElement events = expected.GetProperty("events");
        print.WriteLine($"{summary}; {check.Equal} of {check.Compared} quotes equal");

        Assert.Equal(expected.GetProperty("lines").EnumerateArray().Sum(lines => lines.GetInt64()), summary.Lines);
        Assert.Equal(expected.GetProperty("last_local_ns").GetInt64(), summary.TimeNs);
        Assert.Equal(events.GetProperty("depthUpdate").GetInt64(), summary.Diffs);
        Assert.Equal(events.GetProperty("trade").GetInt64(), summary.Trades);
        Assert.Equal(events.GetProperty("bookTicker").GetInt64(), summary.Quotes);
        Assert.Equal(expected.GetProperty("diffs_applied").GetInt64(), summary.DiffsApplied);
        Assert.Equal(expected.GetProperty("diffs_discarded_as_old").GetInt64(), summary.DiffsDropped);
        Assert.Equal(0, summary.Gaps);
        Assert.False(client.IsClosed);
        Assert.Equal(
            (final.GetProperty("book_md5").GetString(), final.GetProperty("bid_levels").GetInt32(), final.GetProperty("ask_levels").GetInt32()),
            venue.Book);

        Assert.Equal(final.GetProperty("book_md5").GetString(), BookDigest.Of(client.Book, survey.PriceScale, survey.QuantityScale));
        Assert.Equal(expected.GetProperty("trades").GetProperty("quantity").GetString(), Decimals.ToPlainText(client.TradedLots, survey.QuantityScale));
        JsonElement quotes = expected.GetProperty("bookticker_check");
        Assert.Equal((quotes.GetProperty("diffs_with_same_u").GetInt64(), quotes.GetProperty("equal").GetInt64()), (check.Compared, check.Equal));
    }

    /// <summary>Rebuilds the book from the wire alone, with a reader of its own.</summary>
    private sealed class BookClient : IWebSocketConnection
    {
        private readonly DepthSync _sync = new(SequenceRule.PreviousFinal);
        private readonly MarketEventBuffer _steps = new();
        private readonly RecordingSurvey _survey;
        private readonly BboCheck _check;

        public BookClient(ReplayVenue venue, RecordingSurvey survey, BboCheck check)
        {
            _survey = survey;
            _check = check;
            string symbol = survey.Symbol.ToLowerInvariant();
            foreach (string address in (string[])[$"/public/stream?streams={symbol}@depth@100ms", $"/market/ws/{symbol}@aggTrade"])
                venue.Accept(new Uri("ws://venue.test" + address), this)!.OnOpened();
            venue.Answer(
                new HttpCall("GET", new Uri($"http://venue.test/fapi/v1/depth?symbol={survey.Symbol}&limit=1000"), [], TimeSpan.Zero),
                reply => OnFrame(reply!.Body));
        }

        public L2Book Book { get; } = new();

        public long TradedLots { get; private set; }

        public bool IsOpen => true;

        public bool TrySend(ReadOnlySpan<byte> frame)
        {
            OnFrame(frame.ToArray());
            return true;
        }

        public bool IsClosed { get; private set; }

        public void Close() => IsClosed = true;

        private void OnFrame(byte[] frame)
        {
            using var json = JsonDocument.Parse(frame);
            JsonElement data = json.RootElement.TryGetProperty("data", out JsonElement inner) ? inner : json.RootElement;
            if (data.TryGetProperty("lastUpdateId", out JsonElement lastId))
                _sync.OnSnapshot(lastId.GetInt64(), [.. Levels(data, "bids", Side.Buy), .. Levels(data, "asks", Side.Sell)], default, _steps);
            else if (data.GetProperty("e").GetString() == "trade")
                TradedLots += Number(data.GetProperty("q"), _survey.QuantityScale);
            else
                _sync.OnDiff(
                    new(data.GetProperty("U").GetInt64(), data.GetProperty("u").GetInt64(), data.GetProperty("pu").GetInt64(), default),
                    [.. Levels(data, "b", Side.Buy), .. Levels(data, "a", Side.Sell)],
                    _steps);

            foreach (ref readonly MarketEvent step in _steps.Events)
            {
                if (Book.Apply(in step))
                    _check.OnBook(Book.Sequence, Book.Touch);
            }

            _steps.Clear();
        }

        private DepthLevel[] Levels(JsonElement data, string name, Side side) => [.. data.GetProperty(name).EnumerateArray().Select(level =>
            new DepthLevel(side, Number(level[0], _survey.PriceScale), Number(level[1], _survey.QuantityScale)))];

        private static long Number(JsonElement text, int scale) =>
            (long)(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, scale));
    }
}
