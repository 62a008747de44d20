using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.MarketData;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>Compares every book with the venue's own, whenever both are at the same change, and knows when each was last heard.</summary>
internal sealed class BookWatch(Oracle oracle) : IBookObserver
{
    private const int Depth = 10;
    private const int Everything = 1_000;
    private const long AnotherLivesNs = 2_000_000_000;
    private readonly Level[] _ours = new Level[Everything];
    private readonly Dictionary<InstrumentId, long> _heardNs = [];
    private readonly Dictionary<InstrumentId, long> _brokenNs = [];

    // While a silo is taken for dead and lives, an instrument has two books. A break of one says nothing about quotes on the other.
    private readonly Dictionary<InstrumentId, List<(L2Book Book, long ProvenNs)>> _proven = [];

    /// <summary>Updates heard.</summary>
    public long Updates { get; private set; }

    /// <summary>Updates at which both books were at the same change, so that they could be compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Compare whole books, not the first ten levels: no level may be left over from before. Default false.</summary>
    public bool ComparesAll { get; set; }

    /// <summary>When a book was last updated, since the start; 0 before.</summary>
    public long HeardNs(InstrumentId instrument) => _heardNs.GetValueOrDefault(instrument);

    /// <summary>Times that a book was broken.</summary>
    public long Breaks { get; private set; }

    /// <summary>The longest that a book took from break to proof.</summary>
    public TimeSpan LongestRepair { get; private set; }

    /// <summary>Since when a book is broken, since the start; null when it is not.</summary>
    public long? BrokenSinceNs(InstrumentId instrument) => _brokenNs.TryGetValue(instrument, out long sinceNs) ? sinceNs : null;

    public void OnBroken(Instrument instrument, L2Book book)
    {
        if (HasAnother(instrument.Id, book))
            return;
        Breaks++;
        _brokenNs.TryAdd(instrument.Id, oracle.NowNs);
    }

    public void OnUpdate(Instrument instrument, L2Book book)
    {
        Updates++;
        Hear(instrument, book);
        oracle.Feeds.OnApplied(instrument.Id.ToString(), book.Sequence);
        SimulatedVenue venue = oracle.MarketOf(instrument.Id.Venue).Venue;
        if (book.State is not BookState.Proven || venue.Truth.BookSequence(instrument.Id.Symbol) != book.Sequence)
            return;

        Compared++;
        Compare(instrument.Id, Side.Buy, book, venue);
        Compare(instrument.Id, Side.Sell, book, venue);
    }

    public void OnSnapshot(Instrument instrument, L2Book book) => Hear(instrument, book);

    private void Hear(Instrument instrument, L2Book book)
    {
        _heardNs[instrument.Id] = oracle.NowNs;
        if (book.State is not BookState.Proven)
            return;
        NoteProven(instrument.Id, book);
        if (!_brokenNs.Remove(instrument.Id, out long sinceNs))
            return;
        var taken = TimeSpan.FromTicks((oracle.NowNs - sinceNs) / 100);
        LongestRepair = taken > LongestRepair ? taken : LongestRepair;
        if (oracle.Story.IsKept)
            oracle.Story.Tell("book", $"{instrument.Id} is proven again after {taken.TotalSeconds:0.000} s");
    }

    private void NoteProven(InstrumentId instrument, L2Book book)
    {
        if (!_proven.TryGetValue(instrument, out List<(L2Book Book, long ProvenNs)>? books))
            _proven.Add(instrument, books = []);
        books.RemoveAll(known => known.Book == book || oracle.NowNs - known.ProvenNs > AnotherLivesNs);
        books.Add((book, oracle.NowNs));
    }

    private bool HasAnother(InstrumentId instrument, L2Book book) => _proven.TryGetValue(instrument, out List<(L2Book Book, long ProvenNs)>? books)
        && books.Exists(known => known.Book != book && oracle.NowNs - known.ProvenNs <= AnotherLivesNs);

    private void Compare(InstrumentId instrument, Side side, L2Book book, SimulatedVenue venue)
    {
        int depth = ComparesAll ? Everything : Depth;
        int count = book.CopyDepth(side, _ours.AsSpan(0, depth));
        IReadOnlyList<Level> theirs = venue.Truth.Depth(instrument.Symbol, side, depth);
        bool isEqual = count == theirs.Count;
        for (int index = 0; isEqual && index < count; index++)
            isEqual = _ours[index] == theirs[index];
        if (!isEqual)
            oracle.Report("book", $"{instrument} {side}s at change {book.Sequence}: ours {string.Join(" ", _ours[..count])}, the venue's {string.Join(" ", theirs)}");
    }
}
