using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Replay;
using Quern.Connectors.Tests.Recordings;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Replay;

/// <summary>The real connector, over the in-memory network, against the replay venue: what the whole system in virtual time is built of.</summary>
[Trait("Category", "simulation")]
public sealed class ConnectorOnRecordings(ITestOutputHelper print)
{
    [Fact]
    public void The_connector_rebuilds_the_book_that_was_recorded()
    {
        foreach ((string[] files, JsonElement expected) in RealRecordingSets.Futures())
        {
            using var run = new Run(files);
            run.ToTheEnd();

            FeedCounters counters = run.Exchange.Subscriber.Counters;
            print.WriteLine($"{counters.Messages} messages, {counters.DiffsApplied} applied, {counters.DiffsDropped} dropped, {run.Check.Equal} of {run.Check.Compared}");
            JsonElement final = expected.GetProperty("final");
            Assert.Equal((0, 0, 0), (counters.Malformed, counters.Gaps, counters.Reconnects));
            Assert.Equal(
                (expected.GetProperty("diffs_applied").GetInt64(), expected.GetProperty("diffs_discarded_as_old").GetInt64()),
                (counters.DiffsApplied, counters.DiffsDropped));
            Assert.Equal(expected.GetProperty("trades").GetProperty("count").GetInt64(), counters.Trades);
            Assert.Equal(
                (final.GetProperty("book_md5").GetString(), final.GetProperty("bid_levels").GetInt32(), final.GetProperty("ask_levels").GetInt32()),
                (run.Digest, run.Book.BidCount, run.Book.AskCount));
            Assert.Equal(run.Check.Compared, run.Check.Equal);
            Assert.Equal(expected.GetProperty("bookticker_check").GetProperty("equal").GetInt64(), run.Check.Equal);
        }
    }

    [Fact]
    public void A_missing_diff_breaks_both_books_once_and_for_good()
    {
        foreach ((string[] files, _) in RealRecordingSets.Futures())
        {
            using var folder = new TemporaryRecording();
            List<string> lines = [.. RealRecordingSets.FirstLines(files, 4_000)];
            lines.RemoveAt(lines.FindIndex(2_000, line => line.Contains("depthUpdate", StringComparison.Ordinal)));
            using var run = new Run([folder.Write([.. lines])]);
            run.ToTheEnd();

            Assert.Equal((1, 1), (run.Exchange.Subscriber.Counters.Gaps, run.Venue.Summary.Gaps));
            Assert.Equal(BookState.Broken, run.Book.State);
        }
    }

    private sealed class Run : IMarketDataSink, IDisposable
    {
        private readonly VirtualTime _time;

        public Run(string[] files)
        {
            RecordingSurvey survey = RecordingSurvey.Read(files);
            _time = new VirtualTime(survey.FirstTimeNs / 1_000_000);
            Venue = new ReplayVenue(new ReplayOptions { Files = files, Check = Check }, survey, _time);
            var network = new InMemoryNetwork(Venue, _time, seed: 1);
            var options = new BinanceOptions { Endpoints = BinanceEndpoints.Loopback(new Uri("http://127.0.0.1:1")) };
            Exchange = new BinanceExchange(options, network, network, _time, NullLoggerFactory.Instance);
            Instrument = Assert.Single(_time.Await(Exchange.DataFetcher.GetInstruments(CancellationToken.None)));
            Exchange.Subscriber.Subscribe(Instrument, this);
            Exchange.Subscriber.Connect();
        }

        public ReplayVenue Venue { get; }

        public BinanceExchange Exchange { get; }

        public Instrument Instrument { get; }

        public BboCheck Check { get; } = new();

        public L2Book Book { get; } = new();

        public string Digest => BookDigest.Of(Book, Instrument.PriceScale, Instrument.QuantityScale);

        public void ToTheEnd()
        {
            for (int second = 0; second < 10_000 && !Venue.Completion.IsCompleted; second++)
                _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(Venue.Completion.IsCompletedSuccessfully);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            foreach (ref readonly MarketEvent step in events)
            {
                if (Book.Apply(in step))
                    Check.OnBook(Book.Sequence, Book.Touch);
            }
        }

        public void Dispose() => Venue.Dispose();
    }
}
