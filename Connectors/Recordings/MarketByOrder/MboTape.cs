using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.MarketByOrder;

/// <summary>
/// A market-by-order file of Databento's, as binary DBN or as CSV. The last record of an update is followed by
/// <see cref="TapeEventKind.UpdateEnd"/>; only there the book is whole. <see cref="TapeEvent.Code"/> is the record's action letter.
/// </summary>
/// <remarks>
/// Databento, "MBO (market by order)": a trade (T) and the fill of a resting order (F) leave the book as it is, the reduction follows as a
/// cancel or modify. An order without price, size or side is a damage; a record of no action is only the end that it may carry.
/// </remarks>
public sealed class MboTape : ITape
{
    private const int LastFlag = 128;
    private const int SnapshotFlag = 32;
    private const int MaybeWrongFlag = 4;
    private readonly IMboSource _source;
    private TapeEvent _end;
    private bool _hasEnd;

    private MboTape(IMboSource source) => _source = source;

    /// <summary>Opens a DBN file of version 1, 2 or 3, plain, <c>.zst</c> or <c>.gz</c>.</summary>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="RecordingException">It is missing, or damaged in its head.</exception>
    /// <exception cref="RecordingRefusedException">It is of another version or schema, or packed in a way this machine can't unpack.</exception>
    public static MboTape OpenDbn(string path) => new(new DbnRecords(path));

    /// <summary>
    /// Opens a CSV file, plain or packed, whose first line names its columns: <c>ts_event</c>, <c>ts_recv</c>, <c>sequence</c>, <c>flags</c>,
    /// <c>action</c>, <c>side</c>, <c>order_id</c>, <c>price_e9</c>, <c>size</c>, and perhaps others, in any order.
    /// </summary>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="RecordingException">It is missing, or damaged in its head.</exception>
    /// <exception cref="RecordingRefusedException">It lacks a column.</exception>
    public static MboTape OpenCsv(string path) => new(new MboCsv(path));

    /// <summary>9: prices are in billionths.</summary>
    public int PriceScale => 9;

    /// <summary>0: a lot is a contract or a share.</summary>
    public int QuantityScale => 0;

    /// <summary>True: times are Unix nanoseconds.</summary>
    public bool HasDate => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols => _source.Symbols;

    /// <inheritdoc/>
    public long RecordsRead => _source.RecordsRead;

    /// <inheritdoc/>
    public double Progress => _source.Progress;

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        while (!_hasEnd && _source.TryPeek(out MboRecord record))
        {
            bool isEvent = TryRead(in record, out step);
            _source.Leave();
            if (isEvent)
                return true;
        }

        step = _hasEnd ? _end : default;
        bool has = _hasEnd;
        _hasEnd = false;
        return has;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    // False for a record of no action, which is no event of its own.
    private bool TryRead(in MboRecord record, out TapeEvent step)
    {
        TapeEventKind kind = KindOf(record.Action);
        step = kind switch
        {
            TapeEventKind.None or TapeEventKind.Clear => StepOf(kind, in record),
            TapeEventKind.OrderReduced => ReductionOf(in record),
            _ => OrderOf(kind, in record),
        };
        _hasEnd = (record.Flags & LastFlag) != 0;
        if (_hasEnd)
            _end = StepOf(TapeEventKind.UpdateEnd, in record);
        return kind is not TapeEventKind.None;
    }

    private TapeEvent ReductionOf(in MboRecord record) => StepOf(TapeEventKind.OrderReduced, in record) with
    {
        OrderId = record.OrderId,
        Price = record.Price == MboRecord.UndefinedPrice ? 0 : record.Price,
        Quantity = SizeOf(in record),
    };

    private TapeEvent OrderOf(TapeEventKind kind, in MboRecord record)
    {
        if (record.Side == 'N' && kind is not (TapeEventKind.Trade or TapeEventKind.OrderFilled))
            throw _source.Damage("the order has no side");
        if (record.Price == MboRecord.UndefinedPrice)
            throw _source.Damage("the record has no price");
        return StepOf(kind, in record) with
        {
            OrderId = record.OrderId,
            NewOrderId = kind is TapeEventKind.OrderReplaced ? record.OrderId : 0,
            Price = record.Price,
            Quantity = SizeOf(in record),
        };
    }

    private TapeEvent StepOf(TapeEventKind kind, in MboRecord record) => new()
    {
        Kind = kind,
        Flags = FlagsOf(kind, in record),
        Side = SideOf(record.Side),
        Code = record.Action,
        Instrument = record.Instrument,
        Sequence = record.Sequence,
        VenueTimeNs = record.EventTimeNs,
        ReceiveTimeNs = record.ReceiveTimeNs,
    };

    private static TapeFlags FlagsOf(TapeEventKind kind, in MboRecord record) =>
        ((record.Flags & SnapshotFlag) != 0 ? TapeFlags.Snapshot : 0)
        | ((record.Flags & MaybeWrongFlag) != 0 ? TapeFlags.Doubtful : 0)
        | (kind is TapeEventKind.Trade && record.Side != 'N' ? TapeFlags.SideKnown : 0);

    private long SizeOf(in MboRecord record) =>
        record.Size is >= 0 and < MboRecord.UndefinedSize ? record.Size : throw _source.Damage("the record has no size");

    private Side SideOf(char side) => side switch
    {
        'B' or 'N' => Side.Buy,
        'A' => Side.Sell,
        _ => throw _source.Damage($"the side is 0x{(int)side:X2}, not B, A or N"),
    };

    private TapeEventKind KindOf(char action) => action switch
    {
        'R' => TapeEventKind.Clear,
        'A' => TapeEventKind.OrderAdded,
        'C' => TapeEventKind.OrderReduced,
        'M' => TapeEventKind.OrderReplaced,
        'T' => TapeEventKind.Trade,
        'F' => TapeEventKind.OrderFilled,
        'N' => TapeEventKind.None,
        _ => throw _source.Damage($"the action is 0x{(int)action:X2}, not R, A, C, M, T, F or N"),
    };
}
