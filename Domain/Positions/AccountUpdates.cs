using Quern.Domain.Instruments;

namespace Quern.Domain.Positions;

/// <summary>Why a balance changed, in the venue's own statement.</summary>
public enum BalanceCause : byte
{
    /// <summary>A trade: realised profit and fees.</summary>
    Trade = 0,

    /// <summary>Funding of a perpetual.</summary>
    Funding = 1,

    /// <summary>Money moved in or out.</summary>
    Transfer = 2,

    /// <summary>Anything else the venue did.</summary>
    Other = 3,

    /// <summary>Read by a query, not reported as a change.</summary>
    Snapshot = 4,
}

/// <summary>What the venue says we hold of one instrument.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="SignedLots">Positive is long.</param>
/// <param name="EntryPriceE8">The venue's average entry price in 10^-8 of the quote asset; informative only.</param>
/// <param name="VenueTimeNs">Stamped by the venue, Unix nanoseconds; 0 when none.</param>
/// <param name="ReceiveTimeNs">Stamped by us, Unix nanoseconds.</param>
public readonly record struct VenuePosition(
    InstrumentId Instrument, long SignedLots, Int128 EntryPriceE8, long VenueTimeNs, long ReceiveTimeNs);

/// <summary>What the venue says we own of one asset.</summary>
/// <param name="Asset">For example USDT.</param>
/// <param name="WalletE8">The wallet balance in 10^-8 of the asset.</param>
/// <param name="ChangeE8">Of a transfer or funding: the change in 10^-8 of the asset; 0 when not said.</param>
/// <param name="Cause">Why it changed.</param>
/// <param name="VenueTimeNs">Stamped by the venue, Unix nanoseconds; 0 when none.</param>
/// <param name="ReceiveTimeNs">Stamped by us, Unix nanoseconds.</param>
public readonly record struct VenueBalance(
    string Asset, Int128 WalletE8, Int128 ChangeE8, BalanceCause Cause, long VenueTimeNs, long ReceiveTimeNs);

/// <summary>One funding payment, as the venue's history states it.</summary>
/// <param name="Instrument">Whose funding.</param>
/// <param name="AmountE8">Received, in 10^-8 of the settlement asset; negative is paid.</param>
/// <param name="TimeNs">When, by the venue, Unix nanoseconds: with the instrument it names the payment.</param>
public readonly record struct VenueFunding(InstrumentId Instrument, Int128 AmountE8, long TimeNs);
