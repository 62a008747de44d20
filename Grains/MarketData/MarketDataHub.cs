using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
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

    /// <summary>Carries one instrument's events to its book.</summary>
    private sealed class BookPump(IOrderBookGrain book, IExchangeSubscriber subscriber, Instrument instrument, ILogger logger)
        : OrderedPump<MarketEvent>(limit: 1 << 18), IMarketDataSink
    {
        private MarketBatch _batch = new();

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            // A book that can't keep up loses its chain: a new snapshot is smaller than what waits.
            if (!TryAppend(events))
                subscriber.Refresh(instrument);
        }

        protected override Task Deliver(MarketEvent[] items, int count)
        {
            _batch.Events = items;
            _batch.Count = count;
            return book.Apply(_batch);
        }

        protected override void OnFailure(Exception error)
        {
            _batch = new();
            logger.BookNotReached(instrument.Id, error.Message);
            subscriber.Refresh(instrument);
        }
    }
}
