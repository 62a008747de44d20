using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Captures;

/// <summary>A whole capture through tape and books, with what the tests compare.</summary>
internal sealed class CaptureReplay
{
    private readonly CaptureTape _tape;
    private readonly Dictionary<int, Touch> _quotes = [];

    public CaptureReplay(string file)
    {
        _tape = new CaptureTape(file);
        using (_tape)
        {
            while (_tape.TryRead(out TapeEvent step))
                Apply(in step);
            Lines = _tape.RecordsRead;
        }
    }

    public long Lines { get; }

    public CaptureChecks Checks => _tape.Checks;

    public TapeLevelBooks Books { get; } = new();

    public IReadOnlyList<string> Symbols => _tape.Symbols;

    public SortedDictionary<string, (long Count, Int128 Lots)> Trades { get; } = new(StringComparer.Ordinal);

    public long EarlierTrades { get; private set; }

    public SortedDictionary<string, long> Updates { get; } = new(StringComparer.Ordinal);

    public long CrossedUpdates { get; private set; }

    public long UnprovenUpdates { get; private set; }

    public long DeletesOfAbsentLevels { get; private set; }

    public long QuotesCompared { get; private set; }

    public long QuotesEqual { get; private set; }

    public string Price(int instrument, long ticks) => Decimals.ToPlainText(ticks, _tape.ScalesOf(instrument).Price);

    public string Size(int instrument, Int128 lots) => Decimals.ToPlainText(lots, _tape.ScalesOf(instrument).Quantity);

    public string Digest(int instrument)
    {
        (int price, int quantity) = _tape.ScalesOf(instrument);
        return BookDigest.Of(Books[instrument], price, quantity);
    }

    private void Apply(in TapeEvent step)
    {
        L2Book book = Books[step.Instrument];
        if (step is { Kind: TapeEventKind.Level, Quantity: 0 } && book.SizeAt(step.Side, new(step.Price)).Lots == 0)
            DeletesOfAbsentLevels++;
        bool isOfQuotes = _quotes.ContainsKey(step.Instrument);
        bool isClosed = Books.Apply(in step);
        switch (step.Kind)
        {
            case TapeEventKind.Quote:
                Keep(in step);
                break;
            case TapeEventKind.UpdateEnd when isOfQuotes:
                Compare(step.Instrument, book);
                break;
            case TapeEventKind.UpdateEnd:
                CountUpdate(in step, book, isClosed);
                break;
            case TapeEventKind.Trade:
                CountTrade(in step);
                break;
        }
    }

    private void Keep(in TapeEvent quote)
    {
        Touch touch = _quotes.GetValueOrDefault(quote.Instrument);
        var level = new Level(new(quote.Price), new(quote.Quantity));
        _quotes[quote.Instrument] = quote.Side is Side.Buy ? touch with { Bid = level } : touch with { Ask = level };
    }

    // Prices alone: not every venue tells sizes, and channels are not ordered against each other.
    private void Compare(int instrument, L2Book book)
    {
        Assert.True(_quotes.Remove(instrument, out Touch quote));
        if (book.State is not BookState.Proven)
            return;
        QuotesCompared++;
        QuotesEqual += quote.Bid.Price == book.Touch.Bid.Price && quote.Ask.Price == book.Touch.Ask.Price ? 1 : 0;
    }

    private void CountUpdate(in TapeEvent end, L2Book book, bool isClosed)
    {
        UnprovenUpdates += isClosed ? 0 : 1;
        CrossedUpdates += book.Touch.IsCrossed ? 1 : 0;
        if (end.Flags.HasFlag(TapeFlags.Snapshot))
            return;
        string symbol = Symbols[end.Instrument];
        Updates[symbol] = Updates.GetValueOrDefault(symbol) + 1;
    }

    private void CountTrade(in TapeEvent trade)
    {
        Assert.True(trade.Flags.HasFlag(TapeFlags.SideKnown));
        if (trade.Flags.HasFlag(TapeFlags.Snapshot))
        {
            EarlierTrades++;
            return;
        }

        (long count, Int128 lots) = Trades.GetValueOrDefault(Symbols[trade.Instrument]);
        Trades[Symbols[trade.Instrument]] = (count + 1, lots + trade.Quantity);
    }
}
