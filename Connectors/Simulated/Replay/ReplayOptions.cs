using Quern.Connectors.Recordings;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>What is replayed, and how our orders fare beside it.</summary>
public sealed record ReplayOptions
{
    /// <summary>The recording's files, in order of time; a later one continues the earlier.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>A file with the instrument's definition (<see cref="InstrumentFile"/>). Default null: scales by the finest decimals of the snapshot.</summary>
    public string? InstrumentFile { get; init; }

    /// <summary>What moves our orders forward in a recorded queue. Default pessimistic.</summary>
    public QueueModel Queue { get; init; }

    /// <summary>
    /// Whether the recording begins as soon as somebody listens to the book and the trades of the instrument, so that nobody misses its
    /// beginning. Default true; otherwise it waits for <see cref="ReplayVenue.Start"/>.
    /// </summary>
    public bool StartsWhenHeard { get; init; } = true;

    /// <summary>Compares the exchange's own recorded quotes with a book that the caller rebuilds; null for nobody.</summary>
    public BboCheck? Check { get; init; }

    /// <summary>Accounts, fees, limits, leverage and delays; its instruments and its crowd are not used.</summary>
    public VenueOptions Venue { get; init; } = new();
}

/// <summary>How far a replay has come.</summary>
/// <param name="Lines">Lines replayed, over all files.</param>
/// <param name="File">The file of the last one, without its folder; null before the first.</param>
/// <param name="Line">Its line in that file, from 1.</param>
/// <param name="TimeNs">Its recorded stamp, Unix nanoseconds.</param>
/// <param name="Snapshots">Book snapshots.</param>
/// <param name="Diffs">Book changes.</param>
/// <param name="Trades">Trades, single or aggregate, that the tape consists of.</param>
/// <param name="Quotes">Best bids and asks.</param>
/// <param name="Marks">Mark prices.</param>
/// <param name="Others">Anything else, passed over.</param>
/// <param name="DiffsApplied">Changes that the venue's own book took.</param>
/// <param name="DiffsDropped">Changes that a snapshot already held.</param>
/// <param name="Gaps">Times that the recorded chain broke.</param>
public readonly record struct ReplaySummary(
    long Lines, string? File, long Line, long TimeNs, long Snapshots, long Diffs, long Trades, long Quotes, long Marks, long Others,
    long DiffsApplied, long DiffsDropped, long Gaps);
