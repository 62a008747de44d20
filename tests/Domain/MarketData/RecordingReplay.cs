using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

/// <summary>What the book was after one applied diff.</summary>
internal readonly record struct BookAfter(long Sequence, Touch Touch, int BidLevels, int AskLevels);

/// <summary>Replays recordings of one symbol and keeps what the tests compare.</summary>
internal sealed class RecordingReplay
{
    private readonly MarketEventBuffer _output = new();
    private readonly List<RecordedTicker> _tickers = [];
    private readonly BinanceRecording _reader;
    private long _lastTradeId;

    public RecordingReplay(SequenceRule rule)
    {
        Sync = new(rule);
        _reader = new(Sync, _output) { OnDepth = Apply, OnTrade = Count, OnTicker = _tickers.Add };
    }

    public DepthSync Sync { get; }

    public L2Book Book { get; } = new();

    public IReadOnlyList<RecordedTicker> Tickers => _tickers;

    public List<BookAfter> After { get; } = [];

    public int CrossedUpdates { get; private set; }

    public long Trades { get; private set; }

    public long SellTrades { get; private set; }

    public long TradedLots { get; private set; }

    public Int128 TradedTickLots { get; private set; }

    public long TradeIdGaps { get; private set; }

    public string Digest => BookDigest.Of(Book, BinanceRecording.Scale, BinanceRecording.Scale);

    public int Read(string path) => _reader.ReadGzip(path);

    /// <summary>Compares each book with the ticker of the same id, and with the latest ticker that is not newer.</summary>
    public (int SameId, int SameIdEqual, int Earlier, int EarlierEqual) CompareWithTickers()
    {
        (int sameId, int sameIdEqual, int earlier, int earlierEqual) = (0, 0, 0, 0);
        RecordedTicker[] sorted = [.. _tickers.OrderBy(ticker => ticker.UpdateId)];
        int next = 0;
        foreach (BookAfter after in After)
        {
            while (next < sorted.Length && sorted[next].UpdateId <= after.Sequence)
                next++;
            if (next == 0)
                continue;
            bool isEqual = sorted[next - 1].Touch == after.Touch;
            (earlier, earlierEqual) = (earlier + 1, earlierEqual + (isEqual ? 1 : 0));
            if (sorted[next - 1].UpdateId == after.Sequence)
                (sameId, sameIdEqual) = (sameId + 1, sameIdEqual + (isEqual ? 1 : 0));
        }

        return (sameId, sameIdEqual, earlier, earlierEqual);
    }

    // Several diffs may leave at once when the snapshot comes: the book is looked at after each of them.
    private void Apply()
    {
        bool isSnapshot = false;
        foreach (ref readonly MarketEvent step in _output.Events)
        {
            isSnapshot |= step.Kind is MarketEventKind.SnapshotStart;
            if (!Book.Apply(in step))
                continue;
            if (!isSnapshot)
                After.Add(new(Book.Sequence, Book.Touch, Book.BidCount, Book.AskCount));
            isSnapshot = false;
            CrossedUpdates += Book.Touch.IsCrossed ? 1 : 0;
        }

        _output.Clear();
    }

    private void Count(RecordedTrade trade)
    {
        TradeIdGaps += _lastTradeId != 0 && trade.Id != _lastTradeId + 1 ? 1 : 0;
        _lastTradeId = trade.Id;
        Trades++;
        SellTrades += trade.Aggressor is Side.Sell ? 1 : 0;
        TradedLots += trade.Lots;
        TradedTickLots += (Int128)trade.Ticks * trade.Lots;
    }
}
