using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>One <see cref="L2Book"/> for each instrument of a tape that tells levels by price.</summary>
/// <param name="capacity">Levels per side before a book's arrays grow. Default 1024.</param>
public sealed class TapeLevelBooks(int capacity = 1024)
{
    private readonly List<Rebuilt> _books = [];

    /// <summary>Instruments met so far.</summary>
    public int Count => _books.Count;

    /// <summary>The book of an instrument, by <see cref="TapeEvent.Instrument"/>; an empty one when it was never met.</summary>
    public L2Book this[int instrument]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(instrument);
            while (_books.Count <= instrument)
                _books.Add(new Rebuilt(new L2Book(capacity)));
            return _books[instrument].Book;
        }
    }

    /// <summary>Applies an event to the book of its instrument. Kinds that say nothing about levels pass by.</summary>
    /// <returns>True when it closed an update or a snapshot with the proof intact: the book may be looked at.</returns>
    public bool Apply(in TapeEvent step)
    {
        L2Book book = this[step.Instrument];
        Rebuilt rebuilt = _books[step.Instrument];
        switch (step.Kind)
        {
            case TapeEventKind.Clear:
                rebuilt.Begin(isOfLevels: true);
                return book.Apply(Translated(in step, step.Flags.HasFlag(TapeFlags.Doubtful) ? MarketEventKind.Broken : MarketEventKind.SnapshotStart));
            case TapeEventKind.Level:
                rebuilt.Begin(isOfLevels: true);
                return book.Apply(Translated(in step, MarketEventKind.Level));
            case TapeEventKind.Quote:
                rebuilt.Begin(isOfLevels: false);
                return false;
            case TapeEventKind.UpdateEnd:
                return rebuilt.End() && book.Apply(Translated(in step, MarketEventKind.UpdateEnd));
            default:
                return false;
        }
    }

    private static MarketEvent Translated(in TapeEvent step, MarketEventKind kind) =>
        new(kind, step.Side, 0, step.Price, step.Quantity, step.PreviousSequence, step.Sequence, step.VenueTimeNs, step.ReceiveTimeNs);

    // The end of a pair of best quotes is no end of an update of levels.
    private sealed class Rebuilt(L2Book book)
    {
        private bool _isOfQuotes;

        public L2Book Book { get; } = book;

        public void Begin(bool isOfLevels) => _isOfQuotes = !isOfLevels;

        public bool End()
        {
            bool isOfLevels = !_isOfQuotes;
            _isOfQuotes = false;
            return isOfLevels;
        }
    }
}
