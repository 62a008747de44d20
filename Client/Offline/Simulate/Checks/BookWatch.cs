using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.MarketData;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>Compares every book with the venue's own, whenever both are at the same change, and knows when each was last heard.</summary>
internal sealed class BookWatch(Oracle oracle) : IBookObserver
{
    private const int Depth = 10;
    private readonly Level[] _ours = new Level[Depth];
    private readonly Dictionary<InstrumentId, long> _heardNs = [];

    /// <summary>Updates heard.</summary>
    public long Updates { get; private set; }

    /// <summary>Updates at which both books were at the same change, so that they could be compared.</summary>
    public long Compared { get; private set; }

    /// <summary>When a book was last updated, since the start; 0 before.</summary>
    public long HeardNs(InstrumentId instrument) => _heardNs.GetValueOrDefault(instrument);

    public void OnUpdate(Instrument instrument, L2Book book)
    {
        Updates++;
        _heardNs[instrument.Id] = oracle.NowNs;
        oracle.Feeds.OnApplied(instrument.Id.ToString(), book.Sequence);
        SimulatedVenue venue = oracle.MarketOf(instrument.Id.Venue).Venue;
        if (book.State is not BookState.Proven || venue.Truth.BookSequence(instrument.Id.Symbol) != book.Sequence)
            return;

        Compared++;
        Compare(instrument.Id, Side.Buy, book, venue);
        Compare(instrument.Id, Side.Sell, book, venue);
    }

    public void OnSnapshot(Instrument instrument, L2Book book) => _heardNs[instrument.Id] = oracle.NowNs;

    private void Compare(InstrumentId instrument, Side side, L2Book book, SimulatedVenue venue)
    {
        int count = book.CopyDepth(side, _ours);
        IReadOnlyList<Level> theirs = venue.Truth.Depth(instrument.Symbol, side, Depth);
        bool isEqual = count == theirs.Count;
        for (int index = 0; isEqual && index < count; index++)
            isEqual = _ours[index] == theirs[index];
        if (!isEqual)
            oracle.Report("book", $"{instrument} {side}s at change {book.Sequence}: ours {string.Join(" ", _ours[..count])}, the venue's {string.Join(" ", theirs)}");
    }
}
