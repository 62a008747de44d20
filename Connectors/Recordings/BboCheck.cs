using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings;

/// <summary>
/// Compares a rebuilt book with the best quotes that the exchange itself recorded beside it: both carry ids of one space, and where a diff
/// and a quote have the same id they say the same touch. Either may come first.
/// </summary>
public sealed class BboCheck
{
    // Quotes are many times as frequent as diffs; beyond this many the other side has stopped.
    private const int MostWaiting = 100_000;
    private readonly Queue<(long Id, Touch Touch)> _quotes = [];
    private readonly Queue<(long Id, Touch Touch)> _books = [];

    /// <summary>Ids that both sides named.</summary>
    public long Compared { get; private set; }

    /// <summary>Of those, with the same prices and sizes on both sides.</summary>
    public long Equal { get; private set; }

    /// <summary>The id, quote and book of the first difference; null while there is none.</summary>
    public (long Id, Touch Quote, Touch Book)? FirstDifference { get; private set; }

    /// <summary>A recorded best quote.</summary>
    public void OnQuote(in RecordedTicker quote) => Add(_quotes, quote.UpdateId, quote.Touch);

    /// <summary>The book's touch after the diff with this final id.</summary>
    public void OnBook(long finalId, in Touch touch) => Add(_books, finalId, touch);

    private void Add(Queue<(long, Touch)> queue, long id, Touch touch)
    {
        queue.Enqueue((id, touch));
        if (queue.Count > MostWaiting)
            queue.Dequeue();

        // Ids only rise: what is older than the other side's oldest will not be met.
        while (_quotes.TryPeek(out (long Id, Touch Touch) quote) && _books.TryPeek(out (long Id, Touch Touch) book))
        {
            if (quote.Id == book.Id)
                Compare(quote.Id, quote.Touch, book.Touch);
            if (quote.Id <= book.Id)
                _quotes.Dequeue();
            if (book.Id <= quote.Id)
                _books.Dequeue();
        }
    }

    private void Compare(long id, Touch quote, Touch book)
    {
        Compared++;
        if (quote == book)
            Equal++;
        else
            FirstDifference ??= (id, quote, book);
    }
}
