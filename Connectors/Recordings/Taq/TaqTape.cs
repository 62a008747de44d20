using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Taq;

/// <summary>
/// Trades or quotes in the layout of NYSE TAQ as a tape; the header tells which: <c>DT,EX,SYMBOL,COND,SIZE,PRICE,CORR</c> or
/// <c>DT,EX,BID,BIDSIZ,OFR,OFRSIZ,SYMBOL</c>, in any order. Times are New York's and come out as Unix nanoseconds; sizes are shares. A trade's
/// condition is in <see cref="TapeEvent.Code"/> as up to four letters, see <see cref="ConditionOf"/>; a corrected one is doubtful.
/// </summary>
/// <remarks>NYSE Trade and Quote, "Monthly TAQ" columns; OFR is the offer. A price of 0 is no quote on that side.</remarks>
public sealed class TaqTape : CsvTape
{
    private readonly int _roundLot;
    private int _time, _exchange, _symbol;
    private int _price, _size, _condition, _correction;
    private int _bid, _bidSize, _ask, _askSize;
    private bool _isTrades;

    /// <summary>Opens a file.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <param name="roundLot">How many shares a quote's size counts by. Default 100.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 6.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public TaqTape(string file, int roundLot = 100, int priceScale = 6)
        : base(file, priceScale, quantityScale: 0) => _roundLot = roundLot;

    /// <summary>The letters of a trade's condition, such as "F I": empty when it has none.</summary>
    /// <param name="code">A trade's <see cref="TapeEvent.Code"/>.</param>
    public static string ConditionOf(int code) => string.Create(4, code, static (text, packed) =>
    {
        for (int place = 0; place < text.Length; place++)
            text[place] = (char)((packed >> 8 * (3 - place)) & 127);
    }).TrimStart('\0');

    /// <inheritdoc/>
    private protected override void ReadHeader(IReadOnlyList<string> columns)
    {
        (_time, _exchange, _symbol) = (Require(columns, "DT"), Require(columns, "EX"), Require(columns, "SYMBOL"));
        _isTrades = Find(columns, "PRICE") >= 0;
        if (_isTrades)
            (_price, _size, _condition, _correction) = (Require(columns, "PRICE"), Require(columns, "SIZE"), Require(columns, "COND"), Require(columns, "CORR"));
        else
            (_bid, _bidSize, _ask, _askSize) = (Require(columns, "BID"), Require(columns, "BIDSIZ"), Require(columns, "OFR"), Require(columns, "OFRSIZ"));
    }

    /// <inheritdoc/>
    private protected override void ReadRow(CsvRow row, ReadOnlySpan<byte> line)
    {
        var at = new TapeEvent
        {
            Kind = _isTrades ? TapeEventKind.Trade : TapeEventKind.Quote,
            Instrument = InstrumentOf(row.Cell(line, _symbol)),
            Venue = LetterOf(row.Cell(line, _exchange)),
            VenueTimeNs = TaqTime.Parse(row.Cell(line, _time)),
        };

        if (_isTrades)
            ReadTrade(row, line, in at);
        else
            ReadQuote(row, line, in at);
    }

    private void ReadTrade(CsvRow row, ReadOnlySpan<byte> line, in TapeEvent at) => Events.Add(at with
    {
        Flags = TapeText.Whole(row.Cell(line, _correction)) != 0 ? TapeFlags.Doubtful : TapeFlags.None,
        Code = Packed(row.Cell(line, _condition)),
        Price = TapeText.Size(row.Cell(line, _price), PriceScale),
        Quantity = TapeText.Size(row.Cell(line, _size), 0),
    });

    private void ReadQuote(CsvRow row, ReadOnlySpan<byte> line, in TapeEvent at)
    {
        Quote(Side.Buy, row.Cell(line, _bid), row.Cell(line, _bidSize), in at);
        Quote(Side.Sell, row.Cell(line, _ask), row.Cell(line, _askSize), in at);
        Events.Add(at with { Kind = TapeEventKind.UpdateEnd });
    }

    // A price of zero is no quote on that side, whatever its size says.
    private void Quote(Side side, ReadOnlySpan<byte> price, ReadOnlySpan<byte> size, in TapeEvent at)
    {
        long ticks = TapeText.Size(price, PriceScale);
        long lots = TapeText.Size(size, 0);
        if (lots > long.MaxValue / Math.Max(1, _roundLot))
            throw TapeText.Wrong(size, "size");
        Events.Add(at with { Side = side, Price = ticks, Quantity = ticks == 0 ? 0 : lots * _roundLot });
    }

    private static int LetterOf(ReadOnlySpan<byte> text) => text.Length == 1 ? text[0] : throw TapeText.Wrong(text, "exchange of one letter");

    private static int Packed(ReadOnlySpan<byte> text)
    {
        if (text.Length > 4)
            throw TapeText.Wrong(text, "condition of at most four letters");
        int code = 0;
        foreach (byte letter in text)
            code = letter is > 0 and < 128 ? code << 8 | letter : throw TapeText.Wrong(text, "condition");
        return code;
    }
}
