using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>What one of the venue's error codes means to us.</summary>
/// <param name="Reason">One of our closed list.</param>
/// <param name="IsOutcomeUnknown">True when the request may have happened all the same.</param>
/// <param name="NextStep">What to do about it.</param>
internal readonly record struct BinanceError(Reason Reason, bool IsOutcomeUnknown, string NextStep);

/// <summary>The venue's error codes in our words.</summary>
/// <remarks>Venue's page "Error codes" of the USD-M futures API.</remarks>
internal static class BinanceErrors
{
    public const int ClockOutsideWindow = -1021;
    public const int LateAtEngine = -5028;
    public const int UnknownOrder = -2011;
    public const int NoSuchOrder = -2013;
    public const int ListenKeyGone = -1125;
    public const int DuplicateClientId = -4116;
    public const int TooManyRequests = -1003;

    private const string Requery = "Do not send it again: wait for the stream, then query by client id.";
    private const string ReloadFilters = "Reload the instrument's filters; the same order would be refused again.";

    /// <summary>Looks a code up; one that is not listed is <see cref="Reason.VenueOther"/>, and did not happen.</summary>
    public static BinanceError Of(int code) => code switch
    {
        -1000 or -1001 => Unknown(Requery),
        -1006 or -1007 => Unknown(Requery),
        TooManyRequests => Definite(Reason.RateLimited, "Send nothing but cancels until Retry-After has passed."),
        -1008 => Definite(Reason.VenueUnavailable, "The venue is overloaded: back off from 100 ms, doubling; reduce-only orders may pass."),
        -1015 => Definite(Reason.RateLimited, "Too many orders: wait for the window and quote less."),
        ClockOutsideWindow or LateAtEngine => Definite(Reason.RequestExpired, "The clock is being measured again; decide anew."),
        -1022 => Definite(Reason.Unauthorised, "Bad signature: check the secret; if it is right, this is our bug. Stop."),
        -2014 or -2015 => Definite(Reason.Unauthorised, "Check the key, its permissions and the addresses it is bound to. Stop."),
        -1111 => Definite(Reason.FilterBroken, ReloadFilters),
        -1131 => Definite(Reason.OurBug, "RecvWindow must be below 60 s."),
        -1020 => Definite(Reason.OurBug, "The venue does not know this operation."),
        -1130 or (<= -1100 and >= -1106) or (<= -1116 and >= -1118) => Definite(Reason.OurBug, "A malformed parameter: report it with the log."),
        -1121 or -4140 or -4141 => Definite(Reason.InstrumentClosed, "Stop the instrument and reload the list of instruments."),
        ListenKeyGone => Definite(Reason.Unauthorised, "A new listen key is taken; then reconcile."),
        -2010 => Definite(Reason.VenueOther, "The order was refused, and the text says why: correct that first."),
        UnknownOrder => Definite(Reason.UnknownOrder, "Query the order; if it is closed, adopt that state."),
        NoSuchOrder => Definite(Reason.UnknownOrder, "Not yet proof of absence: ask again after the request's time window."),
        -2018 or -2019 => Definite(Reason.InsufficientMargin, "Cut the size or add margin."),
        -2020 => Definite(Reason.VenueOther, "The venue was unable to fill it; decide anew."),
        -2021 => Definite(Reason.VenueOther, "A conditional order would trigger at once."),
        -2022 => Definite(Reason.ReduceOnlyRefused, "The position has changed: refresh it and drop the order."),
        -2023 => Definite(Reason.Liquidated, "The account is in liquidation: halt."),
        -2025 => Definite(Reason.TooManyOpenOrders, "Cancel some orders first."),
        -2027 or -2028 => Definite(Reason.VenuePositionLimit, "Cut the size or lower the leverage."),
        -4003 or -4004 or -4005 or -4013 or -4014 or -4023 => Definite(Reason.FilterBroken, ReloadFilters),
        -4016 or -4024 or -4131 => Definite(Reason.FilterBroken, "The price is outside the venue's band: clamp it or skip."),
        -4015 => Definite(Reason.OurBug, "The client id is malformed."),
        DuplicateClientId => new(Reason.DuplicateOrder, true, "Already sent: query it by client id."),
        -4118 => Definite(Reason.ReduceOnlyRefused, "Cancel resting orders of the same side first."),
        -4120 => Definite(Reason.OurBug, "Conditional orders belong to the algo endpoint."),
        -4164 => Definite(Reason.FilterBroken, "Below the least notional: raise the size."),
        -4061 => Definite(Reason.OurBug, "The position side does not match the account's mode: set one-way mode."),
        -4192 or -4400 or -4401 => Definite(Reason.ReduceOnlyRefused, "The account may only reduce for now: switch to reduce-only."),
        -5021 => Definite(Reason.TimeInForceEnded, "Normal: the order could not be filled whole at once."),
        -5022 => Definite(Reason.PostOnlyWouldCross, "Price it again; it never entered the book."),
        -5027 => Definite(Reason.NoChange, "Nothing to do: the order is already so."),
        -5024 or -5025 or -5026 => Definite(Reason.VenueOther, "The order stays as it was: cancel it and send a new one."),
        -5041 => Definite(Reason.VenueOther, "No depth to match a price: retry later."),
        -4109 => Definite(Reason.Unauthorised, "The account is inactive: activate futures trading."),
        _ => Definite(Reason.VenueOther, "See the venue's text."),
    };

    /// <summary>An HTTP status that came without an error code of the venue.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The reply, in which the venue tells classes of 503 apart by words.</param>
    public static BinanceError OfHttp(int status, ReadOnlySpan<byte> body) => status switch
    {
        429 => Of(TooManyRequests),
        418 => Definite(Reason.RateLimited, "This address is banned: send nothing until Retry-After has passed."),
        403 => Definite(Reason.RateLimited, "The venue's firewall refused the request: slow down."),
        503 when Says(body, "Service Unavailable"u8) || Says(body, "throttl"u8) =>
            Definite(Reason.VenueUnavailable, "It did not happen: back off and try again."),
        >= 500 => Unknown(Requery),
        _ => Definite(Reason.VenueOther, "See the venue's text."),
    };

    private static bool Says(ReadOnlySpan<byte> body, ReadOnlySpan<byte> words) => body.IndexOf(words) >= 0;

    private static BinanceError Definite(Reason reason, string nextStep) => new(reason, false, nextStep);

    private static BinanceError Unknown(string nextStep) => new(Reason.VenueOther, true, nextStep);
}
