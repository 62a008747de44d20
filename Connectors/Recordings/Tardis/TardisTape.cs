using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Tardis;

/// <summary>
/// Tardis.dev's CSV files as a tape; the header tells the layout: <c>book_snapshot_*</c>, <c>incremental_book_L2</c>, <c>trades</c> and
/// <c>quotes</c>. Times are microseconds, UTC. Symbols are "exchange:symbol".
/// </summary>
/// <remarks>Tardis.dev, "Downloadable CSV files": rows of one message share their local timestamp; where <c>is_snapshot</c> turns true, a new book begins.</remarks>
public sealed class TardisTape : CsvTape
{
    private TardisLayout? _layout;

    /// <summary>Opens a file.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 10.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18. Default 8.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public TardisTape(string file, int priceScale = 10, int quantityScale = 8)
        : base(file, priceScale, quantityScale)
    {
    }

    /// <inheritdoc/>
    private protected override void ReadHeader(IReadOnlyList<string> columns)
    {
        TardisCommon common = new(Require(columns, "exchange"), Require(columns, "symbol"), Require(columns, "timestamp"), Require(columns, "local_timestamp"));
        if (Find(columns, "is_snapshot") is >= 0 and int isSnapshot)
            _layout = new TardisChanges(common, Events, isSnapshot, Require(columns, "side"), Require(columns, "price"), Require(columns, "amount"));
        else if (Find(columns, "asks[0].price") >= 0)
            _layout = new TardisSnapshots(common, Events, Images(columns));
        else if (Find(columns, "bid_price") >= 0 && Find(columns, "ask_price") >= 0)
            _layout = new TardisSnapshots(common, Events, [.. Image(columns, Side.Buy, "bid_price", "bid_amount"), .. Image(columns, Side.Sell, "ask_price", "ask_amount")], isQuote: true);
        else if (Find(columns, "id") is >= 0 and int id && Find(columns, "side") is >= 0 and int side)
            _layout = new TardisTrades(common, Events, id, side, Require(columns, "price"), Require(columns, "amount"));
        else
            throw new RecordingRefusedException($"{Name}: its columns are of no layout that is read here (book_snapshot_*, incremental_book_L2, trades, quotes): {Shown(columns)}.");
    }

    /// <inheritdoc/>
    private protected override void ReadRow(CsvRow row, ReadOnlySpan<byte> line)
    {
        TardisCommon common = _layout!.Common;
        int instrument = InstrumentOf(Joined(row.Cell(line, common.Exchange), row.Cell(line, common.Symbol), stackalloc byte[128]));
        var at = new TapeEvent
        {
            Kind = TapeEventKind.None,
            Instrument = instrument,
            VenueTimeNs = TapeText.Microseconds(row.Cell(line, common.Time)),
            ReceiveTimeNs = TapeText.Microseconds(row.Cell(line, common.LocalTime)),
        };
        _layout.Read(new(row, line, PriceScale, QuantityScale), in at);
    }

    /// <inheritdoc/>
    private protected override void ReadEnd() => _layout?.End();

    private static ReadOnlySpan<byte> Joined(ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> symbol, Span<byte> text)
    {
        int length = exchange.Length + 1 + symbol.Length;
        if (exchange.IsEmpty || symbol.IsEmpty || length > text.Length)
            throw new FormatException("the exchange or symbol is missing or too long");
        exchange.CopyTo(text);
        text[exchange.Length] = (byte)':';
        symbol.CopyTo(text[(exchange.Length + 1)..]);
        return text[..length];
    }

    private List<TardisLevel> Images(IReadOnlyList<string> columns)
    {
        var levels = new List<TardisLevel>();
        foreach ((Side side, string name) in ((Side, string)[])[(Side.Buy, "bids"), (Side.Sell, "asks")])
        {
            for (int place = 0; Find(columns, $"{name}[{place}].price") >= 0; place++)
                levels.AddRange(Image(columns, side, $"{name}[{place}].price", $"{name}[{place}].amount"));
        }

        return levels;
    }

    private TardisLevel[] Image(IReadOnlyList<string> columns, Side side, string price, string amount) =>
        [new(side, Require(columns, price), Require(columns, amount))];
}
