using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>One trade of one of our orders, told once per venue trade id.</summary>
/// <param name="Instrument">What traded.</param>
/// <param name="Id">The order; default when nobody here knows the order.</param>
/// <param name="Strategy">Who wanted it; empty when nobody here did.</param>
/// <param name="Side">Our side.</param>
/// <param name="Price">The trade's price.</param>
/// <param name="Quantity">The trade's size.</param>
/// <param name="TradeId">The venue's trade id.</param>
/// <param name="IsMaker">True when our order rested.</param>
/// <param name="FeeE8">Charged, in 10^-8 of the fee asset; negative is a rebate.</param>
/// <param name="FeeAsset">The fee's asset; null when none was charged.</param>
/// <param name="VenueTimeNs">Stamped by the venue, Unix nanoseconds.</param>
/// <param name="ReceiveTimeNs">Stamped by us, Unix nanoseconds.</param>
public readonly record struct OwnFill(
    InstrumentId Instrument,
    ClientOrderId Id,
    string Strategy,
    Side Side,
    Price Price,
    Quantity Quantity,
    long TradeId,
    bool IsMaker,
    Int128 FeeE8,
    string? FeeAsset,
    long VenueTimeNs,
    long ReceiveTimeNs);

/// <summary>Something that we did not send.</summary>
/// <param name="Strategy">Who wanted it.</param>
/// <param name="Instrument">Where.</param>
/// <param name="Side">Which way.</param>
/// <param name="Price">At which price.</param>
/// <param name="Quantity">How much.</param>
/// <param name="CommandKey">The command's key; zero for quotes.</param>
/// <param name="Verdict">Why, with the numbers.</param>
/// <param name="TimeNs">When, Unix nanoseconds.</param>
public readonly record struct Denial(
    string Strategy, InstrumentId Instrument, Side Side, Price Price, Quantity Quantity, UInt128 CommandKey, Verdict Verdict, long TimeNs);

/// <summary>What somebody should look at.</summary>
public enum OrderAlertKind : byte
{
    /// <summary>A report contradicts what is known; the state was kept.</summary>
    Contradiction = 1,

    /// <summary>A report makes no sense and was dropped.</summary>
    Malformed = 2,

    /// <summary>A report about an instrument that the account does not trade; dropped.</summary>
    UnknownInstrument = 3,

    /// <summary>An order of ours lives at the venue that we did not know, or held for ended: it is being cancelled.</summary>
    OrphanFound = 4,

    /// <summary>Somebody else's order on this account; left alone.</summary>
    ForeignOrder = 5,

    /// <summary>A trade that no known order made; it counts in the position.</summary>
    ForeignTrade = 6,

    /// <summary>More lots traded than the order had.</summary>
    Overfilled = 7,

    /// <summary>The venue counts more lots as filled than it reported trades for.</summary>
    FillsMissing = 8,

    /// <summary>
    /// The position was set to the venue's; or, of an order, its missing trades were given up. Expected: ours; actual: the venue's, in lots.
    /// </summary>
    PositionAdjusted = 9,

    /// <summary>A newer owner has the account: nothing is sent any more.</summary>
    Fenced = 10,

    /// <summary>Targets were not renewed in time: everything is withdrawn.</summary>
    TargetsLapsed = 11,

    /// <summary>Loss or drawdown reached its limit: quotes are withdrawn.</summary>
    LossLimit = 12,

    /// <summary>No room for another live order.</summary>
    TooManyOrders = 13,

    /// <summary>The book that quotes rest on is too old: they are withdrawn. Expected: the limit; actual: the age, in nanoseconds.</summary>
    BookStale = 14,
}

/// <summary>What somebody should look at, with the numbers.</summary>
/// <param name="Kind">What.</param>
/// <param name="Instrument">Where; default when it is about the account.</param>
/// <param name="Id">Which order; default when none.</param>
/// <param name="Expected">What we held for true.</param>
/// <param name="Actual">What was found.</param>
/// <param name="Text">In words; null when the kind says it all.</param>
/// <param name="TimeNs">When, Unix nanoseconds.</param>
public readonly record struct OrderAlert(
    OrderAlertKind Kind, InstrumentId Instrument, ClientOrderId Id, long Expected, long Actual, string? Text, long TimeNs);

/// <summary>What to ask the venue about an order.</summary>
public enum OrderQuery : byte
{
    /// <summary>Its state by our id. When it is not found: the fills, then the open orders, for the proof of absence.</summary>
    Status = 0,

    /// <summary>Its trades: some are missing.</summary>
    Fills = 1,
}

/// <summary>
/// Hears what happens to an account's orders, inside the turn in which it happens: it copies what it needs and does not call back into the
/// manager. Nothing is told while a journal is restored.
/// </summary>
public interface IOrderObserver
{
    /// <summary>State, lots or terms of an order changed. The object is valid for the call only.</summary>
    void OnOrderEvent(Order order, OrderState before);

    /// <summary>A trade, once.</summary>
    void OnFill(in OwnFill fill);

    /// <summary>Something was not sent.</summary>
    void OnDenied(in Denial denial);

    /// <summary>Somebody should look.</summary>
    void OnAlert(in OrderAlert alert);

    /// <summary>
    /// The venue must be asked; the answer goes to <see cref="OrderManager.OnOrderStatus"/> and its siblings. The object is valid for the
    /// call only.
    /// </summary>
    void OnQueryNeeded(Order order, OrderQuery query);
}
