using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings;

/// <summary>
/// A recording of Binance's sockets as a tape, spot or USD-M, of one file or of several that continue each other: the book by its proven chain
/// of diffs, the trades, and the best quotes that the exchange itself sent, whose <see cref="TapeEvent.Sequence"/> lies in the ids of the diffs.
/// A gap in the chain is a <see cref="TapeEventKind.Clear"/> with <see cref="TapeFlags.Doubtful"/>; the book stays empty until the next snapshot.
/// </summary>
/// <remarks>Binance, "How to manage a local order book correctly", USD-M (by <c>pu</c>) and spot (by <c>U</c> and <c>u</c>).</remarks>
public sealed class RecordingTape : ITape
{
    private readonly Recording _recording;
    private readonly RecordedParser _parser;
    private readonly List<string> _symbols = [];
    private readonly MarketEventBuffer _proven = new();
    private readonly MarketTranslation _translation = new();
    private readonly EventQueue _events = new();
    private (long Id, DepthLevel[] Levels, FrameStamp Stamp)? _early;

    /// <summary>Names the files; each is opened when its turn comes.</summary>
    /// <param name="files">In order of time; at least one.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 8, the finest that the venue writes.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18. Default 8.</param>
    public RecordingTape(IReadOnlyList<string> files, int priceScale = 8, int quantityScale = 8)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        _recording = new Recording(files);
        _parser = new RecordedParser(priceScale, quantityScale);
        (PriceScale, QuantityScale) = (priceScale, quantityScale);
    }

    /// <inheritdoc/>
    public int PriceScale { get; }

    /// <inheritdoc/>
    public int QuantityScale { get; }

    /// <inheritdoc/>
    public bool HasDate => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols => _symbols;

    /// <inheritdoc/>
    public long RecordsRead => _recording.LinesRead;

    /// <inheritdoc/>
    public double Progress => _recording.Progress;

    /// <summary>The proof of the chain: what was dropped, applied and missed. Null before the first diff, which tells the market's rule.</summary>
    public DepthSync? Sync { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        while (!_events.TryTake(out step))
        {
            if (!_recording.TryRead(out RecordedFrame frame))
                return false;
            Read(in frame, _recording.LinesRead - 1);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _recording.Dispose();

    private void Read(in RecordedFrame frame, long linesBefore)
    {
        switch (frame.Kind)
        {
            case RecordedKind.Diff:
                CheckSymbol(in frame);
                ReadDiff(in frame, linesBefore);
                break;
            case RecordedKind.Snapshot:
                ReadSnapshot(in frame, linesBefore);
                break;
            case RecordedKind.Trade or RecordedKind.AggregateTrade:
                CheckSymbol(in frame);
                ReadTrade(in frame, linesBefore);
                break;
            case RecordedKind.BookTicker:
                CheckSymbol(in frame);
                ReadTicker(in frame, linesBefore);
                break;
        }
    }

    private void ReadDiff(in RecordedFrame frame, long linesBefore)
    {
        DepthDiff diff = _parser.ReadDiff(in frame, linesBefore);
        Sync ??= new DepthSync(frame.HasPreviousFinal ? SequenceRule.PreviousFinal : SequenceRule.NextFirst);
        if (_early is { } early)
            Sync.OnSnapshot(early.Id, early.Levels, early.Stamp, _proven);
        _early = null;
        Sync.OnDiff(in diff, _parser.Levels, _proven);
        _translation.Move(_proven, _events);
    }

    private void ReadSnapshot(in RecordedFrame frame, long linesBefore)
    {
        (long id, FrameStamp stamp) = _parser.ReadSnapshot(in frame, linesBefore);
        if (Sync is null)
        {
            _early = (id, _parser.Levels.ToArray(), stamp);
            return;
        }

        Sync.OnSnapshot(id, _parser.Levels, stamp, _proven);
        _translation.Move(_proven, _events);
    }

    private void ReadTrade(in RecordedFrame frame, long linesBefore)
    {
        RecordedTrade trade = _parser.ReadTrade(in frame, linesBefore);
        _events.Add(new TapeEvent
        {
            Kind = TapeEventKind.Trade,
            Flags = TapeFlags.SideKnown,
            Side = trade.Aggressor,
            Price = trade.Price,
            Quantity = trade.Lots,
            Sequence = trade.Id,
            VenueTimeNs = trade.TimeMs * 1_000_000,
            ReceiveTimeNs = frame.ReceiveTimeNs,
        });
    }

    private void ReadTicker(in RecordedFrame frame, long linesBefore)
    {
        RecordedTicker ticker = _parser.ReadTicker(in frame, linesBefore);
        var quote = new TapeEvent { Kind = TapeEventKind.Quote, Sequence = ticker.UpdateId, ReceiveTimeNs = frame.ReceiveTimeNs };
        (Level bid, Level ask) = (ticker.Touch.Bid, ticker.Touch.Ask);
        _events.Add(quote with { Side = Side.Buy, Price = bid.Price.Ticks, Quantity = bid.Quantity.Lots });
        _events.Add(quote with { Side = Side.Sell, Price = ask.Price.Ticks, Quantity = ask.Quantity.Lots });
        _events.Add(quote with { Kind = TapeEventKind.UpdateEnd });
    }

    // A snapshot names no symbol, so a recording of two can't be told apart.
    private void CheckSymbol(in RecordedFrame frame)
    {
        if (_symbols.Count == 0)
            _symbols.Add(frame.Symbol);
        else if (_symbols[0] != frame.Symbol)
            throw new RecordingRefusedException($"{frame.File}: line {frame.Line} is of {frame.Symbol}, others are of {_symbols[0]}.");
    }
}
