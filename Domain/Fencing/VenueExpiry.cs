namespace Quern.Domain.Fencing;

/// <summary>What makes a venue refuse a request that arrives late.</summary>
public enum LateRequest : byte
{
    /// <summary>Nothing does: it is executed whenever it arrives.</summary>
    Executed = 0,

    /// <summary>It carries how long it may take, measured from its own time stamp.</summary>
    RefusedAfterWindow = 1,

    /// <summary>It carries the venue time after which it is refused.</summary>
    RefusedAfterInstant = 2,

    /// <summary>The venue has no such request.</summary>
    Absent = 3,
}

/// <summary>What a venue can expire and what it cannot, per kind of request; and what covers the rest.</summary>
/// <param name="Connector">The connector's name, for example <c>binance-usdm</c>.</param>
/// <param name="Place">A new order.</param>
/// <param name="Replace">A change of a resting order.</param>
/// <param name="Cancel">A cancel of one order.</param>
/// <param name="CancelAll">A cancel of everything.</param>
/// <param name="LongestMs">The longest that a request of ours may take, in milliseconds.</param>
/// <param name="Uncovered">What can't be expired, in words.</param>
/// <param name="CoveredBy">What is done about it.</param>
/// <remarks>A late cancel is harmless: it can only take back an order of its own epoch.</remarks>
public sealed record VenueExpiry(
    string Connector, LateRequest Place, LateRequest Replace, LateRequest Cancel, LateRequest CancelAll, int LongestMs, string Uncovered,
    string CoveredBy)
{
    /// <summary>Binance USD-M: <c>recvWindow</c> on every signed request.</summary>
    public static VenueExpiry BinanceUsdm { get; } = new(
        "binance-usdm", LateRequest.RefusedAfterWindow, LateRequest.RefusedAfterWindow, LateRequest.RefusedAfterWindow, LateRequest.RefusedAfterWindow,
        LongestMs: 2_000,
        Uncovered: "a request stamped up to 1 s ahead of the venue's clock is taken: a fast clock stretches the window",
        CoveredBy: "stamps are kept behind the measured venue clock; the clock error is part of the successor's wait");

    /// <summary>Deribit: <c>valid_until</c> on orders and edits; nothing on cancels.</summary>
    public static VenueExpiry Deribit { get; } = new(
        "deribit", LateRequest.RefusedAfterInstant, LateRequest.RefusedAfterInstant, LateRequest.Executed, LateRequest.Executed,
        LongestMs: 2_000,
        Uncovered: "cancels have no expiry; labels are not idempotent",
        CoveredBy: "cancel on disconnect; a late cancel names one order of its own epoch; nothing is resent");

    /// <summary>GRVT: the signed expiration is the order's whole life, not the request's.</summary>
    public static VenueExpiry Grvt { get; } = new(
        "grvt", LateRequest.Executed, LateRequest.Absent, LateRequest.Executed, LateRequest.Executed,
        LongestMs: 5_000,
        Uncovered: "a late order is taken as long as its signature lives, and then rests until that ends",
        CoveredBy: "the account's dead-man timer of 5 s; orders of older epochs are looked for and cancelled after the wait and while reconciling");

    /// <summary>Every venue with a statement, by name.</summary>
    public static IReadOnlyList<VenueExpiry> All { get; } = [BinanceUsdm, Deribit, Grvt];

    /// <summary>The statement of a connector; null when it has none: such a venue is not traded.</summary>
    public static VenueExpiry? Of(string connector)
    {
        foreach (VenueExpiry known in All)
        {
            if (known.Connector == connector)
                return known;
        }

        return null;
    }
}
