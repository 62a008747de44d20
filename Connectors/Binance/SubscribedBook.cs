using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance;

/// <summary>One instrument's feed: the sync of its book, its trades and mark price, and the sink that they go to. Not for two threads at once.</summary>
internal sealed class SubscribedBook(Instrument instrument, IMarketDataSink sink, FeedCounters counters, ILogger logger)
{
    /// <summary>The socket of books in <see cref="MarketEvent.Socket"/>.</summary>
    public const byte PublicSocket = 0;

    /// <summary>The socket of trades and mark prices.</summary>
    public const byte MarketSocket = 1;

    private const long NsPerMs = 1_000_000;
    private const int RateDecimals = 8;

    private IMarketDataSink? _sink = sink;
    private readonly DepthSync _sync = new(SequenceRule.PreviousFinal);
    private readonly MarketEventBuffer _events = new();
    private long _lastTradeId;
    private long _droppedBefore;
    private long _gapsBefore;

    public Instrument Instrument { get; } = instrument;

    /// <summary>True while the book that the sink has is a proven one.</summary>
    public bool IsProven { get; private set; }

    public bool NeedsSnapshot => _sync.NeedsSnapshot;

    /// <summary>True while a snapshot is asked for, so that it is not asked for twice.</summary>
    public bool IsAwaitingSnapshot { get; set; }

    /// <summary>True once a book update came on the current connection.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>Takes a book update; false when its levels cannot be read.</summary>
    public bool TryOnDepth(ReadOnlySpan<byte> frame, in DepthHeader header, DepthLevels levels, long receiveTimeNs)
    {
        if (header.PreviousFinal < 0
            || !DepthParser.TryReadLevels(frame, in header, Instrument.PriceScale, Instrument.QuantityScale, levels))
            return false;

        IsHeard = true;
        FrameStamp stamp = Stamp(header.EventMs, receiveTimeNs, PublicSocket);
        long applied = _sync.Applied;
        _sync.OnDiff(new(header.First, header.Final, header.PreviousFinal, stamp), levels.Span, _events);
        AfterSync(applied);
        return true;
    }

    /// <summary>Takes a snapshot.</summary>
    public void OnSnapshot(SnapshotHead head, DepthLevels levels, long receiveTimeNs)
    {
        counters.Snapshots++;
        long applied = _sync.Applied;
        _sync.OnSnapshot(head.LastUpdateId, levels.Span, Stamp(head.EventMs, receiveTimeNs, PublicSocket), _events);
        AfterSync(applied);
    }

    /// <summary>Takes a public trade; false when its figures cannot be read.</summary>
    public bool TryOnTrade(in AggTrade trade, long receiveTimeNs)
    {
        if (!Decimals.TryParse(trade.Price, Instrument.PriceScale, out long ticks) || ticks <= 0
            || !Decimals.TryParse(trade.Quantity, Instrument.QuantityScale, out long lots) || lots < 0)
            return false;

        // A repeat after a reconnect is not a second trade.
        if (trade.Id <= _lastTradeId)
            return true;
        if (_lastTradeId > 0 && trade.Id > _lastTradeId + 1)
            logger.TradesMissed(Instrument.Id, trade.Id - _lastTradeId - 1, trade.Id);
        _lastTradeId = trade.Id;

        counters.Trades++;
        Side aggressor = trade.BuyerIsMaker ? Side.Sell : Side.Buy;
        _events.Add(MarketEvents.Trade(aggressor, ticks, lots, trade.Id, Stamp(trade.TradeMs, receiveTimeNs, MarketSocket)));
        Flush();
        return true;
    }

    /// <summary>Takes a mark price; false when its figures cannot be read. They are finer than a tick and rounded to the nearest.</summary>
    public bool TryOnMark(in MarkPrice price, long receiveTimeNs)
    {
        FrameStamp stamp = Stamp(price.EventMs, receiveTimeNs, MarketSocket);
        if (!TryAddRounded(MarketEventKind.Mark, price.Mark, stamp)
            || (!price.Index.IsEmpty && !TryAddRounded(MarketEventKind.Index, price.Index, stamp))
            || !TryAddFunding(price, stamp))
        {
            _events.Clear();
            return false;
        }

        Flush();
        return true;
    }

    /// <summary>Sends events to another sink, or to nobody; it begins with a new snapshot.</summary>
    public void Redirect(IMarketDataSink? sink, long nowNs)
    {
        _sink = sink;
        Restart(nowNs);
    }

    /// <summary>The socket of books is lost.</summary>
    public void OnBookSocketLost(long nowNs)
    {
        IsHeard = false;
        Restart(nowNs);
    }

    /// <summary>Proves the book anew, from a new snapshot.</summary>
    public void Restart(long nowNs)
    {
        _sync.Reset(new(0, nowNs, PublicSocket), _events);
        AfterSync(_sync.Applied);
    }

    private void AfterSync(long appliedBefore)
    {
        counters.DiffsApplied += _sync.Applied - appliedBefore;
        counters.DiffsDropped += _sync.Dropped - _droppedBefore;
        counters.Gaps += _sync.Gaps - _gapsBefore;
        (_droppedBefore, _gapsBefore) = (_sync.Dropped, _sync.Gaps);
        if (_events.Count == 0)
            return;

        NoteProof();
        Flush();
    }

    // A break comes last and a snapshot first: both ends of the batch say it all.
    private void NoteProof()
    {
        ReadOnlySpan<MarketEvent> events = _events.Events;
        bool isProven = events[^1].Kind is not MarketEventKind.Broken;
        if (IsProven && !isProven)
            logger.BookBroken(Instrument.Id);
        if (!IsProven && isProven)
            logger.BookProven(Instrument.Id, events[^1].Sequence);
        IsProven = isProven;
    }

    private bool TryAddRounded(MarketEventKind kind, ReadOnlySpan<byte> text, FrameStamp stamp)
    {
        if (!Json.TryRounded(text, Instrument.PriceScale, out Int128 ticks) || ticks < 0 || ticks > long.MaxValue)
            return false;
        _events.Add(new(kind, default, stamp.Socket, (long)ticks, 0, 0, 0, stamp.VenueTimeNs, stamp.ReceiveTimeNs));
        return true;
    }

    private bool TryAddFunding(in MarkPrice price, FrameStamp stamp)
    {
        if (price.FundingRate.IsEmpty || price.NextFundingMs == 0)
            return true;
        if (!Json.TryRounded(price.FundingRate, RateDecimals, out Int128 rate) || Int128.Abs(rate) > long.MaxValue)
            return false;
        _events.Add(new(
            MarketEventKind.Funding, default, stamp.Socket, 0, (long)rate, 0, price.NextFundingMs * NsPerMs, stamp.VenueTimeNs,
            stamp.ReceiveTimeNs));
        return true;
    }

    private void Flush()
    {
        _sink?.OnEvents(_events.Events);
        _events.Clear();
    }

    private static FrameStamp Stamp(long venueMs, long receiveTimeNs, byte socket) => new(venueMs * NsPerMs, receiveTimeNs, socket);
}
