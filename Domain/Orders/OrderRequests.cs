using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>What kind of price an order carries.</summary>
public enum OrderType : byte
{
    /// <summary>Trades at its price or better.</summary>
    Limit = 0,

    /// <summary>Trades at whatever rests.</summary>
    Market = 1,
}

/// <summary>How long an order lives.</summary>
public enum TimeInForce : byte
{
    /// <summary>Rests until it is filled or cancelled.</summary>
    GoodTillCanceled = 0,

    /// <summary>Trades what it can at once; the rest ends.</summary>
    ImmediateOrCancel = 1,

    /// <summary>Trades whole and at once, or not at all.</summary>
    FillOrKill = 2,
}

/// <summary>An order for a venue.</summary>
/// <param name="Id">Ours; the idempotency key.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Side">Which way.</param>
/// <param name="Type">Limit or market.</param>
/// <param name="TimeInForce">How long it lives.</param>
/// <param name="PostOnly">Refused by the venue rather than crossing the spread.</param>
/// <param name="ReduceOnly">May only shrink the position.</param>
/// <param name="Price">For limits.</param>
/// <param name="Quantity">Above zero.</param>
public readonly record struct OrderRequest(
    ClientOrderId Id,
    Instrument Instrument,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    bool PostOnly,
    bool ReduceOnly,
    Price Price,
    Quantity Quantity)
{
    /// <summary>The venue must refuse it after this, Unix nanoseconds of our clock; 0 (default) when only the venue's own window limits it.</summary>
    public long ExpiresNs { get; init; }
}

/// <summary>Takes an order back.</summary>
/// <param name="Id">The order's own id.</param>
/// <param name="Instrument">The order's instrument.</param>
/// <param name="VenueOrderId">The venue's name for it; null while unknown.</param>
public readonly record struct CancelRequest(ClientOrderId Id, Instrument Instrument, string? VenueOrderId);

/// <summary>Moves a resting limit order; it keeps its ids and, on most venues, loses its place in the queue.</summary>
/// <param name="Id">The order's own id.</param>
/// <param name="Instrument">The order's instrument.</param>
/// <param name="Side">The order's side.</param>
/// <param name="Price">The new price.</param>
/// <param name="Quantity">The new total size, filled lots included.</param>
public readonly record struct ReplaceRequest(ClientOrderId Id, Instrument Instrument, Side Side, Price Price, Quantity Quantity)
{
    /// <inheritdoc cref="OrderRequest.ExpiresNs"/>
    public long ExpiresNs { get; init; }
}
