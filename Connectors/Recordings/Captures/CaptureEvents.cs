using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>Makes events of what a dialect reads, and proves the books that the venue lets us prove.</summary>
/// <param name="survey">Knows the decimals of each instrument.</param>
internal sealed class CaptureEvents(CaptureSurvey survey) : ICaptureOutput
{
    private readonly List<CaptureMarket> _markets = [];
    private long _receiveNs;

    public List<CaptureRow> Rows { get; } = [];

    public CaptureSurvey Survey => survey;

    public SymbolTable Symbols { get; } = new();

    public EventQueue Queue { get; } = new();

    public CaptureChecks Checks { get; } = new();

    /// <summary>A message begins.</summary>
    public void Begin(long receiveNs)
    {
        _receiveNs = receiveNs;
        Rows.Clear();
        Checks.Messages++;
    }

    public (int Price, int Quantity) ScalesOf(int instrument) => (_markets[instrument].PriceScale, _markets[instrument].QuantityScale);

    public void Other() => Checks.OtherMessages++;

    public void Book(ReadOnlySpan<byte> symbol, in CaptureBookUpdate update, long venueNs)
    {
        CaptureMarket market = MarketOf(symbol);
        var stamp = new CaptureStamp(venueNs, _receiveNs);
        if (update.IsSnapshot)
            Clear(market, in update, in stamp);
        Count(market, in update);
        foreach (CaptureRow row in Rows)
            Level(market, in row, in update, in stamp);
        if (update is { IsSnapshot: false, Depth: > 0 })
            KeepDepth(market, update.Depth, in stamp);

        Rows.Clear();
        TapeFlags flags = (update.IsSnapshot ? TapeFlags.Snapshot : 0) | (IsProven(market, in update) ? 0 : TapeFlags.Doubtful);
        (market.Sequence, market.HasBook) = (update.Sequence, market.HasBook || update.IsSnapshot);
        Queue.Add(At(market, TapeEventKind.UpdateEnd, in stamp) with
        {
            Flags = flags,
            PreviousSequence = update.PreviousSequence,
            Sequence = update.Sequence,
        });
    }

    public void Quotes(in CaptureQuotes quotes)
    {
        CaptureMarket market = MarketOf(quotes.Symbol);
        var stamp = new CaptureStamp(quotes.VenueNs, _receiveNs);
        Checks.Quotes++;
        Quote(market, Side.Buy, quotes.Bid, quotes.BidSize, in stamp);
        Quote(market, Side.Sell, quotes.Ask, quotes.AskSize, in stamp);
        Queue.Add(At(market, TapeEventKind.UpdateEnd, in stamp));
    }

    public void Trade(ReadOnlySpan<byte> symbol, Side side, WrittenDecimal price, WrittenDecimal size, long id, TapeFlags flags, long venueNs)
    {
        CaptureMarket market = MarketOf(symbol);
        Checks.Trades++;
        Queue.Add(At(market, TapeEventKind.Trade, new(venueNs, _receiveNs)) with
        {
            Side = side,
            Flags = flags,
            Price = TapeText.Scaled(price, market.PriceScale),
            Quantity = SizeOf(market, size),
            Sequence = id,
        });
    }

    private void Quote(CaptureMarket market, Side side, ReadOnlySpan<byte> price, ReadOnlySpan<byte> size, in CaptureStamp stamp) =>
        Queue.Add(At(market, TapeEventKind.Quote, in stamp) with
        {
            Side = side,
            Flags = size.IsEmpty && !price.IsEmpty ? TapeFlags.SizeUnknown : TapeFlags.None,
            Price = price.IsEmpty ? 0 : TapeText.Scaled(price, market.PriceScale),
            Quantity = size.IsEmpty ? 0 : TapeText.Size(size, market.QuantityScale),
        });

    private void Clear(CaptureMarket market, in CaptureBookUpdate update, in CaptureStamp stamp)
    {
        market.Bids.Clear();
        market.Asks.Clear();
        Queue.Add(At(market, TapeEventKind.Clear, in stamp) with { Flags = TapeFlags.Snapshot, Sequence = update.Sequence });
    }

    private void Count(CaptureMarket market, in CaptureBookUpdate update)
    {
        if (update.IsSnapshot)
        {
            Checks.Snapshots++;
            return;
        }

        Checks.Updates++;
        Checks.UpdatedLevels += Rows.Count;
        if (update.PreviousSequence != 0 && market.HasBook && update.PreviousSequence == market.Sequence)
            Checks.Chained++;
        else if (update.PreviousSequence != 0)
            Checks.Gaps++;
    }

    private void Level(CaptureMarket market, in CaptureRow row, in CaptureBookUpdate update, in CaptureStamp stamp)
    {
        long ticks = TapeText.Scaled(row.Price, market.PriceScale);
        if (update.Proof is not CaptureProof.None)
            market.Of(row.Side).Set(ticks, in row);
        Queue.Add(At(market, TapeEventKind.Level, in stamp) with
        {
            Side = row.Side,
            Flags = update.IsSnapshot ? TapeFlags.Snapshot : TapeFlags.None,
            Price = ticks,
            Quantity = SizeOf(market, row.Size),
        });
    }

    // The venue says nothing of levels that fall out of the depth it keeps.
    private void KeepDepth(CaptureMarket market, int depth, in CaptureStamp stamp)
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            CaptureSide levels = market.Of(side);
            for (; levels.Count > depth; levels.RemoveLast())
            {
                long ticks = TapeText.Scaled(levels[levels.Count - 1].Price, market.PriceScale);
                Queue.Add(At(market, TapeEventKind.Level, in stamp) with { Side = side, Price = ticks });
            }
        }
    }

    private bool IsProven(CaptureMarket market, in CaptureBookUpdate update)
    {
        if (update.Checksum is not { } told)
            return true;
        long computed = update.Proof is CaptureProof.Kraken ? BookChecksum.Kraken(market) : BookChecksum.Okx(market);
        Checks.ChecksumsTold++;
        Checks.ChecksumsEqual += told == computed ? 1 : 0;
        if (told != computed)
            Checks.FirstDifference ??= new(Checks.Messages, market.Name, told, computed);
        return told == computed;
    }

    private CaptureMarket MarketOf(ReadOnlySpan<byte> symbol)
    {
        int number = Symbols.NumberOf(symbol);
        if (number < _markets.Count)
            return _markets[number];
        var market = new CaptureMarket(number, Symbols.Names[number]);
        (market.PriceScale, market.QuantityScale) = survey.ScalesOf(symbol);
        _markets.Add(market);
        return market;
    }

    private static TapeEvent At(CaptureMarket market, TapeEventKind kind, in CaptureStamp stamp) => new()
    {
        Kind = kind,
        Instrument = market.Number,
        VenueTimeNs = stamp.VenueNs,
        ReceiveTimeNs = stamp.ReceiveNs,
    };

    private static long SizeOf(CaptureMarket market, WrittenDecimal size) => TapeText.Scaled(size, market.QuantityScale) is >= 0 and long lots
        ? lots
        : throw new FormatException("a size is negative");
}
