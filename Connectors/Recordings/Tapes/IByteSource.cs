namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The unpacked bytes of a file, once from beginning to end.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>Reads the next bytes, as many as are at hand.</summary>
    /// <returns>How many; 0 only at the end of a file that is whole.</returns>
    /// <exception cref="InvalidDataException">The packed file is cut or damaged; the message says which.</exception>
    /// <exception cref="IOException">The file can't be read on.</exception>
    int Read(Span<byte> into);
}

/// <summary>A file that is not packed.</summary>
internal sealed class PlainBytes(FileStream file) : IByteSource
{
    public int Read(Span<byte> into) => file.Read(into);

    public void Dispose() => file.Dispose();
}
