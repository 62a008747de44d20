using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>Takes recorded frames into the venue's truth: its book, tape and mark price, and the fills they bring to our orders.</summary>
internal sealed class RecordedMarket
{
    private readonly DepthSync _sync = new(SequenceRule.PreviousFinal);
    private readonly MarketEventBuffer _steps = new(4096);
    private readonly MatchEventBuffer _fills = new();
    private readonly VenueCore _core;
    private readonly VenueMarket _market;
    private readonly ShadowQueue _queue;
    private readonly RecordedParser _parser;
    private readonly BboCheck? _check;
    private RecordedKind _tape;
    private bool _hasMarks;
    private long _fundingMs;

    public RecordedMarket(VenueCore core, VenueMarket market, QueueModel model, BboCheck? check)
    {
        _core = core;
        _market = market;
        _check = check;
        _parser = new RecordedParser(market.PriceScale, market.QuantityScale);
        _queue = new ShadowQueue(market.Book, model);
        market.FollowRecording(_queue);

        // Unless the recording says so, nobody pays funding.
        market.FundingRateE8 = 0;
    }

    public ReplaySummary Summary { get; private set; }

    /// <summary>Takes one frame.</summary>
    /// <returns>False when it is not part of this market's tape: of the two forms of trades only the one that came first is.</returns>
    /// <exception cref="RecordingException">What the frame says is damaged.</exception>
    public bool Apply(in RecordedFrame frame)
    {
        long before = Summary.Lines;
        if (frame.Symbol.Length > 0 && frame.Symbol != _market.Symbol)
            throw frame.Damage(before, $"it is of {frame.Symbol}, the recording is of {_market.Symbol}");

        bool isOurs = true;
        switch (frame.Kind)
        {
            case RecordedKind.Diff:
                OnDiff(in frame, before);
                break;
            case RecordedKind.Snapshot:
                OnSnapshot(in frame, before);
                break;
            case RecordedKind.Trade or RecordedKind.AggregateTrade:
                isOurs = _tape is RecordedKind.Other || _tape == frame.Kind;
                if (isOurs)
                    OnTrade(in frame, before);
                break;
            case RecordedKind.BookTicker when _check is not null:
                _check.OnQuote(_parser.ReadTicker(in frame, before));
                break;
            case RecordedKind.MarkPrice:
                OnMark(RecordedParser.ReadMark(in frame, before));
                break;
        }

        Count(in frame, isOurs);
        return isOurs;
    }

    private void OnDiff(in RecordedFrame frame, long before)
    {
        if (!frame.HasPreviousFinal)
            throw frame.Damage(before, "a diff without 'pu' among others that have it");
        DepthDiff diff = _parser.ReadDiff(in frame, before);
        _sync.OnDiff(in diff, _parser.Levels, _steps);
        ApplySteps(frame.ReceiveTimeNs);
    }

    private void OnSnapshot(in RecordedFrame frame, long before)
    {
        (long lastId, FrameStamp stamp) = _parser.ReadSnapshot(in frame, before);
        _sync.OnSnapshot(lastId, _parser.Levels, stamp, _steps);
        ApplySteps(frame.ReceiveTimeNs);
    }

    private void ApplySteps(long timeNs)
    {
        if (_steps.Count == 0)
            return;
        _market.ApplyRecorded(_steps.Events, timeNs / 1_000_000);
        _steps.Clear();
        _queue.OnBook();

        Touch touch = _market.Book.Touch;
        if (!_hasMarks && touch.IsTwoSided)
            _market.MarkE8 = _market.IndexE8 = _market.TicksToE8(touch.MidHalfTicks) / 2;
    }

    private void OnTrade(in RecordedFrame frame, long before)
    {
        RecordedTrade trade = _parser.ReadTrade(in frame, before);
        _tape = frame.Kind;
        _market.Record(
            new MatchEvent(MatchEventKind.Traded, trade.Aggressor, default, 0, 0, trade.Price, trade.Lots, 0, trade.Id), trade.TimeMs);

        _fills.Clear();
        _queue.OnPrint(new RecordedPrint(trade.Aggressor, trade.Price, trade.Lots), _fills);
        if (_fills.Count > 0)
            _core.Settle(_market, _fills.Events);
    }

    private void OnMark(RecordedMark mark)
    {
        // A later time means that the earlier one is over, whatever our clock says: the exchange's may be ahead of the recorder's. If our
        // clock was first, the core has paid and set a time of its own.
        bool isUnpaid = _fundingMs > 0 && _market.NextFundingMs == _fundingMs;
        if (isUnpaid && mark.NextFundingMs > _fundingMs)
            _core.PayFunding(_market, _core.Clock.NowMs);
        _hasMarks = true;
        _market.MarkE8 = mark.MarkE8;
        _market.IndexE8 = mark.IndexE8;
        if (mark.NextFundingMs == 0 || (mark.NextFundingMs <= _fundingMs && !isUnpaid))
            return;
        _fundingMs = mark.NextFundingMs;
        (_market.FundingRateE8, _market.NextFundingMs) = (mark.RateE8, mark.NextFundingMs);
    }

    private void Count(in RecordedFrame frame, bool isOurs) => Summary = Summary with
    {
        Lines = Summary.Lines + 1,
        File = frame.File,
        Line = frame.Line,
        TimeNs = frame.ReceiveTimeNs,
        Snapshots = Summary.Snapshots + (frame.Kind is RecordedKind.Snapshot ? 1 : 0),
        Diffs = Summary.Diffs + (frame.Kind is RecordedKind.Diff ? 1 : 0),
        Trades = Summary.Trades + (isOurs && frame.Kind is RecordedKind.Trade or RecordedKind.AggregateTrade ? 1 : 0),
        Quotes = Summary.Quotes + (frame.Kind is RecordedKind.BookTicker ? 1 : 0),
        Marks = Summary.Marks + (frame.Kind is RecordedKind.MarkPrice ? 1 : 0),
        Others = Summary.Others + (frame.Kind is RecordedKind.Other || !isOurs ? 1 : 0),
        DiffsApplied = _sync.Applied,
        DiffsDropped = _sync.Dropped,
        Gaps = _sync.Gaps,
    };
}
