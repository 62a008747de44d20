using System.Security.Cryptography;
using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Replay;
using Quern.Connectors.Tests.Recordings;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Replay;

/// <summary>Quotes at the recorded touch over a stretch of real trading.</summary>
[Trait("Category", "simulation")]
public sealed class QuotingOnRecordings(ITestOutputHelper print)
{
    private const int LinesUsed = 12_000;

    [Fact]
    public void Fills_are_never_more_than_was_printed_and_the_same_in_every_run()
    {
        foreach ((string[] files, _) in RealRecordingSets.Futures())
        {
            using var folder = new TemporaryRecording();
            string file = folder.Write(RealRecordingSets.FirstLines(files, LinesUsed));
            Quoting once = new(file, QueueModel.Pessimistic);
            Quoting again = new(file, QueueModel.Pessimistic);
            Quoting hopeful = new(file, QueueModel.Optimistic);
            print.WriteLine($"pessimistic {once.Fills.Count} fills, {once.FilledLots} lots; optimistic {hopeful.Fills.Count} fills, {hopeful.FilledLots} lots");

            Assert.True(once.Fills.Count > 10, $"{once.Fills.Count} fills");
            Assert.Contains(once.Fills, fill => fill.Side is Side.Buy);
            Assert.Contains(once.Fills, fill => fill.Side is Side.Sell);
            Assert.Equal(once.Hash, again.Hash);
            Assert.NotEqual(once.Hash, hopeful.Hash);
            Assert.True(hopeful.FilledLots >= once.FilledLots);
            CheckPrints(file, once.Fills);
            CheckPrints(file, hopeful.Fills);
        }
    }

    // In each millisecond: no more bought or sold than was traded at that price or beyond it.
    private static void CheckPrints(string file, IReadOnlyList<TrueFill> fills)
    {
        var prints = new Dictionary<long, List<(long Price, long Lots)>>();
        using var recording = new Recording([file]);
        var parser = new RecordedParser(2, 3);
        while (recording.TryRead(out RecordedFrame frame))
        {
            if (frame.Kind is not RecordedKind.Trade)
                continue;
            RecordedTrade trade = parser.ReadTrade(in frame, 0);
            long timeMs = (frame.ReceiveTimeNs + 99) / 100 / 10_000;
            (prints.TryGetValue(timeMs, out List<(long, long)>? at) ? at : prints[timeMs] = []).Add((trade.Price, trade.Lots));
        }

        foreach (IGrouping<(long TimeMs, Side Side), TrueFill> group in fills.GroupBy(fill => (fill.TimeMs, fill.Side)))
        {
            long farthest = group.Key.Side is Side.Buy ? group.Max(fill => fill.Price) : group.Min(fill => fill.Price);
            long printed = prints[group.Key.TimeMs].Where(print => (print.Price - farthest) * group.Key.Side.Sign() <= 0).Sum(print => print.Lots);
            Assert.True(group.Sum(fill => fill.Lots) <= printed, $"{group.Key}: more filled than the {printed} lots printed");
            Assert.All(group, fill => Assert.True(fill.IsMaker));
        }
    }

    private sealed class Quoting : IVenueObserver
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public Quoting(string file, QueueModel model)
        {
            RecordingSurvey survey = RecordingSurvey.Read([file]);
            var time = new VirtualTime(survey.FirstTimeNs / 1_000_000);
            var options = new ReplayOptions { Files = [file], Queue = model };
            using var venue = new ReplayVenue(options, survey, time, this);
            var trader = new Trader(venue, time);
            venue.Start();
            time.Advance(TimeSpan.FromMilliseconds(500));
            while (!venue.Completion.IsCompleted)
            {
                trader.AskSigned("DELETE", "/fapi/v1/allOpenOrders", $"symbol={survey.Symbol}");
                Touch touch = venue.Truth.Touch(survey.Symbol);
                foreach ((string side, Level level) in ((string, Level)[])[("BUY", touch.Bid), ("SELL", touch.Ask)])
                {
                    string price = Decimals.ToPlainText(level.Price.Ticks, survey.PriceScale);
                    Assert.Equal(0, Trader.Code(trader.PlaceLimit(side, price, "0.500", "GTX", symbol: survey.Symbol)));
                    Assert.Equal(0, Trader.Code(trader.PlaceLimit(side, price, "0.250", "GTX", symbol: survey.Symbol)));
                }

                time.Advance(TimeSpan.FromSeconds(2));
            }

            Fills = venue.Truth.Fills("demo", survey.Symbol);
            Hash = Convert.ToHexString(_hash.GetHashAndReset());
            Assert.Equal(0, venue.Truth.Positions("demo")[0].SignedLots + venue.Truth.Positions(VenueTruth.Crowd)[0].SignedLots);
        }

        public IReadOnlyList<TrueFill> Fills { get; }

        public long FilledLots => Fills.Sum(fill => fill.Lots);

        public string Hash { get; }

        public void OnEvent(ReadOnlySpan<byte> canonical) => _hash.AppendData(canonical);
    }
}
