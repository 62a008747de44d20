using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>What a journal entry says. Numbers are stable: stored journals carry them.</summary>
public enum JournalKind : byte
{
    /// <summary>Nothing; never written.</summary>
    None = 0,

    /// <summary>A new owner took the account. Uses Epoch.</summary>
    EpochOpened = 1,

    /// <summary>An order is about to be sent. Uses Id, Instrument, Strategy and what the order is; ExpiresNs, CommandKey, IsQuote.</summary>
    OrderIntended = 2,

    /// <summary>A cancel is about to be sent. Uses Id.</summary>
    CancelRequested = 3,

    /// <summary>A replace is about to be sent. Uses Id, Price, Quantity, ExpiresNs.</summary>
    ReplaceRequested = 4,

    /// <summary>The venue, or the connection on its behalf, said something. Uses Report.</summary>
    ReportReceived = 5,

    /// <summary>The venue said that an order traded. Uses Report.</summary>
    FillReceived = 6,

    /// <summary>No answer in time, or the stream was lost: the order is in doubt. Uses Id.</summary>
    OutcomeDoubted = 7,

    /// <summary>A query found nothing of an order. Uses Id, Answer, VenueTimeNs, Counts.</summary>
    AnswerReceived = 8,

    /// <summary>All answers of absence are in: the order does not exist. Uses Id.</summary>
    AbsenceProven = 9,

    /// <summary>An order of ours was found at the venue that this journal does not know. Uses Report.</summary>
    OrderAdopted = 10,

    /// <summary>The position was set to the venue's statement. Uses Instrument, Lots, Text (the cause).</summary>
    PositionAdjusted = 11,

    /// <summary>The kill switch was thrown. Uses Text (the reason).</summary>
    Killed = 12,

    /// <summary>The kill switch was released. Uses Text (the reason).</summary>
    Armed = 13,

    /// <summary>Our risk refused something; written only when asked for. Uses Instrument, Strategy, Side, Price, Quantity, Verdict.</summary>
    Denied = 14,

    /// <summary>The account was stopped by command.</summary>
    Stopped = 15,

    /// <summary>The account was started again by command.</summary>
    Started = 16,
}

/// <summary>
/// One line of an account's journal: what <see cref="OrderManager"/> appends before any effect, and all that it needs to be restored.
/// Which members count depends on <see cref="Kind"/>; the others are at their defaults.
/// </summary>
public readonly record struct JournalEntry
{
    /// <summary>What is said.</summary>
    public required JournalKind Kind { get; init; }

    /// <summary>By our clock, Unix nanoseconds.</summary>
    public required long TimeNs { get; init; }

    /// <summary>The owner's epoch.</summary>
    public int Epoch { get; init; }

    /// <summary>The order that it is about.</summary>
    public ClientOrderId Id { get; init; }

    /// <summary>The instrument.</summary>
    public InstrumentId Instrument { get; init; }

    /// <summary>The strategy; null when none.</summary>
    public string? Strategy { get; init; }

    /// <summary>Which way.</summary>
    public Side Side { get; init; }

    /// <summary>Limit or market.</summary>
    public OrderType Type { get; init; }

    /// <summary>How long the order lives.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>Refused by the venue rather than crossing.</summary>
    public bool PostOnly { get; init; }

    /// <summary>May only shrink the position.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>True for a level of targets, false for a command.</summary>
    public bool IsQuote { get; init; }

    /// <summary>The command's idempotency key; zero when none.</summary>
    public UInt128 CommandKey { get; init; }

    /// <summary>The price.</summary>
    public Price Price { get; init; }

    /// <summary>The size.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>The venue refuses the request after this, Unix nanoseconds.</summary>
    public long ExpiresNs { get; init; }

    /// <summary>Signed lots of an adjustment.</summary>
    public long Lots { get; init; }

    /// <summary>Which query found nothing.</summary>
    public AbsenceAnswers Answer { get; init; }

    /// <summary>The venue's clock in that answer, Unix nanoseconds.</summary>
    public long VenueTimeNs { get; init; }

    /// <summary>True when the answer is part of the proof; false when it came too early.</summary>
    public bool Counts { get; init; }

    /// <summary>Why it was denied.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Cause or reason in words; null when none.</summary>
    public string? Text { get; init; }

    /// <summary>What the venue said.</summary>
    public ExecutionReport Report { get; init; }
}

/// <summary>Where an account's entries go. Appending is what allows to act: it must be done, in the kernel, when the call returns.</summary>
public interface IOrderJournal
{
    /// <summary>False while durability lags too far behind: then nothing new may be sent. Reports and cancels are still appended.</summary>
    bool AcceptsIntents { get; }

    /// <summary>Appends an entry.</summary>
    /// <returns>False when a newer epoch owns the account: this manager is fenced off and sends nothing ever again.</returns>
    bool Append(in JournalEntry entry);
}
