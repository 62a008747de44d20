namespace Quern.Domain.Orders;

/// <summary>What can happen to an order: the columns of <see cref="OrderStateMachine"/>.</summary>
public enum OrderEvent : byte
{
    /// <summary>Our own risk refused it.</summary>
    Denied = 0,

    /// <summary>It was journaled and is handed to the connection.</summary>
    Sent = 1,

    /// <summary>Proof that its placement never left us.</summary>
    NotSent = 2,

    /// <summary>The venue has it.</summary>
    Acknowledged = 3,

    /// <summary>Some lots traded, some are left.</summary>
    PartlyFilled = 4,

    /// <summary>The last lot traded.</summary>
    FullyFilled = 5,

    /// <summary>We ask to take it back.</summary>
    CancelRequested = 6,

    /// <summary>We ask to move it.</summary>
    ReplaceRequested = 7,

    /// <summary>The venue moved it.</summary>
    Replaced = 8,

    /// <summary>The venue would not take it back, and still has it.</summary>
    CancelRefused = 9,

    /// <summary>The venue would not move it; it rests as it was.</summary>
    ReplaceRefused = 10,

    /// <summary>A request of ours may or may not have happened.</summary>
    Doubted = 11,

    /// <summary>A query did not find it: alone this says nothing.</summary>
    NotFound = 12,

    /// <summary>The venue says it was taken back.</summary>
    Cancelled = 13,

    /// <summary>The venue says it was refused.</summary>
    Rejected = 14,

    /// <summary>The venue says its time in force or the venue itself ended it.</summary>
    Expired = 15,
}
