namespace Quern.Connectors.Recordings.Tapes;

/// <summary>
/// Recorded market data of any source as one stream of <see cref="TapeEvent"/>s, read once from beginning to end in bounded memory. Files
/// may be plain or packed (<c>.gz</c>, or <c>.zst</c> where the system has libzstd). <see cref="Tape.Open(string, TapeScales?)"/> opens any of them.
/// </summary>
public interface ITape : IDisposable
{
    /// <summary>Decimals of a price tick, 0 to 18: a tick is 10^-scale of the quote asset.</summary>
    int PriceScale { get; }

    /// <summary>Decimals of a lot, 0 to 18: a lot is 10^-scale of what is traded.</summary>
    int QuantityScale { get; }

    /// <summary>
    /// Decimals of one instrument's tick and lot. The same for all but in captures of many instruments, where no two scales hold every price
    /// and size; fixed from the instrument's first event on.
    /// </summary>
    /// <param name="instrument">By <see cref="TapeEvent.Instrument"/>; one that was met.</param>
    (int Price, int Quantity) ScalesOf(int instrument) => (PriceScale, QuantityScale);

    /// <summary>True when times are Unix nanoseconds; false when they count from local midnight.</summary>
    bool HasDate { get; }

    /// <summary>Names of the instruments met so far, by <see cref="TapeEvent.Instrument"/>; grows while reading.</summary>
    IReadOnlyList<string> Symbols { get; }

    /// <summary>Whole lines, messages or records read so far.</summary>
    long RecordsRead { get; }

    /// <summary>How much of the file is behind us, 0 to 1, by bytes as they lie on disk.</summary>
    double Progress { get; }

    /// <summary>Reads the next event. After an exception the tape is done with: dispose of it.</summary>
    /// <param name="step">The event; empty at the end.</param>
    /// <returns>False at the end of a whole source.</returns>
    /// <exception cref="RecordingException">The source is damaged here: which line or offset, why, and how much was read before it.</exception>
    /// <exception cref="RecordingRefusedException">It is sound, but can't be what was asked for.</exception>
    bool TryRead(out TapeEvent step);
}
