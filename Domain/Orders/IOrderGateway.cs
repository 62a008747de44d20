namespace Quern.Domain.Orders;

/// <summary>What became of a send, before any answer.</summary>
public enum GatewayOutcome : byte
{
    /// <summary>Handed to the connection; it may arrive.</summary>
    Sent = 0,

    /// <summary>Provably not sent: no connection, or its queue is full.</summary>
    NotSent = 1,

    /// <summary>Held back by the venue's rate budget; not sent.</summary>
    Throttled = 2,
}

/// <summary>The way to the venue, in this process. Sending never waits, and answers arrive in later turns, never inside the call.</summary>
public interface IOrderGateway
{
    /// <summary>Sends a new order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="expiresNs">The venue must refuse it after this, Unix nanoseconds.</param>
    GatewayOutcome Place(in OrderRequest order, long expiresNs);

    /// <summary>Moves a resting order.</summary>
    /// <param name="replace">New price and size.</param>
    /// <param name="expiresNs">The venue must refuse it after this, Unix nanoseconds.</param>
    GatewayOutcome Replace(in ReplaceRequest replace, long expiresNs);

    /// <summary>Takes an order back.</summary>
    GatewayOutcome Cancel(in CancelRequest cancel);
}
