using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.MarketData;

/// <summary>Carries one instrument's events to its book.</summary>
/// <param name="book">Where they go.</param>
/// <param name="subscriber">Whom to ask for a new snapshot when the book can't have them all.</param>
/// <param name="instrument">Whose events.</param>
/// <param name="logger">Where failures are told.</param>
/// <param name="limit">Events that may wait. Default 262,144.</param>
internal sealed class BookPump(
    IOrderBookGrain book, IExchangeSubscriber subscriber, Instrument instrument, ILogger logger, int limit = 1 << 18)
    : OrderedPump<MarketEvent>(limit), IMarketDataSink
{
    private MarketBatch _batch = new();
    private bool _isRefreshing;

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        // A book that can't keep up loses its chain: a new snapshot is smaller than what waits. The word that the chain is broken comes back
        // through here before Refresh returns, and there is no room for that either: the snapshot will say it again.
        if (TryAppend(events) || IsClosed || _isRefreshing)
            return;

        _isRefreshing = true;
        try
        {
            subscriber.Refresh(instrument);
        }
        finally
        {
            _isRefreshing = false;
        }
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
