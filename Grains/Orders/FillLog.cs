using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Orders;

/// <summary>An account's fills in the order of its journal, numbered from 1, and up to which trade the venue's own list was read.</summary>
internal sealed class FillLog
{
    private readonly List<FillMessage> _fills = [];
    private readonly Dictionary<InstrumentId, long> _readTo = [];

    /// <summary>How many there are: the number of the newest.</summary>
    public long Count => _fills.Count;

    /// <summary>
    /// Every trade of ours up to this id is here: the venue's list was read to it. A trade that was only heard proves nothing about
    /// those before it. 0 when nothing is proven.
    /// </summary>
    public long ReadTo(InstrumentId instrument) => _readTo.GetValueOrDefault(instrument);

    /// <summary>The venue's list was read without a gap up to this trade.</summary>
    public void NoteRead(InstrumentId instrument, long tradeId) => _readTo[instrument] = Math.Max(ReadTo(instrument), tradeId);

    /// <summary>Trades from before may be missing: the next reading begins at the oldest.</summary>
    public void Distrust(InstrumentId instrument) => _readTo[instrument] = 0;

    /// <summary>Adds a fill.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="midHalfTicks">The mid before it, in half ticks; 0 when none was known.</param>
    public FillMessage Add(in OwnFill fill, long midHalfTicks)
    {
        var message = new FillMessage
        {
            Sequence = _fills.Count + 1,
            OrderId = fill.Id.Value,
            Instrument = fill.Instrument.ToString(),
            Strategy = fill.Strategy,
            Side = fill.Side,
            PriceTicks = fill.Price.Ticks,
            QuantityLots = fill.Quantity.Lots,
            TradeId = fill.TradeId,
            IsMaker = fill.IsMaker,
            FeeE8 = fill.FeeE8,
            FeeAsset = fill.FeeAsset ?? "",
            MidHalfTicks = midHalfTicks,
            VenueTimeNs = fill.VenueTimeNs,
            ReceiveTimeNs = fill.ReceiveTimeNs,
        };
        _fills.Add(message);
        return message;
    }

    /// <summary>Fills after a number, oldest first.</summary>
    public FillMessage[] After(long sequence, int limit)
    {
        int first = (int)Math.Clamp(sequence, 0, _fills.Count);
        return [.. _fills.GetRange(first, Math.Min(limit, _fills.Count - first))];
    }

    /// <summary>Rebuilds the log from a journal: each trade id of a side counts once, as it did when it was heard.</summary>
    /// <param name="entries">The journal, oldest entry first.</param>
    /// <param name="mayLackFills">True for an order whose trades are perhaps not all in the journal: they came after whatever was heard before the order was made.</param>
    public void Restore(IEnumerable<JournalEntry> entries, Func<ClientOrderId, bool> mayLackFills)
    {
        var newest = new Dictionary<InstrumentId, long>();
        var before = new Dictionary<ClientOrderId, (InstrumentId Instrument, long TradeId)>();
        var strategies = new Dictionary<ClientOrderId, string>();
        var byVenueId = new Dictionary<string, ClientOrderId>(StringComparer.Ordinal);
        var counted = new HashSet<(InstrumentId, Side, long)>();
        foreach (JournalEntry entry in entries)
        {
            if (entry.Kind is JournalKind.OrderIntended)
            {
                strategies[entry.Id] = entry.Strategy ?? "";
                before[entry.Id] = (entry.Instrument, newest.GetValueOrDefault(entry.Instrument));
            }
            else if (entry.Kind is JournalKind.OrderAdopted)
            {
                before[entry.Id] = (entry.Report.Instrument, 0);
            }

            if (entry.Report is { VenueOrderId: { } venueId } && entry.Id.IsOurs)
                byVenueId[venueId] = entry.Id;
            if (entry.Kind is not JournalKind.FillReceived)
                continue;

            ExecutionReport report = entry.Report;
            ClientOrderId id = entry.Id.IsOurs ? entry.Id : report.Id;
            if (!id.IsOurs && report.VenueOrderId is { } known)
                id = byVenueId.GetValueOrDefault(known);
            newest[report.Instrument] = Math.Max(newest.GetValueOrDefault(report.Instrument), report.TradeId);
            if (counted.Add((report.Instrument, report.Side, report.TradeId)))
            {
                Add(new(
                    report.Instrument, id, strategies.GetValueOrDefault(id, ""), report.Side, report.LastPrice, report.LastQuantity,
                    report.TradeId, report.IsMaker, report.FeeE8, report.FeeAsset, report.VenueTimeNs, report.ReceiveTimeNs), 0);
            }
        }

        foreach ((InstrumentId instrument, long tradeId) in newest)
            _readTo[instrument] = tradeId;
        foreach ((ClientOrderId id, (InstrumentId instrument, long tradeId)) in before)
        {
            if (mayLackFills(id))
                _readTo[instrument] = Math.Min(ReadTo(instrument), tradeId);
        }
    }
}
