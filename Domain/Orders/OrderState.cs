namespace Quern.Domain.Orders;

/// <summary>Where an order is in its life. Only a venue's statement, or proof that nothing was sent, leads to an end.</summary>
public enum OrderState : byte
{
    /// <summary>Made here, not yet journaled; never seen by a venue.</summary>
    Intended = 0,

    /// <summary>Refused by our own risk, or provably never sent. An end.</summary>
    Denied = 1,

    /// <summary>Journaled and on its way: it may rest, trade or be refused at any moment.</summary>
    Sent = 2,

    /// <summary>Rests at the venue, nothing traded.</summary>
    Acknowledged = 3,

    /// <summary>Rests at the venue with some lots traded.</summary>
    PartiallyFilled = 4,

    /// <summary>We asked to take it back; it can still trade.</summary>
    PendingCancel = 5,

    /// <summary>We asked to move it; it can trade at the old or the new price.</summary>
    PendingReplace = 6,

    /// <summary>A request may or may not have happened. Counts in exposure at its worst until the venue says.</summary>
    Unknown = 7,

    /// <summary>Every lot traded. An end.</summary>
    Filled = 8,

    /// <summary>Taken back; lots traded before stay traded. An end.</summary>
    Cancelled = 9,

    /// <summary>Refused by the venue. An end.</summary>
    Rejected = 10,

    /// <summary>Ended by its time in force, the venue or self-trade prevention. An end.</summary>
    Expired = 11,
}

/// <summary>The short life of an order, as strategies of the older systems know it.</summary>
public enum PlainOrderState : byte
{
    /// <summary>Made here, not sent (NEW).</summary>
    New = 0,

    /// <summary>Sent, not yet answered (SENT).</summary>
    Sent = 1,

    /// <summary>Alive at the venue (ACK).</summary>
    Ack = 2,

    /// <summary>Traded whole (FILLED).</summary>
    Filled = 3,

    /// <summary>Gone; may have traded in part (CANCELLED).</summary>
    Cancelled = 4,

    /// <summary>Refused, by us or by the venue (REJECTED).</summary>
    Rejected = 5,
}

/// <summary>What an order state knows about itself.</summary>
public static class OrderStates
{
    /// <summary>How many states there are.</summary>
    public const int Count = 12;

    /// <summary>True when no request and no report changes it any more.</summary>
    public static bool IsTerminal(this OrderState state) => state is OrderState.Denied or >= OrderState.Filled;

    /// <summary>True when the venue has it and no request of ours is in flight.</summary>
    public static bool IsResting(this OrderState state) => state is OrderState.Acknowledged or OrderState.PartiallyFilled;

    /// <summary>The projection onto NEW, SENT, ACK, FILLED, CANCELLED and REJECTED. An unknown order is shown as sent: no answer yet.</summary>
    public static PlainOrderState ToPlain(this OrderState state) => state switch
    {
        OrderState.Intended => PlainOrderState.New,
        OrderState.Sent or OrderState.Unknown => PlainOrderState.Sent,
        OrderState.Acknowledged or OrderState.PartiallyFilled or OrderState.PendingCancel or OrderState.PendingReplace => PlainOrderState.Ack,
        OrderState.Filled => PlainOrderState.Filled,
        OrderState.Cancelled or OrderState.Expired => PlainOrderState.Cancelled,
        OrderState.Denied or OrderState.Rejected => PlainOrderState.Rejected,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such order state."),
    };
}
