using System.Text;
using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.Polygon;

/// <summary>
/// A recorded reply of Polygon's (Massive's) REST interface as a tape; its own members tell its shape: bars (v2 aggs, previous close), trades
/// and quotes (v3), last trade and last NBBO (v2), open and close (v1). One reply is one JSON document and is held whole, up to 64 MiB.
/// </summary>
/// <remarks>Polygon.io (Massive), "REST API". Where a record has several stamps, <see cref="TapeEvent.VenueTimeNs"/> is the exchange's own and <see cref="TapeEvent.ReceiveTimeNs"/> the consolidated feed's.</remarks>
public sealed class PolygonReplyTape : ITape
{
    private const int Longest = 64 * 1024 * 1024;
    private readonly TapeFile _file;
    private readonly SymbolTable _symbols = new();
    private readonly EventQueue _events = new();
    private readonly PolygonObject _members = new();
    private readonly PolygonReplyReader _reader;
    private readonly byte[] _symbol;
    private byte[] _json = [];
    private byte[] _named = [];
    private int _next = -1;
    private int _end;

    /// <summary>Opens a file.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <param name="symbol">The instrument that was asked for: replies of trades and quotes don't name it. Default what the reply names, else "?".</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 10.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18. Default 8.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public PolygonReplyTape(string file, string symbol = "", int priceScale = 10, int quantityScale = 8)
    {
        (PriceScale, QuantityScale) = (TapeText.CheckedScale(priceScale), TapeText.CheckedScale(quantityScale));
        _file = new TapeFile(file);
        _symbol = Encoding.UTF8.GetBytes(symbol);
        _reader = new PolygonReplyReader(_members, _events, priceScale, quantityScale);
    }

    /// <inheritdoc/>
    public int PriceScale { get; }

    /// <inheritdoc/>
    public int QuantityScale { get; }

    /// <inheritdoc/>
    public bool HasDate => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols => _symbols.Names;

    /// <inheritdoc/>
    public long RecordsRead { get; private set; }

    /// <inheritdoc/>
    public double Progress => _file.Progress;

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        while (!_events.TryTake(out step))
        {
            if (!Guarded())
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool Guarded()
    {
        int at = Math.Max(0, _next);
        try
        {
            if (_next >= 0)
                return TryReadResult();
            ReadAll();
            ReadRoot();
            return true;
        }
        catch (FormatException error)
        {
            throw Damage(at, error.Message, error);
        }
        catch (InvalidDataException error)
        {
            throw Damage(_end, error.Message, error.InnerException);
        }
        catch (JsonException error)
        {
            throw Damage(at, $"the reply is {JsonSteps.Problem(error)}", error);
        }
    }

    private RecordingException Damage(int offset, string problem, Exception? error)
    {
        _events.Clear();
        return RecordingException.OfRecord(_file.Name, offset, RecordsRead, problem, error);
    }

    private void ReadAll()
    {
        _json = new byte[16 * 1024];
        for (int read = _file.Read(_json); read > 0; read = _file.Read(_json.AsSpan(_end)))
        {
            _end += read;
            if (_end == Longest)
                throw new FormatException($"the reply is longer than {Longest} bytes");
            if (_end == _json.Length)
                Array.Resize(ref _json, Math.Min(_end * 2, Longest));
        }
    }

    // Finds the results, whose records are then read one by one; a reply without results is a record itself.
    private void ReadRoot()
    {
        ReadOnlySpan<byte> json = _json.AsSpan(0, _end);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        _members.Read(ref reader);
        JsonSteps.Finish(ref reader);

        _named = FirstOf(_members.Text(json, "ticker"u8), _members.Text(json, "symbol"u8)).ToArray();
        (int offset, int length) = _members.PlaceOfInner(json, "results"u8).GetOffsetAndLength(_end);
        if (length > 0 && json[offset] == (byte)'{')
            ReadOne(json.Slice(offset, length));
        else if (length == 0 && _members.Has(json, "open"u8))
            ReadOne(json);
        else if (length == 0 && !_members.Has(json, "status"u8))
            throw new RecordingRefusedException($"{_file.Name} is no reply that is read here: it has neither results nor a status.");
        (_next, _end) = length > 0 && json[offset] == (byte)'[' ? (offset + 1, offset + length - 1) : (_end, _end);
    }

    private void ReadOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        _members.Read(ref reader);
        Take(json);
    }

    private bool TryReadResult()
    {
        ReadOnlySpan<byte> rest = _json.AsSpan(_next, _end - _next);
        int start = rest.IndexOfAnyExcept(" ,\t\r\n"u8);
        if (start < 0)
        {
            _next = _end;
            return false;
        }

        rest = rest[start..];
        var reader = new Utf8JsonReader(rest, new JsonReaderOptions { AllowMultipleValues = true });
        reader.Read();
        _members.Read(ref reader);
        Take(rest);
        _next += start + (int)reader.BytesConsumed;
        return true;
    }

    private void Take(ReadOnlySpan<byte> json)
    {
        _reader.Instrument = NumberOf(FirstOf(_members.Text(json, "T"u8), _named));
        _reader.Read(json);
        RecordsRead++;
    }

    private int NumberOf(ReadOnlySpan<byte> named) => _symbols.NumberOf(_symbol.Length > 0 ? _symbol : named.IsEmpty ? "?"u8 : named);

    private static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => first.IsEmpty ? second : first;
}
