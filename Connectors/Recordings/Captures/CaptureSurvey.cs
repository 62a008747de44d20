using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>
/// The finest decimals of any price and size that a capture holds, by instrument. A capture's instruments lie so far apart that no two scales
/// hold them all (a size of 5,950,000,000,000 beside one of 0.00000001), and only the whole of it tells them.
/// </summary>
internal sealed class CaptureSurvey : ICaptureOutput
{
    private readonly SymbolTable _symbols = new();
    private readonly List<(int Price, int Quantity)> _scales = [];

    public List<CaptureRow> Rows { get; } = [];

    /// <summary>The scales of an instrument; (0, 0) when it was not met.</summary>
    public (int Price, int Quantity) ScalesOf(ReadOnlySpan<byte> symbol)
    {
        int number = _symbols.NumberOf(symbol);
        return number < _scales.Count ? _scales[number] : default;
    }

    /// <summary>The finest of all.</summary>
    public (int Price, int Quantity) Finest { get; private set; }

    /// <summary>Reads a capture up to its end or its first damage: whoever reads it again meets that too, and tells it.</summary>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public static CaptureSurvey Read(string file)
    {
        var survey = new CaptureSurvey();
        using var lines = new CaptureLines(file);
        var dialects = new CaptureDialects(survey);
        try
        {
            while (lines.TryRead(out CaptureMessage message))
                dialects.Read(message.Json.Span);
        }
        catch (Exception error) when (error is RecordingException or FormatException or System.Text.Json.JsonException)
        {
            return survey;
        }

        return survey;
    }

    public void Book(ReadOnlySpan<byte> symbol, in CaptureBookUpdate update, long venueNs)
    {
        foreach (CaptureRow row in Rows)
            Meet(symbol, row.Price, row.Size);
        Rows.Clear();
    }

    public void Quotes(in CaptureQuotes quotes)
    {
        Meet(quotes.Symbol, DecimalOrNone(quotes.Bid), DecimalOrNone(quotes.BidSize));
        Meet(quotes.Symbol, DecimalOrNone(quotes.Ask), DecimalOrNone(quotes.AskSize));
    }

    public void Trade(ReadOnlySpan<byte> symbol, Side side, WrittenDecimal price, WrittenDecimal size, long id, TapeFlags flags, long venueNs) =>
        Meet(symbol, price, size);

    public void Other() => Rows.Clear();

    private static WrittenDecimal DecimalOrNone(ReadOnlySpan<byte> text) => text.IsEmpty ? default : TapeText.Decimal(text);

    private void Meet(ReadOnlySpan<byte> symbol, WrittenDecimal price, WrittenDecimal size)
    {
        int number = _symbols.NumberOf(symbol);
        while (_scales.Count <= number)
            _scales.Add(default);
        (int priceScale, int quantityScale) = _scales[number];
        _scales[number] = (Math.Max(priceScale, price.Finest), Math.Max(quantityScale, size.Finest));
        Finest = (Math.Max(Finest.Price, price.Finest), Math.Max(Finest.Quantity, size.Finest));
    }
}
