using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Orders;

/// <summary>An account's fills in the order of its journal, numbered from 1, and the highest trade id heard per instrument.</summary>
internal sealed class FillLog
{
    private readonly List<FillMessage> _fills = [];
    private readonly Dictionary<InstrumentId, long> _newestTrade = [];

    /// <summary>How many there are: the number of the newest.</summary>
    public long Count => _fills.Count;

    /// <summary>The highest trade id heard; 0 when none.</summary>
    public long NewestTrade(InstrumentId instrument) => _newestTrade.GetValueOrDefault(instrument);

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
        _newestTrade[fill.Instrument] = Math.Max(NewestTrade(fill.Instrument), fill.TradeId);
        return message;
    }

    /// <summary>Fills after a number, oldest first.</summary>
    public FillMessage[] After(long sequence, int limit)
    {
        int first = (int)Math.Clamp(sequence, 0, _fills.Count);
        return [.. _fills.GetRange(first, Math.Min(limit, _fills.Count - first))];
    }

    /// <summary>Rebuilds the log from a journal: each trade id of a side counts once, as it did when it was heard.</summary>
    public void Restore(IEnumerable<JournalEntry> entries)
    {
        var strategies = new Dictionary<ClientOrderId, string>();
        var byVenueId = new Dictionary<string, ClientOrderId>(StringComparer.Ordinal);
        var counted = new HashSet<(InstrumentId, Side, long)>();
        foreach (JournalEntry entry in entries)
        {
            if (entry.Kind is JournalKind.OrderIntended)
                strategies[entry.Id] = entry.Strategy ?? "";
            if (entry.Report is { VenueOrderId: { } venueId } && entry.Id.IsOurs)
                byVenueId[venueId] = entry.Id;
            if (entry.Kind is not JournalKind.FillReceived)
                continue;

            ExecutionReport report = entry.Report;
            ClientOrderId id = entry.Id.IsOurs ? entry.Id : report.Id;
            if (!id.IsOurs && report.VenueOrderId is { } known)
                id = byVenueId.GetValueOrDefault(known);
            if (counted.Add((report.Instrument, report.Side, report.TradeId)))
            {
                Add(new(
                    report.Instrument, id, strategies.GetValueOrDefault(id, ""), report.Side, report.LastPrice, report.LastQuantity,
                    report.TradeId, report.IsMaker, report.FeeE8, report.FeeAsset, report.VenueTimeNs, report.ReceiveTimeNs), 0);
            }
        }
    }
}
