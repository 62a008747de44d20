using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Venues;

namespace Quern.Grains.MarketData;

/// <summary>Joins this silo's subscribers with its books: one ordered pump per instrument.</summary>
public sealed class MarketDataHub(VenueDirectory venues, IGrainFactory grains, ILogger<MarketDataHub> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstrumentId, BookPump> _pumps = [];
    private readonly HashSet<string> _connected = new(StringComparer.Ordinal);

    /// <summary>Feeds the instrument's book from now on, from a new snapshot. Called by the book when it wakes.</summary>
    public void Follow(Instrument instrument)
    {
        IExchangeSubscriber subscriber = venues.Get(instrument.Id.Venue).Subscriber;
        var pump = new BookPump(grains.GetGrain<IOrderBookGrain>(instrument.Id.ToString()), subscriber, instrument, logger);
        lock (_gate)
        {
            if (_pumps.Remove(instrument.Id, out BookPump? earlier))
                earlier.Close();
            _pumps.Add(instrument.Id, pump);
            if (_connected.Add(subscriber.Venue))
                subscriber.Connect();
        }

        subscriber.Subscribe(instrument, pump);
    }

    /// <summary>Asks the venue for a new snapshot. Called by a book that stays broken.</summary>
    public void Refresh(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        venues.Get(instrument.Id.Venue).Subscriber.Refresh(instrument);
    }

    /// <summary>Stops feeding the instrument's book. Called by the book when it goes.</summary>
    public void Unfollow(Instrument instrument)
    {
        lock (_gate)
        {
            if (_pumps.Remove(instrument.Id, out BookPump? pump))
                pump.Close();
        }

        venues.Get(instrument.Id.Venue).Subscriber.Unsubscribe(instrument);
    }
}
