namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The part of a tape's bytes that is being looked at: grows at its end, is dropped at its beginning.</summary>
/// <param name="file">Where they come from; disposed with this.</param>
/// <param name="longest">More bytes than this are never held at once.</param>
internal sealed class TapeBuffer(TapeFile file, int longest) : IDisposable
{
    private const int FirstLength = 64 * 1024;
    private byte[] _bytes = new byte[Math.Min(FirstLength, longest)];
    private int _start;
    private int _end;

    /// <summary>Where the first byte held lies in the unpacked file.</summary>
    public long Offset { get; private set; }

    /// <summary>The bytes held; good until the next call of anything here.</summary>
    public ReadOnlyMemory<byte> Held => _bytes.AsMemory(_start, _end - _start);

    /// <summary>True when no more bytes than these may be held.</summary>
    public bool IsFull => _end - _start == longest;

    public TapeFile File => file;

    /// <summary>Reads further bytes behind those held. Not when it is full.</summary>
    /// <returns>False at the end of a whole file.</returns>
    /// <inheritdoc cref="TapeFile.Read" path="/exception"/>
    public bool TryFill()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min((long)_bytes.Length * 2, longest));
        int read = file.Read(_bytes.AsSpan(_end));
        _end += read;
        return read > 0;
    }

    /// <summary>Leaves the first bytes behind.</summary>
    public void Drop(int count)
    {
        _start += count;
        Offset += count;
    }

    public void Dispose() => file.Dispose();
}
