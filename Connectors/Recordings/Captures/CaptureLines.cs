using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>One received message of a capture.</summary>
/// <param name="ReceiveNs">The recorder's stamp, Unix nanoseconds.</param>
/// <param name="Json">Valid until the next line is read.</param>
internal readonly record struct CaptureMessage(long ReceiveNs, ReadOnlyMemory<byte> Json);

/// <summary>
/// The lines of a web-socket capture: received messages are <c>unix seconds.fraction: json</c>; lines that begin with the socket's address
/// say when it was opened and what was sent.
/// </summary>
internal sealed class CaptureLines(string file) : IDisposable
{
    // The whole book of a busy product takes some megabytes.
    private const int LongestLine = 32 * 1024 * 1024;
    private readonly TapeLines _lines = new(file, LongestLine);
    private bool _isHeld;

    public long LinesRead => _lines.LinesRead;

    public double Progress => _lines.Progress;

    /// <summary>Lines about the connection so far.</summary>
    public long ConnectionRecords { get; private set; }

    /// <summary>Goes to the next message.</summary>
    /// <exception cref="RecordingException">The capture is damaged here.</exception>
    public bool TryRead(out CaptureMessage message)
    {
        message = default;
        if (_isHeld)
            _lines.Leave();
        for (_isHeld = false; _lines.TryPeek(out ReadOnlyMemory<byte> line); _lines.Leave())
        {
            if (line.IsEmpty)
                continue;
            if (line.Span[0] is >= (byte)'0' and <= (byte)'9')
            {
                message = Parse(line);
                return _isHeld = true;
            }

            if (!IsConnectionRecord(line.Span))
                throw Damage("the line is neither a message nor a record of the connection");
            ConnectionRecords++;
        }

        return false;
    }

    /// <summary>What is wrong with the message read last.</summary>
    public RecordingException Damage(string problem, Exception? inner = null) => _lines.Damage(problem, inner);

    public void Dispose() => _lines.Dispose();

    /// <summary>Whether a line is about the connection: "address &lt;-&gt; time", "address &lt;- time: what was sent", and "-&gt;" for what was asked by HTTP.</summary>
    public static bool IsConnectionRecord(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        return space > 0 && line[..space].IndexOf("://"u8) > 0 && (line[space..].StartsWith(" <-"u8) || line[space..].StartsWith(" ->"u8));
    }

    private CaptureMessage Parse(ReadOnlyMemory<byte> line)
    {
        int colon = line.Span.IndexOf(": "u8);
        if (colon < 0)
            throw Damage("the message has no stamp before it");
        try
        {
            return new(CaptureTime.Seconds(line.Span[..colon]), line[(colon + 2)..]);
        }
        catch (FormatException error)
        {
            throw Damage(error.Message, error);
        }
    }
}
