using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Quern.Connectors.Binance;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Binance;

/// <summary>The recorded minute of two symbols through the connector's own book.</summary>
[Trait("Category", "golden")]
public sealed class RecordingTests
{
    private sealed class BookSink : IMarketDataSink
    {
        public L2Book Book { get; } = new();

        public List<long> TradeIds { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            foreach (MarketEvent step in events)
            {
                Book.Apply(in step);
                if (step.Kind is MarketEventKind.Trade)
                    TradeIds.Add(step.Sequence);
            }

            Assert.False(Book.Touch.IsCrossed);
        }
    }

    [Theory]
    [InlineData("SUSHIUSDT", 4, 0, 252, 76_120, 76_160, 1006, 1000)]
    [InlineData("AKROUSDT", 5, 0, 188, 1734, 1735, 613, 761)]
    public void The_book_ends_where_the_reference_says(
        string symbol, int priceScale, int quantityScale, int applied, long bid, long ask, int bids, int asks)
    {
        var counters = new FeedCounters();
        var sink = new BookSink();
        Instrument instrument = BinanceSamples.Linear(symbol, priceScale, quantityScale);
        var book = new SubscribedBook(instrument, sink, counters, NullLogger.Instance);
        var levels = new DepthLevels();
        SortedDictionary<long, Touch> tickers = Tickers(symbol, instrument);
        int compared = 0;

        foreach (byte[] frame in CapturedMessages.Frames($"ws_recording_{symbol}.json"))
        {
            switch (StreamEvent.Classify(frame))
            {
                case StreamEventKind.DepthUpdate:
                    Assert.True(DepthParser.TryReadHeader(frame, out DepthHeader header) && book.TryOnDepth(frame, in header, levels, 1));
                    if (book.NeedsSnapshot && counters.Snapshots == 0)
                        TakeSnapshot();
                    compared += CompareTouch(sink.Book, tickers);
                    break;
                case StreamEventKind.AggTrade:
                    Assert.True(TradeParser.TryRead(frame, out AggTrade trade) && book.TryOnTrade(in trade, 1));
                    break;
            }
        }

        Assert.Equal((applied, 0, 0), (counters.DiffsApplied, counters.Gaps, counters.Malformed));
        Assert.Equal((bid, ask), (sink.Book.Touch.Bid.Price.Ticks, sink.Book.Touch.Ask.Price.Ticks));
        Assert.Equal((bids, asks), (sink.Book.BidCount, sink.Book.AskCount));
        Assert.Equal(BookState.Proven, sink.Book.State);
        Assert.Equal(Enumerable.Range(0, sink.TradeIds.Count).Select(i => sink.TradeIds[0] + i), sink.TradeIds);
        Assert.True(tickers.Count == 0 || compared > 100);

        void TakeSnapshot()
        {
            byte[] body = CapturedMessages.Frames($"rest_depth_snapshot_{symbol}.json").Single();
            Assert.True(RestParser.TryReadSnapshot(body, instrument, levels, out SnapshotHead head));
            book.OnSnapshot(head, levels, 1);
        }
    }

    [Fact]
    public void A_diff_costs_no_allocation_on_its_way_to_the_sink()
    {
        var sink = new QuietSink();
        var book = new SubscribedBook(BinanceSamples.BtcUsdt, sink, new FeedCounters(), NullLogger.Instance);
        var levels = new DepthLevels();
        byte[][] frames = [.. Enumerable.Range(0, 400).Select(i => Encoding.UTF8.GetBytes(
            $$"""{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":{{i * 10 + 1}},"u":{{i * 10 + 10}},"pu":{{i * 10}},"b":[["7403.8","0.002"],["7403.9","{{i}}.906"]],"a":[["7405.9","3.340"]]}"""))];
        Feed(0, 1);
        RestParser.TryReadSnapshot("""{"lastUpdateId":10,"E":1,"bids":[["7403.8","1.0"]],"asks":[["7405.9","1.0"]]}"""u8, BinanceSamples.BtcUsdt, levels, out SnapshotHead head);
        book.OnSnapshot(head, levels, 1);
        Feed(1, 200);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(200, 400);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(book.IsProven && sink.Events > 1500);

        void Feed(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                StreamEvent.Classify(frames[i]);
                if (!DepthParser.TryReadHeader(frames[i], out DepthHeader header) || !book.TryOnDepth(frames[i], in header, levels, 1))
                    Assert.Fail("not read");
            }
        }
    }

    private sealed class QuietSink : IMarketDataSink
    {
        public long Events { get; private set; }

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events += events.Length;
    }

    // All of them beforehand: both streams are of one sequence, but not of one speed.
    private static SortedDictionary<long, Touch> Tickers(string symbol, Instrument instrument)
    {
        SortedDictionary<long, Touch> tickers = [];
        foreach (byte[] frame in CapturedMessages.Frames($"ws_recording_{symbol}.json"))
        {
            if (StreamEvent.Classify(frame) is not StreamEventKind.BookTicker)
                continue;
            Assert.True(TickerParser.TryRead(frame, out BookTicker ticker));
            tickers[ticker.UpdateId] = TouchOf(in ticker, instrument);
        }

        return tickers;
    }

    // After every update the book's touch is that of the newest ticker at or before it.
    private static int CompareTouch(L2Book book, SortedDictionary<long, Touch> tickers)
    {
        if (book.State is not BookState.Proven || tickers.Count == 0 || tickers.Keys.First() > book.Sequence)
            return 0;
        Touch expected = tickers.Last(t => t.Key <= book.Sequence).Value;
        Assert.Equal(expected, book.Touch);
        return 1;
    }

    private static Touch TouchOf(in BookTicker ticker, Instrument instrument)
    {
        Decimals.TryParse(ticker.BidPrice, instrument.PriceScale, out long bid);
        Decimals.TryParse(ticker.BidQuantity, instrument.QuantityScale, out long bidSize);
        Decimals.TryParse(ticker.AskPrice, instrument.PriceScale, out long ask);
        Decimals.TryParse(ticker.AskQuantity, instrument.QuantityScale, out long askSize);
        return new(new(new(bid), new(bidSize)), new(new(ask), new(askSize)));
    }
}
