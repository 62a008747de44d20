using System.Buffers.Text;
using System.Text;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.UsTicks;

/// <summary>
/// Trades, best quotes and minute bars of American stocks as a tape: lines without a header, times in milliseconds after New York's midnight,
/// prices in ten-thousandths of a dollar (a scale of 4), sizes in shares (0). A row of quotes carries one side and leaves the other as it was; rows are changes of the consolidated
/// best price and not quotes of the exchange they name. A bar of quotes is two events, the bid's and the ask's, each with its closing size.
/// </summary>
/// <remarks>QuantConnect LEAN, "Data Formats", US equity: tick and minute files of trades and quotes.</remarks>
public sealed class UsTickTape : LineTape
{
    private const long MsPerDay = 86_400_000;
    private readonly UsTickName _name;
    private readonly CsvRow _row = new();
    private readonly long _midnightNs;
    private readonly byte[] _symbol;

    /// <summary>Opens a file whose name tells symbol, date and layout.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    /// <exception cref="RecordingRefusedException">Its name does not tell them.</exception>
    public UsTickTape(string file)
        : this(file, UsTickName.Parse(file))
    {
    }

    /// <summary>Opens a file of any name.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <param name="name">What its name would tell.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    /// <exception cref="RecordingRefusedException">The date is before 1987 or after 2260.</exception>
    public UsTickTape(string file, UsTickName name)
        : base(file, priceScale: 4, quantityScale: 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
        _symbol = Encoding.UTF8.GetBytes(name.Symbol);
        if (NewYorkTime.TryMidnightNs(name.Date, out _midnightNs))
            return;
        Dispose();
        throw new RecordingRefusedException($"{Path.GetFileName(file)}: a date of {name.Date.Year} is out of range.");
    }

    /// <summary>Rows of quotes that carry neither side.</summary>
    public long EmptyRows { get; private set; }

    /// <inheritdoc/>
    private protected override void ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        _row.Split(line);
        int columns = _name.Layout switch { UsTickLayout.QuoteTick => 8, UsTickLayout.QuoteMinute => 11, _ => 6 };
        if (_row.Count != columns)
            throw new FormatException($"the line has {_row.Count} columns, not {columns}");
        long ms = Whole(line, 0);
        if (ms >= MsPerDay)
            throw TapeText.Wrong(_row.Cell(line, 0), "time of a day in milliseconds");

        var at = new TapeEvent { Kind = TapeEventKind.None, Instrument = InstrumentOf(_symbol), VenueTimeNs = _midnightNs + ms * 1_000_000 };
        switch (_name.Layout)
        {
            case UsTickLayout.TradeTick:
                ReadTrade(line, in at);
                break;
            case UsTickLayout.QuoteTick:
                ReadQuote(line, in at);
                break;
            case UsTickLayout.TradeMinute:
                Events.Add(at with { Kind = TapeEventKind.Bar, Bar = Bar(line, 1) with { Volume = Whole(line, 5) } });
                break;
            default:
                Events.Add(at with { Kind = TapeEventKind.Bar, Side = Side.Buy, Bar = Bar(line, 1), Quantity = Whole(line, 5) });
                Events.Add(at with { Kind = TapeEventKind.Bar, Side = Side.Sell, Bar = Bar(line, 6), Quantity = Whole(line, 10) });
                break;
        }
    }

    private void ReadTrade(ReadOnlySpan<byte> line, in TapeEvent at) => Events.Add(at with
    {
        Kind = TapeEventKind.Trade,
        Flags = Suspicion(line, 5),
        Venue = Letter(line, 3),
        Code = Condition(line, 4),
        Price = Whole(line, 1),
        Quantity = Whole(line, 2),
    });

    private void ReadQuote(ReadOnlySpan<byte> line, in TapeEvent at)
    {
        TapeEvent quote = at with { Kind = TapeEventKind.Quote, Flags = Suspicion(line, 7), Venue = Letter(line, 5), Code = Condition(line, 6) };
        (long bid, long bidSize, long ask, long askSize) = (Whole(line, 1), Whole(line, 2), Whole(line, 3), Whole(line, 4));
        bool hasBid = (bid | bidSize) != 0, hasAsk = (ask | askSize) != 0;
        if (hasBid)
            Events.Add(quote with { Side = Side.Buy, Price = bid, Quantity = bidSize });
        if (hasAsk)
            Events.Add(quote with { Side = Side.Sell, Price = ask, Quantity = askSize });
        if (hasBid || hasAsk)
            Events.Add(quote with { Kind = TapeEventKind.UpdateEnd });
        else
            EmptyRows++;
    }

    private TapeBar Bar(ReadOnlySpan<byte> line, int first) =>
        new(Whole(line, first), Whole(line, first + 1), Whole(line, first + 2), Whole(line, first + 3), 0);

    private long Whole(ReadOnlySpan<byte> line, int place) => TapeText.Whole(_row.Cell(line, place));

    private int Letter(ReadOnlySpan<byte> line, int place)
    {
        ReadOnlySpan<byte> text = _row.Cell(line, place);
        return text.Length <= 1 ? text.IsEmpty ? 0 : text[0] : throw TapeText.Wrong(text, "exchange of one letter");
    }

    // Up to 32 flags as hexadecimal digits.
    private int Condition(ReadOnlySpan<byte> line, int place)
    {
        ReadOnlySpan<byte> text = _row.Cell(line, place);
        if (text.IsEmpty)
            return 0;
        return Utf8Parser.TryParse(text, out uint flags, out int read, 'x') && read == text.Length
            ? unchecked((int)flags)
            : throw TapeText.Wrong(text, "condition in hexadecimal digits");
    }

    private TapeFlags Suspicion(ReadOnlySpan<byte> line, int place) => _row.Cell(line, place) switch
    {
        [(byte)'0'] => TapeFlags.None,
        [(byte)'1'] => TapeFlags.Doubtful,
        _ => throw TapeText.Wrong(_row.Cell(line, place), "suspicion, 0 or 1"),
    };
}
