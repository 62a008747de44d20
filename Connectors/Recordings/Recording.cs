namespace Quern.Connectors.Recordings;

/// <summary>Files that continue each other, read as one.</summary>
/// <param name="files">In order of time; at least one.</param>
public sealed class Recording(IReadOnlyList<string> files) : IDisposable
{
    private RecordingReader? _reader;
    private int _next;
    private long _linesBefore;

    /// <summary>Whole lines read so far, over all files.</summary>
    public long LinesRead => _linesBefore + (_reader?.LinesRead ?? 0);

    /// <summary>How much of all files is behind us, 0 to 1; each counts the same.</summary>
    public double Progress => _reader is null ? (double)_next / Math.Max(1, files.Count) : (_next - 1 + _reader.Progress) / files.Count;

    /// <summary>Reads the next line; the first line of the next file after the last of one.</summary>
    /// <returns>False at the end of the last file.</returns>
    /// <exception cref="RecordingException">A file is missing, or damaged here.</exception>
    public bool TryRead(out RecordedFrame frame)
    {
        while (true)
        {
            if (_reader is not null && _reader.TryRead(out frame))
                return true;
            if (_next == files.Count)
            {
                frame = default;
                return false;
            }

            _linesBefore = LinesRead;
            _reader?.Dispose();
            _reader = null;
            _reader = new RecordingReader(files[_next++], _linesBefore);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();
}
