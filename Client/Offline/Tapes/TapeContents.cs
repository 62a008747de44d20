using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Client.Offline.Tapes;

/// <summary>Gathers what a tape holds while it is read.</summary>
internal sealed class TapeContents(ITape tape)
{
    private readonly long[] _events = new long[Enum.GetValues<TapeEventKind>().Length];
    private readonly List<MarketContents> _markets = [];
    private readonly TapeLevelBooks _levels = new(capacity: 16);
    private readonly Times _venue = new();
    private readonly Times _recorder = new();

    /// <summary>Takes one event in.</summary>
    public void Take(in TapeEvent step)
    {
        _events[(int)step.Kind]++;
        _venue.Take(step.VenueTimeNs);
        _recorder.Take(step.ReceiveTimeNs);
        while (_markets.Count <= step.Instrument)
            _markets.Add(new MarketContents());
        _markets[step.Instrument].Take(in step);
        _levels.Apply(in step);
    }

    /// <summary>What was found.</summary>
    /// <param name="file">What to call the tape.</param>
    /// <param name="kind">Which it is, in words.</param>
    /// <param name="problem">Why it ended before its end; empty when it did not.</param>
    public TapeReport Report(string file, string kind, string problem)
    {
        string checks = Checks(out string difference);
        Times time = _venue.IsKnown ? _venue : _recorder;
        return new()
        {
            File = file,
            Kind = kind,
            Records = tape.RecordsRead,
            Events = new(Enum.GetValues<TapeEventKind>().Where(each => _events[(int)each] > 0).ToDictionary(each => each.ToString(), each => _events[(int)each]), StringComparer.Ordinal),
            Instruments = _markets.Count(market => market.Events > 0),
            UnknownOrders = _markets.Sum(market => market.UnknownOrders),
            First = time.IsKnown ? TapeTime.Text(time.First, tape.HasDate) : "",
            Last = time.IsKnown ? TapeTime.Text(time.Last, tape.HasDate) : "",
            BestQuotes = [.. Enumerable.Range(0, _markets.Count).Where(number => _markets[number].Events > 0).OrderByDescending(number => _markets[number].Events).Select(BestOf)],
            Checks = checks,
            Problem = problem.Length > 0 ? problem : difference,
        };
    }

    // What the source lets us prove, and what came out otherwise.
    private string Checks(out string difference)
    {
        difference = "";
        switch (tape)
        {
            case CaptureTape { Checks: var told }:
                difference = told.FirstDifference is { } first ? $"message {first.Message} of {first.Symbol} tells checksum {first.Told}, the book has {first.Computed}"
                    : told.Gaps > 0 ? $"{told.Gaps} changes follow one that never came" : "";
                return FormattableString.Invariant($"{told.ChecksumsEqual} of {told.ChecksumsTold} checksums equal, {told.Chained} changes chained, {told.Gaps} gaps");
            case RecordingTape { Sync: { } sync }:
                difference = sync.Gaps > 0 ? $"{sync.Gaps} gaps in the book's chain" : "";
                return FormattableString.Invariant($"{sync.Applied} changes chained, {sync.Dropped} older than the snapshot, {sync.Gaps} gaps");
            default:
                return "";
        }
    }

    private BestQuote BestOf(int number)
    {
        L2Book book = _levels[number];
        Touch touch = _markets[number].BestOf(book);
        (int price, int quantity) = tape.ScalesOf(number);
        string Price(Level level) => level.Quantity.Lots == 0 && level.Price.Ticks == 0 ? "" : Decimals.ToPlainText(level.Price.Ticks, price);
        string Size(Level level) => level.Quantity.Lots == 0 ? "" : Decimals.ToPlainText(level.Quantity.Lots, quantity);
        string symbol = number < tape.Symbols.Count ? tape.Symbols[number] : "";
        return new(
            symbol.Length > 0 ? symbol : FormattableString.Invariant($"#{number}"),
            _markets[number].Events, Price(touch.Bid), Size(touch.Bid), Price(touch.Ask), Size(touch.Ask),
            State: !_markets[number].IsByOrder && book.State is BookState.Broken ? "after a gap" : touch.IsCrossed ? "crossed" : "");
    }

    private sealed class Times
    {
        public long First { get; private set; } = long.MaxValue;

        public long Last { get; private set; }

        public bool IsKnown => Last > 0;

        // 0 is no time.
        public void Take(long timeNs)
        {
            if (timeNs <= 0)
                return;
            First = Math.Min(First, timeNs);
            Last = Math.Max(Last, timeNs);
        }
    }
}
