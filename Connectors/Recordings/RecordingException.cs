namespace Quern.Connectors.Recordings;

/// <summary>A recording can't be read on: where it stopped, why, and what was read until then.</summary>
/// <param name="file">The file.</param>
/// <param name="line">The line that can't be read, from 1; 0 when the damage is not in a line.</param>
/// <param name="offset">Where that line starts, in bytes of the unpacked text.</param>
/// <param name="linesRead">Whole lines read before it, those of earlier files included.</param>
/// <param name="problem">What is wrong.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class RecordingException(string file, long line, long offset, long linesRead, string problem, Exception? inner = null)
    : Exception($"{file}: line {line}, offset {offset}: {problem}; {linesRead} lines were read before it", inner)
{
    /// <summary>The file's name, without its folder.</summary>
    public string File { get; } = file;

    /// <summary>The line that can't be read, from 1; 0 when the damage is not in a line.</summary>
    public long Line { get; } = line;

    /// <summary>Where that line starts, in bytes of the unpacked text.</summary>
    public long Offset { get; } = offset;

    /// <summary>Whole lines read before it, those of earlier files included.</summary>
    public long LinesRead { get; } = linesRead;
}
