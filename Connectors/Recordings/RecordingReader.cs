using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace Quern.Connectors.Recordings;

/// <summary>
/// Reads a recording of Binance sockets, plain or <c>.gz</c>, as a stream: each line is the recorder's stamp in nanoseconds, one space, and
/// the raw JSON. Whatever is not of that form stops the reading with a <see cref="RecordingException"/>.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    private const int LongestLine = 64 * 1024 * 1024;
    private readonly string _file;
    private readonly long _linesBefore;
    private readonly Stream _source;
    private readonly bool _isPacked;
    private readonly uint _unpackedLength;
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private string _lastSymbol = "";

    /// <summary>Opens a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="linesBefore">Lines of earlier files of the same recording, for what a damage says was read. Default none.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public RecordingReader(string file, long linesBefore = 0)
    {
        _file = Path.GetFileName(file);
        _linesBefore = linesBefore;
        FileStream raw = Open(file, linesBefore);
        _isPacked = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _unpackedLength = _isPacked ? ReadUnpackedLength(raw) : 0;
        _source = _isPacked ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        Length = raw.Length;
    }

    /// <summary>The file's size in bytes, for progress.</summary>
    public long Length { get; }

    /// <summary>Whole lines read so far, of this file.</summary>
    public long LinesRead { get; private set; }

    /// <summary>Bytes of unpacked text read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingException">The recording is damaged here.</exception>
    public bool TryRead(out RecordedFrame frame)
    {
        frame = default;
        int length = FindLine();
        if (length < 0)
            return false;

        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        frame = Parse(line);
        _start += length + 1;
        Offset += length + 1;
        LinesRead++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static FileStream Open(string file, long linesBefore)
    {
        if (!File.Exists(file))
            throw new RecordingException(file, 0, 0, linesBefore, "no such file");
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(file, 0, 0, linesBefore, "the file can't be opened", error);
        }
    }

    private RecordedFrame Parse(ReadOnlyMemory<byte> line)
    {
        ReadOnlySpan<byte> text = line.Span;
        int space = text.IndexOf((byte)' ');
        if (space <= 0 || !TryReadTime(text[..space], out long timeNs))
            throw Damage("the line does not start with a stamp in nanoseconds and a space");

        try
        {
            ReadOnlyMemory<byte> json = line[(space + 1)..];
            RecordedShape shape = RecordedShape.Of(json.Span, ref _lastSymbol);
            return new(_file, LinesRead + 1, Offset, timeNs, shape.Kind, shape.Symbol, shape.HasPreviousFinal, json, json[shape.Event]);
        }
        catch (JsonException error)
        {
            throw Damage($"the frame is no JSON ({error.Message.Split('.')[0]})", error);
        }
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, out long timeNs)
    {
        timeNs = 0;
        if (text.Length > 19)
            return false;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            timeNs = timeNs * 10 + (digit - '0');
        }

        return timeNs > 0;
    }

    // Length of the line at _start, or −1 at the end.
    private int FindLine()
    {
        int scanned = 0;
        while (true)
        {
            int newLine = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newLine >= 0)
                return scanned + newLine;

            scanned = _end - _start;
            if (_isAtEnd)
                return scanned == 0 ? -1 : throw Damage("the file ends in the middle of this line");
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
                throw Damage($"the line is longer than {LongestLine} bytes");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = ReadSource();
        _end += read;
        if (read > 0)
            return;

        _isAtEnd = true;
        // The unpacker takes a cut file for a whole one: only its own count tells.
        if (_isPacked && unchecked((uint)(Offset + _end)) != _unpackedLength)
            throw Damage("the packed file is cut: it unpacks to fewer bytes than it says");
    }

    private int ReadSource()
    {
        try
        {
            return _source.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Damage(_isPacked ? "the packed file is damaged" : "the file can't be read on", error);
        }
    }

    private static uint ReadUnpackedLength(FileStream raw)
    {
        // RFC 1952, 2.3.1: the last four bytes are the length of the unpacked text, modulo 2^32.
        Span<byte> last = stackalloc byte[4];
        if (raw.Length < 18)
            return uint.MaxValue;
        raw.Seek(-4, SeekOrigin.End);
        raw.ReadExactly(last);
        raw.Seek(0, SeekOrigin.Begin);
        return BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    private RecordingException Damage(string problem, Exception? inner = null) =>
        new(_file, LinesRead + 1, Offset, _linesBefore + LinesRead, problem, inner);
}
