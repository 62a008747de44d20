using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>
/// A web-socket capture as a tape: text lines of <c>unix seconds.fraction: json</c>, as Kraken (v1), Coinbase, Deribit and OKX send it. The
/// venue is known by its messages. Checksums are proven while reading, over prices and sizes as they were written, and
/// <see cref="Checks"/> tells how they came out; an update that fails its checksum ends with <see cref="TapeFlags.Doubtful"/>.
/// </summary>
/// <remarks>Kraken web-socket API v1; Coinbase Exchange feed; Deribit API v2, subscriptions; OKX API v5, public channels.</remarks>
public sealed class CaptureTape : ITape
{
    private readonly CaptureLines _lines;
    private readonly CaptureEvents _events;
    private readonly CaptureDialects _dialects;

    /// <summary>Opens a capture, and reads it once to its end for the decimals of its instruments.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public CaptureTape(string file)
    {
        _events = new CaptureEvents(CaptureSurvey.Read(file));
        _lines = new CaptureLines(file);
        _dialects = new CaptureDialects(_events);
        Name = Path.GetFileName(file);
    }

    /// <summary>The file's name, without its folder.</summary>
    public string Name { get; }

    /// <summary>The finest of all instruments; see <see cref="ScalesOf"/>.</summary>
    public int PriceScale => _events.Survey.Finest.Price;

    /// <summary>The finest of all instruments; see <see cref="ScalesOf"/>.</summary>
    public int QuantityScale => _events.Survey.Finest.Quantity;

    /// <inheritdoc/>
    public bool HasDate => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols => _events.Symbols.Names;

    /// <inheritdoc/>
    public long RecordsRead => _lines.LinesRead;

    /// <inheritdoc/>
    public double Progress => _lines.Progress;

    /// <summary>What came so far, and how its proofs came out.</summary>
    public CaptureChecks Checks => _events.Checks;

    /// <inheritdoc/>
    public (int Price, int Quantity) ScalesOf(int instrument) => _events.ScalesOf(instrument);

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        while (!_events.Queue.TryTake(out step))
        {
            if (!TryReadMessage())
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TryReadMessage()
    {
        bool has = _lines.TryRead(out CaptureMessage message);
        Checks.ConnectionRecords = _lines.ConnectionRecords;
        if (!has)
        {
            return Checks.Messages == 0 || _dialects.IsKnown
                ? false
                : throw new RecordingRefusedException($"{Name}: none of its {Checks.Messages} messages is of Kraken, Coinbase, Deribit or OKX.");
        }

        try
        {
            _events.Begin(message.ReceiveNs);
            _dialects.Read(message.Json.Span);
            return true;
        }
        catch (FormatException error)
        {
            throw Damage(error.Message, error);
        }
        catch (JsonException error)
        {
            throw Damage($"the message is {JsonSteps.Problem(error)}", error);
        }
    }

    private RecordingException Damage(string problem, Exception error)
    {
        _events.Queue.Clear();
        return _lines.Damage(problem, error);
    }
}
