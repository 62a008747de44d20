using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Grains.MarketData;

/// <summary>Hears of every update of every book on its silo, in the book's turn: replays compare, recorders sample. Register any number; none by default.</summary>
public interface IBookObserver
{
    /// <summary>An update was applied; not called for the snapshot that begins a chain.</summary>
    /// <param name="instrument">Whose book.</param>
    /// <param name="book">The book as it is now; valid during the call.</param>
    void OnUpdate(Instrument instrument, L2Book book);

    /// <summary>A snapshot began a chain anew. Nothing by default.</summary>
    /// <param name="instrument">Whose book.</param>
    /// <param name="book">The book as it is now; valid during the call.</param>
    void OnSnapshot(Instrument instrument, L2Book book)
    {
    }

    /// <summary>The chain broke: the book is not to be believed until a snapshot comes. Nothing by default.</summary>
    /// <param name="instrument">Whose book.</param>
    /// <param name="book">The book as it is now; valid during the call.</param>
    void OnBroken(Instrument instrument, L2Book book)
    {
    }
}
