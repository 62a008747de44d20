namespace Quern.Connectors.Recordings;

/// <summary>What a recorded frame is.</summary>
public enum RecordedKind : byte
{
    /// <summary>Anything else.</summary>
    Other = 0,

    /// <summary>A REST book snapshot.</summary>
    Snapshot = 1,

    /// <summary>A book change, <c>depthUpdate</c>.</summary>
    Diff = 2,

    /// <summary>A public trade, <c>trade</c>.</summary>
    Trade = 3,

    /// <summary>Best bid and ask.</summary>
    BookTicker = 4,

    /// <summary>Mark price and funding.</summary>
    MarkPrice = 5,

    /// <summary>Trades of one taker at one price told as one, <c>aggTrade</c>.</summary>
    AggregateTrade = 6,
}

/// <summary>One line of a recording, as the venue sent it.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Line">In its file, from 1.</param>
/// <param name="Offset">Where the line starts, in bytes of the unpacked text.</param>
/// <param name="ReceiveTimeNs">The recorder's stamp, Unix nanoseconds.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Symbol">As the venue writes it; empty for a snapshot, which names none.</param>
/// <param name="HasPreviousFinal">For a diff: true when it carries <c>pu</c>, which only the futures markets send.</param>
/// <param name="Bytes">The raw JSON; valid until the next line is read.</param>
/// <param name="Event">The part of it that is the event itself, without the stream's wrapper; all of it when there is none.</param>
public readonly record struct RecordedFrame(
    string File,
    long Line,
    long Offset,
    long ReceiveTimeNs,
    RecordedKind Kind,
    string Symbol,
    bool HasPreviousFinal,
    ReadOnlyMemory<byte> Bytes,
    ReadOnlyMemory<byte> Event)
{
    /// <summary>True when a stream's wrapper is around the event.</summary>
    public bool IsWrapped => Event.Length != Bytes.Length;

    /// <summary>What is wrong with this very line, to be thrown.</summary>
    /// <param name="linesRead">Whole lines read before it, over all files.</param>
    /// <param name="problem">What is wrong.</param>
    public RecordingException Damage(long linesRead, string problem) => new(File, Line, Offset, linesRead, problem);
}
