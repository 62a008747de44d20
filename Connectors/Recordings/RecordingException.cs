namespace Quern.Connectors.Recordings;

/// <summary>A recording can't be read on: where it stopped, why, and what was read until then.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Damage in a text of lines.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">The line that can't be read, from 1; 0 when the damage is not in a line.</param>
    /// <param name="offset">Where that line starts, in bytes of the unpacked text.</param>
    /// <param name="linesRead">Whole lines read before it, those of earlier files included.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="inner">The cause, if any.</param>
    public RecordingException(string file, long line, long offset, long linesRead, string problem, Exception? inner = null)
        : this($"{file}: line {line}, offset {offset}: {problem}; {linesRead} lines were read before it", inner) =>
        (File, Line, Offset, LinesRead) = (file, line, offset, linesRead);

    private RecordingException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Damage in a file of binary records, which has no lines.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the record that can't be read starts, in unpacked bytes.</param>
    /// <param name="recordsRead">Whole records read before it.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="inner">The cause, if any.</param>
    public static RecordingException OfRecord(string file, long offset, long recordsRead, string problem, Exception? inner = null) =>
        new($"{file}: offset {offset}: {problem}; {recordsRead} records were read before it", inner)
        {
            File = file,
            Offset = offset,
            LinesRead = recordsRead,
        };

    /// <summary>The file's name, without its folder.</summary>
    public string File { get; private init; } = "";

    /// <summary>The line that can't be read, from 1; 0 when the damage is not in a line.</summary>
    public long Line { get; }

    /// <summary>Where that line or record starts, in bytes of the unpacked file.</summary>
    public long Offset { get; private init; }

    /// <summary>Whole lines or records read before it, those of earlier files included.</summary>
    public long LinesRead { get; private init; }
}
