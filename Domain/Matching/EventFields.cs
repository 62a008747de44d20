using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>
/// The fields of a <see cref="MatchEvent"/>, one by one, in the same places: an event that is first made and then copied into the buffer
/// costs more than finding its price level, because the copy must wait for the stores it reads.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct EventFields
{
    public MatchEventKind Kind;
    public Side Side;
    public Reason Reason;
    public long OrderId;
    public int Owner;
    public long Price;
    public long Quantity;
    public long Remaining;
    public long TradeId;
    public long MakerOrderId;
    public int MakerOwner;
    public long MakerRemaining;

    /// <summary>The event seen as its fields. Both have the same members in the same sequence; a test writes each and reads it back.</summary>
    public static ref EventFields Of(ref MatchEvent step) => ref Unsafe.As<MatchEvent, EventFields>(ref step);
}
