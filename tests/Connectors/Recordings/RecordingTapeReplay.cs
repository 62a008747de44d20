using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>A whole recording through tape and book, with what the tests compare.</summary>
internal sealed class RecordingTapeReplay
{
    private readonly RecordingTape _tape;
    private readonly TapeLevelBooks _books = new();
    private readonly List<(long Id, Touch Touch)> _tickers = [];
    private Level _quotedBid;
    private long _lastTradeId;

    public RecordingTapeReplay(string[] files)
    {
        _tape = new RecordingTape(files);
        using (_tape)
        {
            while (_tape.TryRead(out TapeEvent step))
                Apply(in step);
            Lines = _tape.RecordsRead;
        }
    }

    public long Lines { get; }

    public string Symbol => Assert.Single(_tape.Symbols);

    public DepthSync Sync => _tape.Sync!;

    public L2Book Book => _books[0];

    public string Digest => BookDigest.Of(Book, _tape.PriceScale, _tape.QuantityScale);

    /// <summary>The best quotes and level counts after each applied diff, as a row of the expectation writes them, without its number.</summary>
    public List<string> After { get; } = [];

    public List<(long Id, Touch Touch)> Touches { get; } = [];

    public long CrossedUpdates { get; private set; }

    public long Trades { get; private set; }

    public long SellTrades { get; private set; }

    public Int128 TradedLots { get; private set; }

    public Int128 TradedNotional { get; private set; }

    public long TradeIdGaps { get; private set; }

    public string Text(Int128 scaled, int scales = 1) => Decimals.ToPlainText(scaled, _tape.PriceScale * scales);

    /// <summary>Compares each book with the exchange's quote of the same id, and with its latest that is not newer.</summary>
    public (int SameId, int SameIdEqual, int Earlier, int EarlierEqual) CompareWithTickers()
    {
        (int sameId, int sameIdEqual, int earlier, int earlierEqual) = (0, 0, 0, 0);
        (long Id, Touch Touch)[] sorted = [.. _tickers.OrderBy(ticker => ticker.Id)];
        int next = 0;
        foreach ((long id, Touch touch) in Touches)
        {
            while (next < sorted.Length && sorted[next].Id <= id)
                next++;
            if (next == 0)
                continue;
            int equal = sorted[next - 1].Touch == touch ? 1 : 0;
            (earlier, earlierEqual) = (earlier + 1, earlierEqual + equal);
            if (sorted[next - 1].Id == id)
                (sameId, sameIdEqual) = (sameId + 1, sameIdEqual + equal);
        }

        return (sameId, sameIdEqual, earlier, earlierEqual);
    }

    private void Apply(in TapeEvent step)
    {
        bool isClosed = _books.Apply(in step);
        switch (step.Kind)
        {
            case TapeEventKind.UpdateEnd when isClosed:
                CountUpdate(in step);
                break;
            case TapeEventKind.Quote when step.Side is Side.Buy:
                _quotedBid = new Level(new(step.Price), new(step.Quantity));
                break;
            case TapeEventKind.Quote:
                _tickers.Add((step.Sequence, new Touch(_quotedBid, new Level(new(step.Price), new(step.Quantity)))));
                break;
            case TapeEventKind.Trade:
                CountTrade(in step);
                break;
        }
    }

    private void CountUpdate(in TapeEvent end)
    {
        Touch touch = Book.Touch;
        CrossedUpdates += touch.IsCrossed ? 1 : 0;
        if (end.Flags.HasFlag(TapeFlags.Snapshot))
            return;
        Touches.Add((end.Sequence, touch));
        After.Add(string.Join(',', end.Sequence, Text(touch.Bid.Price.Ticks), Text(touch.Bid.Quantity.Lots), Text(touch.Ask.Price.Ticks), Text(touch.Ask.Quantity.Lots), Book.BidCount, Book.AskCount));
    }

    private void CountTrade(in TapeEvent trade)
    {
        TradeIdGaps += _lastTradeId != 0 && trade.Sequence != _lastTradeId + 1 ? 1 : 0;
        _lastTradeId = trade.Sequence;
        Trades++;
        SellTrades += trade.Side is Side.Sell ? 1 : 0;
        TradedLots += trade.Quantity;
        TradedNotional += (Int128)trade.Price * trade.Quantity;
    }
}
