using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>What a venue's dialect reads out of one message: the same for the survey that looks for the scales and for the tape itself.</summary>
internal interface ICaptureOutput
{
    /// <summary>Levels of the message that is being read; the dialect fills it, <see cref="Book"/> empties it.</summary>
    List<CaptureRow> Rows { get; }

    /// <summary>The rows read so far are a book or a change of one.</summary>
    void Book(ReadOnlySpan<byte> symbol, in CaptureBookUpdate update, long venueNs);

    /// <summary>The best quotes that the venue sent.</summary>
    void Quotes(in CaptureQuotes quotes);

    /// <summary>A trade; the side is the aggressor's.</summary>
    void Trade(ReadOnlySpan<byte> symbol, Side side, WrittenDecimal price, WrittenDecimal size, long id, TapeFlags flags, long venueNs);

    /// <summary>The message holds nothing of these.</summary>
    void Other();
}

/// <summary>How a venue proves its book.</summary>
internal enum CaptureProof : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>By Kraken's checksum.</summary>
    Kraken = 1,

    /// <summary>By OKX's checksum.</summary>
    Okx = 2,
}

/// <summary>A best bid and ask as they were written: an empty price is no quote on that side, an empty size one that the venue did not tell.</summary>
internal ref struct CaptureQuotes
{
    public ReadOnlySpan<byte> Symbol, Bid, BidSize, Ask, AskSize;
    public long VenueNs;
}

/// <summary>What a message says of its levels.</summary>
/// <param name="IsSnapshot">A whole book; else a change of one.</param>
/// <param name="PreviousSequence">The change before; 0 when the venue names none.</param>
/// <param name="Sequence">This change's own number; 0 when the venue names none.</param>
/// <param name="Proof">How the book is proven.</param>
/// <param name="Checksum">The checksum; null when the message tells none.</param>
/// <param name="Depth">Levels a side that are kept after a change; 0 is all.</param>
internal readonly record struct CaptureBookUpdate(
    bool IsSnapshot, long PreviousSequence, long Sequence, CaptureProof Proof, long? Checksum, int Depth);
