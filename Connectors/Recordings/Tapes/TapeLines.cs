namespace Quern.Connectors.Recordings.Tapes;

/// <summary>
/// The lines of a text tape. A line is looked at first and left behind afterwards, so that whatever is found wrong with it is told with its
/// own place.
/// </summary>
internal sealed class TapeLines : IDisposable
{
    private readonly TapeBuffer _buffer;
    private readonly long _linesBefore;
    private readonly bool _lastMayBeOpen;
    private int _length = -1;
    private bool _isAtEnd;

    /// <param name="path">The file, plain or packed.</param>
    /// <param name="longest">A line of this many bytes or more is a damage. Default 1 MiB.</param>
    /// <param name="lastMayBeOpen">Whether the last line may lack its end; else it is a damage. Default true.</param>
    /// <param name="linesBefore">Lines of earlier files of the same recording, for what a damage says was read. Default none.</param>
    /// <inheritdoc cref="TapeFile(string, long)" path="/exception"/>
    public TapeLines(string path, int longest = 1024 * 1024, bool lastMayBeOpen = true, long linesBefore = 0)
    {
        _buffer = new TapeBuffer(new TapeFile(path, linesBefore), longest);
        (_lastMayBeOpen, _linesBefore) = (lastMayBeOpen, linesBefore);
    }

    /// <summary>The file's name, without its folder.</summary>
    public string Name => _buffer.File.Name;

    /// <summary>The file's size on disk in bytes.</summary>
    public long Length => _buffer.File.Length;

    /// <inheritdoc cref="TapeFile.Progress"/>
    public double Progress => _buffer.File.Progress;

    /// <summary>Lines left behind.</summary>
    public long LinesRead { get; private set; }

    /// <summary>Where the line that is being looked at starts, in unpacked bytes.</summary>
    public long Offset => _buffer.Offset;

    /// <summary>Looks at the line after those left behind; the same again until it is left behind.</summary>
    /// <param name="line">Without its end, which is LF or CRLF; good until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingException">The file is damaged here.</exception>
    public bool TryPeek(out ReadOnlyMemory<byte> line)
    {
        _length = _length < 0 ? FindEnd() : _length;
        line = _length < 0 ? default : _buffer.Held[.._length];
        if (line.Length > 0 && line.Span[^1] == (byte)'\r')
            line = line[..^1];
        return _length >= 0;
    }

    /// <summary>Leaves behind the line that is being looked at.</summary>
    public void Leave()
    {
        _buffer.Drop(Math.Min(_length + 1, _buffer.Held.Length));
        _length = -1;
        LinesRead++;
    }

    /// <summary>Looks at the next line and leaves it behind; it stays good until the next call. For lines that can't be wrong, such as a header.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        bool has = TryPeek(out line);
        if (has)
            Leave();
        return has;
    }

    /// <summary>What is wrong with the line that is being looked at, to be thrown.</summary>
    public RecordingException Damage(string problem, Exception? inner = null) =>
        new(Name, LinesRead + 1, Offset, _linesBefore + LinesRead, problem, inner);

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    // Bytes up to the line's LF or, of an open last line, up to the end; −1 at the end.
    private int FindEnd()
    {
        int scanned = 0;
        while (true)
        {
            ReadOnlySpan<byte> held = _buffer.Held.Span;
            int newLine = held[scanned..].IndexOf((byte)'\n');
            if (newLine >= 0)
                return scanned + newLine;

            scanned = held.Length;
            if (_isAtEnd)
                return scanned == 0 ? -1 : _lastMayBeOpen ? scanned : throw Damage("the file ends in the middle of this line");
            if (_buffer.IsFull)
                throw Damage($"the line is longer than {scanned} bytes");
            _isAtEnd = !TryFill();
        }
    }

    private bool TryFill()
    {
        try
        {
            return _buffer.TryFill();
        }
        catch (InvalidDataException error)
        {
            throw Damage(error.Message, error.InnerException);
        }
    }
}
