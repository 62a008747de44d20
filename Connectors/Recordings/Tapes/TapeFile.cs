namespace Quern.Connectors.Recordings.Tapes;

/// <summary>A file of recorded market data, unpacked while it is read: <c>.gz</c>, <c>.zst</c>, or as it lies there.</summary>
internal sealed class TapeFile : IDisposable
{
    private readonly FileStream _raw;
    private readonly IByteSource _bytes;

    /// <param name="path">Where it lies; its ending says how it is packed.</param>
    /// <param name="recordsBefore">Lines or records of earlier files of the same recording, for what a damage says was read. Default none.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    /// <exception cref="RecordingRefusedException">It is a <c>.zst</c>, and this machine has no libzstd.</exception>
    public TapeFile(string path, long recordsBefore = 0)
    {
        Name = Path.GetFileName(path);
        _raw = Open(path, recordsBefore);
        Length = _raw.Length;
        try
        {
            _bytes = Unpacking(path);
        }
        catch (RecordingRefusedException)
        {
            _raw.Dispose();
            throw;
        }
    }

    /// <summary>Its name, without its folder.</summary>
    public string Name { get; }

    /// <summary>Its size on disk in bytes.</summary>
    public long Length { get; }

    /// <summary>How much of it is behind us, 0 to 1, by bytes as they lie on disk.</summary>
    public double Progress => Length == 0 ? 1 : (double)_raw.Position / Length;

    /// <summary>Reads the next unpacked bytes, as many as are at hand.</summary>
    /// <returns>How many; 0 only at the end of a file that is whole.</returns>
    /// <exception cref="InvalidDataException">The file is cut, damaged, or can't be read on; the message says which.</exception>
    public int Read(Span<byte> into)
    {
        try
        {
            return _bytes.Read(into);
        }
        catch (IOException error)
        {
            throw new InvalidDataException("the file can't be read on", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private IByteSource Unpacking(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".GZ" => new GzipBytes(_raw),
        ".ZST" => new ZstdBytes(_raw, ZstdLibrary.Loaded ?? throw new RecordingRefusedException(
            $"{Name} is packed by Zstandard and this machine has no libzstd: install it, or unpack the file first (zstd -d).")),
        _ => new PlainBytes(_raw),
    };

    private static FileStream Open(string path, long recordsBefore)
    {
        if (!File.Exists(path))
            throw new RecordingException(path, 0, 0, recordsBefore, "no such file");
        try
        {
            // Readers ask for whole buffers: a buffer of the file's own would only copy once more.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(path, 0, 0, recordsBefore, "the file can't be opened", error);
        }
    }
}
