using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Exchange;

/// <summary>Public market data of one venue, over web sockets. It keeps itself connected and its books proven until disposed.</summary>
public interface IExchangeSubscriber : IAsyncDisposable
{
    /// <summary>The venue's id, for example <c>binance-usdm</c>.</summary>
    string Venue { get; }

    /// <summary>Whether the sockets are up.</summary>
    ConnectionState State { get; }

    /// <summary>What was read so far.</summary>
    FeedCounters Counters { get; }

    /// <summary>Starts to connect; reconnects with back-off ever after.</summary>
    void Connect();

    /// <summary>Asks for the book, trades, mark price and funding of an instrument. May be called before or after <see cref="Connect"/>.</summary>
    /// <param name="instrument">What to read; its scales turn text into ticks and lots.</param>
    /// <param name="sink">Where its events go, in order.</param>
    void Subscribe(Instrument instrument, IMarketDataSink sink);

    /// <summary>Ends a subscription; harmless when there is none.</summary>
    void Unsubscribe(Instrument instrument);

    /// <summary>Takes a new snapshot of an instrument's book, because what was sent may not have been taken.</summary>
    void Refresh(Instrument instrument);
}

/// <summary>Takes one instrument's events in order of arrival. Called on the transport's thread, one call at a time: it copies and returns.</summary>
public interface IMarketDataSink
{
    /// <summary>All events of one frame.</summary>
    /// <param name="events">Valid only during the call.</param>
    void OnEvents(ReadOnlySpan<MarketEvent> events);
}

/// <summary>Whether a connection is of use.</summary>
public enum ConnectionState : byte
{
    /// <summary>Not started, or disposed.</summary>
    Idle = 0,

    /// <summary>On the way, for the first time or again.</summary>
    Connecting = 1,

    /// <summary>Up, and what it carries is proven: books in sequence, logins accepted.</summary>
    Ready = 2,

    /// <summary>Given up until somebody acts: wrong key, banned, refused by name.</summary>
    Failed = 3,
}

/// <summary>What a feed has read. All counts since start.</summary>
public sealed class FeedCounters
{
    /// <summary>Frames read, of any kind.</summary>
    public long Messages;

    /// <summary>Frames that could not be read; each was logged and dropped.</summary>
    public long Malformed;

    /// <summary>Breaks in a book's chain.</summary>
    public long Gaps;

    /// <summary>Book updates dropped because the snapshot was newer.</summary>
    public long DiffsDropped;

    /// <summary>Book updates applied.</summary>
    public long DiffsApplied;

    /// <summary>Snapshots taken.</summary>
    public long Snapshots;

    /// <summary>Public trades.</summary>
    public long Trades;

    /// <summary>Connections that were made again.</summary>
    public long Reconnects;
}
