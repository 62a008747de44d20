using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings;

/// <summary>
/// Reads a recording of Binance sockets, plain or <c>.gz</c>, as a stream: each line is the recorder's stamp in nanoseconds, one space, and
/// the raw JSON. Whatever is not of that form stops the reading with a <see cref="RecordingException"/>.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    private const int LongestLine = 64 * 1024 * 1024;
    private readonly TapeLines _lines;
    private string _lastSymbol = "";

    /// <summary>Opens a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="linesBefore">Lines of earlier files of the same recording, for what a damage says was read. Default none.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public RecordingReader(string file, long linesBefore = 0) =>
        _lines = new TapeLines(file, LongestLine, lastMayBeOpen: false, linesBefore);

    /// <summary>The file's size in bytes, for progress.</summary>
    public long Length => _lines.Length;

    /// <summary>How much of the file is behind us, 0 to 1, by bytes as they lie on disk.</summary>
    public double Progress => _lines.Progress;

    /// <summary>Whole lines read so far, of this file.</summary>
    public long LinesRead => _lines.LinesRead;

    /// <summary>Bytes of unpacked text read so far.</summary>
    public long Offset => _lines.Offset;

    /// <summary>Reads the next line.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingException">The recording is damaged here.</exception>
    public bool TryRead(out RecordedFrame frame)
    {
        frame = default;
        if (!_lines.TryPeek(out ReadOnlyMemory<byte> line))
            return false;

        frame = Parse(line);
        _lines.Leave();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private RecordedFrame Parse(ReadOnlyMemory<byte> line)
    {
        ReadOnlySpan<byte> text = line.Span;
        int space = text.IndexOf((byte)' ');
        if (space <= 0 || !TryReadTime(text[..space], out long timeNs))
            throw _lines.Damage("the line does not start with a stamp in nanoseconds and a space");

        try
        {
            ReadOnlyMemory<byte> json = line[(space + 1)..];
            RecordedShape shape = RecordedShape.Of(json.Span, ref _lastSymbol);
            return new(_lines.Name, LinesRead + 1, Offset, timeNs, shape.Kind, shape.Symbol, shape.HasPreviousFinal, json, json[shape.Event]);
        }
        catch (JsonException error)
        {
            throw _lines.Damage($"the frame is {JsonSteps.Problem(error)}", error);
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
}
