namespace Quern.Domain.Orders;

/// <summary>What an order manager did since it was made. Counts of the present are read from the orders.</summary>
public sealed class OrderStatistics
{
    /// <summary>New orders handed to the connection.</summary>
    public long Sent { get; internal set; }

    /// <summary>New orders journaled, those that the connection did not take included.</summary>
    public long Intended { get; internal set; }

    /// <summary>Orders that the venue showed to have.</summary>
    public long Acknowledged { get; internal set; }

    /// <summary>Orders that traded whole.</summary>
    public long Filled { get; internal set; }

    /// <summary>Orders that ended by a cancel.</summary>
    public long Cancelled { get; internal set; }

    /// <summary>Orders that ended by their time in force or the venue.</summary>
    public long Expired { get; internal set; }

    /// <summary>Orders that the venue refused.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Intents that we refused, and orders that were provably never sent.</summary>
    public long Denied { get; internal set; }

    /// <summary>Trades counted, each trade id once.</summary>
    public long Fills { get; internal set; }

    /// <summary>Cancels handed to the connection.</summary>
    public long CancelsSent { get; internal set; }

    /// <summary>Replaces handed to the connection.</summary>
    public long ReplacesSent { get; internal set; }

    /// <summary>Reports heard, repeats included.</summary>
    public long Reports { get; internal set; }

    /// <summary>Reports dropped because they make no sense.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Targets ignored because a newer version was there already.</summary>
    public long OldTargets { get; internal set; }

    /// <summary>Orders that live now.</summary>
    public int WorkingNow { get; internal set; }

    /// <summary>Orders in doubt now.</summary>
    public int UnknownNow { get; internal set; }

    /// <summary>Ended orders forgotten to make room.</summary>
    public long Evicted { get; internal set; }

    /// <summary>Everything ever sent or denied.</summary>
    public long Total => Sent + Denied;
}
