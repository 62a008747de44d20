using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.BinanceHistory;

/// <summary>
/// One file of Binance's historical depth as a tape: <c>symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu</c>.
/// Rows of type <c>snap</c> are a whole book, rows of type <c>set</c> a change; those of one update share its last id. To follow one file by
/// another, use <see cref="JoinedDepthTape"/>, which proves that they belong together.
/// </summary>
/// <remarks>Binance, "Historical Market Data", T_DEPTH: times in milliseconds, <c>pu</c> is −1 where the market names no update before.</remarks>
public sealed class DepthHistoryTape : CsvTape
{
    private int _symbol, _time, _first, _last, _side, _type, _price, _quantity, _previous;
    private DepthUpdate? _open;

    /// <summary>Opens a file.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 8.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18. Default 8.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public DepthHistoryTape(string file, int priceScale = 8, int quantityScale = 8)
        : base(file, priceScale, quantityScale)
    {
    }

    /// <summary>The id of the first change of the update whose rows were read last; its other ids are in its end.</summary>
    internal long FirstId { get; private set; }

    /// <summary>Whether that update names the one before it, as those of the futures markets do.</summary>
    internal bool NamesPrevious { get; private set; }

    /// <inheritdoc/>
    private protected override void ReadHeader(IReadOnlyList<string> columns)
    {
        (_symbol, _time) = (Require(columns, "symbol"), Require(columns, "timestamp"));
        (_first, _last) = (Require(columns, "first_update_id"), Require(columns, "last_update_id"));
        (_side, _type) = (Require(columns, "side"), Require(columns, "update_type"));
        (_price, _quantity, _previous) = (Require(columns, "price"), Require(columns, "qty"), Require(columns, "pu"));
    }

    /// <inheritdoc/>
    private protected override void ReadRow(CsvRow row, ReadOnlySpan<byte> line)
    {
        var update = new DepthUpdate(
            InstrumentOf(row.Cell(line, _symbol)),
            IsSnapshot(row.Cell(line, _type)),
            TapeText.Whole(row.Cell(line, _first)),
            TapeText.Whole(row.Cell(line, _last)),
            TapeText.SignedWhole(row.Cell(line, _previous)),
            TapeText.TimeByLength(row.Cell(line, _time)));
        Side side = SideOf(row.Cell(line, _side));
        long price = TapeText.Scaled(row.Cell(line, _price), PriceScale), size = TapeText.Size(row.Cell(line, _quantity), QuantityScale);
        if (update.Last < update.First)
            throw new FormatException($"the update's last id {update.Last} is before its first, {update.First}");

        if (_open != update)
            Begin(update);
        Events.Add(update.At(TapeEventKind.Level) with { Side = side, Price = price, Quantity = size });
    }

    /// <inheritdoc/>
    private protected override void ReadEnd()
    {
        if (_open is not { } open)
            return;
        (FirstId, NamesPrevious) = (open.First, open.Previous > 0);
        Events.Add(open.At(TapeEventKind.UpdateEnd) with { PreviousSequence = open.Follows, Sequence = open.Last });
        _open = null;
    }

    private void Begin(DepthUpdate update)
    {
        ReadEnd();
        _open = update;
        if (update.IsSnapshot)
            Events.Add(update.At(TapeEventKind.Clear) with { Sequence = update.Last });
    }

    private static bool IsSnapshot(ReadOnlySpan<byte> text) => text.SequenceEqual("snap"u8)
        || (text.SequenceEqual("set"u8) ? false : throw TapeText.Wrong(text, "snap or set"));

    private static Side SideOf(ReadOnlySpan<byte> text) => text.SequenceEqual("b"u8) ? Side.Buy
        : text.SequenceEqual("a"u8) ? Side.Sell
        : throw TapeText.Wrong(text, "side, b or a");

    // What the rows of one update share.
    private sealed record DepthUpdate(int Instrument, bool IsSnapshot, long First, long Last, long Previous, long TimeNs)
    {
        // Without a name for the update before, as on the spot market, the ids themselves follow each other.
        public long Follows => IsSnapshot ? Last : Previous > 0 ? Previous : First - 1;

        public TapeEvent At(TapeEventKind kind) => new()
        {
            Kind = kind,
            Flags = IsSnapshot ? TapeFlags.Snapshot : TapeFlags.None,
            Instrument = Instrument,
            VenueTimeNs = TimeNs,
        };
    }
}
