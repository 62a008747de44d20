using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Exchange;

/// <summary>Order entry of one account at one venue. Sending never waits: answers arrive at the sink.</summary>
public interface IExchangeOms : IAsyncDisposable
{
    /// <summary>The account, <c>venue:account</c>.</summary>
    string Account { get; }

    /// <summary>Whether orders can be sent and the order stream is heard.</summary>
    ConnectionState State { get; }

    /// <summary>Starts to connect; reconnects with back-off ever after.</summary>
    /// <param name="sink">Where every word about orders goes.</param>
    void Connect(IOrderEventSink sink);

    /// <summary>Sends a market order.</summary>
    SendOutcome PlaceMarketOrder(in OrderRequest order);

    /// <summary>Sends a limit order.</summary>
    SendOutcome PlaceLimitOrder(in OrderRequest order);

    /// <summary>Takes an order back.</summary>
    SendOutcome CancelOrder(in CancelRequest cancel);

    /// <summary>Moves a resting order.</summary>
    SendOutcome ReplaceOrder(in ReplaceRequest replace);

    /// <summary>Asks the venue to take back every order of ours on an instrument. The proof is the open-order list, not this reply.</summary>
    /// <exception cref="ExchangeException">The venue refused, or no reply came.</exception>
    Task CancelAll(Instrument instrument, CancellationToken cancellation);
}

/// <summary>What became of a send, before any answer.</summary>
public enum SendOutcome : byte
{
    /// <summary>Handed to the connection; it may arrive.</summary>
    Sent = 0,

    /// <summary>Provably not sent: no connection, or its queue is full.</summary>
    NotSent = 1,

    /// <summary>Held back by the venue's rate budget; not sent.</summary>
    Throttled = 2,
}

/// <summary>Hears every word about an account's orders. Called on a transport thread, one call at a time: it copies and returns.</summary>
public interface IOrderEventSink
{
    /// <summary>The venue said something about an order.</summary>
    void OnReport(in ExecutionReport report);

    /// <summary>The order stream came up or went down. After an outage everything in flight is in doubt and must be reconciled.</summary>
    void OnOrderStream(ConnectionState state, string detail);
}
