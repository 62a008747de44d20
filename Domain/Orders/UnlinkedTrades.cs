using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>
/// Lots of trades whose order the venue named by an id that we did not know. They count in the position at once; when an order of ours
/// turns out to bear that name, they are its lots and must not count twice. Bounded: the oldest is forgotten.
/// </summary>
internal sealed class UnlinkedTrades(int capacity)
{
    private readonly List<(InstrumentId Instrument, string VenueOrderId, long Lots, Int128 TickLots)> _trades = new(capacity);

    public ReadOnlySpan<(InstrumentId Instrument, string VenueOrderId, long Lots, Int128 TickLots)> All =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_trades);

    public void Add(InstrumentId instrument, string venueOrderId, long lots, Int128 tickLots)
    {
        if (_trades.Count == capacity)
            _trades.RemoveAt(0);
        _trades.Add((instrument, venueOrderId, lots, tickLots));
    }

    /// <summary>Takes out all lots under that name.</summary>
    public (long Lots, Int128 TickLots) Take(InstrumentId instrument, string venueOrderId)
    {
        long lots = 0;
        Int128 tickLots = 0;
        for (int index = _trades.Count - 1; index >= 0; index--)
        {
            var trade = _trades[index];
            if (trade.Instrument != instrument || trade.VenueOrderId != venueOrderId)
                continue;
            lots += trade.Lots;
            tickLots += trade.TickLots;
            _trades.RemoveAt(index);
        }

        return (lots, tickLots);
    }
}
