namespace Quern.Connectors.Recordings.Tapes;

/// <summary>
/// The records of a binary tape, whose lengths only their reader knows. A record is looked at first and left behind afterwards, so that
/// whatever is found wrong with it is told with its own place.
/// </summary>
internal sealed class TapeRecords : IDisposable
{
    private readonly TapeBuffer _buffer;
    private bool _isAtEnd;

    /// <param name="path">The file, plain or packed.</param>
    /// <param name="longest">No record is longer, in bytes. Default 64 KiB and what frames it.</param>
    /// <inheritdoc cref="TapeFile(string, long)" path="/exception"/>
    public TapeRecords(string path, int longest = 65_540) => _buffer = new TapeBuffer(new TapeFile(path), longest);

    /// <inheritdoc cref="TapeFile.Name"/>
    public string Name => _buffer.File.Name;

    /// <inheritdoc cref="TapeFile.Progress"/>
    public double Progress => _buffer.File.Progress;

    /// <summary>Records left behind.</summary>
    public long RecordsRead { get; private set; }

    /// <summary>Where the record that is being looked at starts, in unpacked bytes.</summary>
    public long Offset => _buffer.Offset;

    /// <summary>Looks at the first bytes after those left behind, as many as there are.</summary>
    /// <param name="most">No more than this; at most the longest record.</param>
    /// <returns>They, good until the next call; fewer only where the file ends.</returns>
    /// <exception cref="RecordingException">The file is damaged here.</exception>
    public ReadOnlySpan<byte> PeekUpTo(int most)
    {
        while (_buffer.Held.Length < most && !_isAtEnd)
            _isAtEnd = !TryFill();
        ReadOnlySpan<byte> held = _buffer.Held.Span;
        return held[..Math.Min(most, held.Length)];
    }

    /// <summary>Looks at the first bytes of the record after those left behind.</summary>
    /// <param name="count">How many; from 1 to the longest record.</param>
    /// <param name="bytes">They; good until the next call.</param>
    /// <returns>False at the end of the file, right behind the last record.</returns>
    /// <exception cref="RecordingException">The file is damaged here, or ends inside these bytes.</exception>
    public bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = PeekUpTo(count);
        if (bytes.Length > 0 && bytes.Length < count)
            throw Damage($"the file ends in the middle of this record, {bytes.Length} of {count} bytes");
        return bytes.Length > 0;
    }

    /// <summary>Looks at a record that has to be there.</summary>
    /// <inheritdoc cref="TryPeek" path="/param"/>
    /// <inheritdoc cref="TryPeek" path="/exception"/>
    public ReadOnlySpan<byte> Peek(int count) => TryPeek(count, out ReadOnlySpan<byte> bytes)
        ? bytes
        : throw Damage($"the file ends before this record, 0 of {count} bytes");

    /// <summary>Leaves behind the record that is being looked at.</summary>
    /// <param name="count">Its whole length.</param>
    public void Leave(int count)
    {
        Pass(count);
        RecordsRead++;
    }

    /// <summary>Leaves behind bytes that are no record, such as a file's head.</summary>
    public void Pass(int count) => _buffer.Drop(count);

    /// <summary>What is wrong with the record that is being looked at, to be thrown.</summary>
    public RecordingException Damage(string problem, Exception? inner = null) =>
        RecordingException.OfRecord(Name, Offset, RecordsRead, problem, inner);

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

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
