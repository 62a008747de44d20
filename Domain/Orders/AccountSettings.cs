using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>What an account is, what it may do, and how long it waits.</summary>
public sealed record AccountSettings
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000 * Millisecond;

    /// <summary>The account's number in client order ids. 0 to 2047; no default; unique among accounts of one venue.</summary>
    public required int AccountNumber { get; init; }

    /// <summary>The account, <c>venue:account</c>.</summary>
    public required string Account { get; init; }

    /// <summary>What the account may do.</summary>
    public required RiskLimits Limits { get; init; }

    /// <summary>A request without an answer is in doubt after this, in nanoseconds. 10 ms to 60 s. Default 1 s.</summary>
    public long RequestTimeoutNs { get; init; } = Second;

    /// <summary>Queries and cancels are repeated after this, in nanoseconds. 10 ms to 60 s. Default 1 s.</summary>
    public long RetryAfterNs { get; init; } = Second;

    /// <summary>A cancel that the connection did not take is tried again after this, in nanoseconds. 1 ms to 10 s. Default 50 ms.</summary>
    public long ResendAfterNs { get; init; } = 50 * Millisecond;

    /// <summary>The venue is told to refuse requests older than this, in nanoseconds. 100 ms to 60 s. Default 2 s.</summary>
    public long RequestWindowNs { get; init; } = 2 * Second;

    /// <summary>How far the venue's clock may be from ours, in nanoseconds; added to expiries in proofs of absence. 0 to 10 s. Default 250 ms.</summary>
    public long ClockErrorNs { get; init; } = 250 * Millisecond;

    /// <summary>How long after accepting an order the venue's queries may still not find it, in nanoseconds. 0 to 60 s. Default 5 s.</summary>
    public long QueryLagNs { get; init; } = 5 * Second;

    /// <summary>Orders that may live at once. 1 to 100,000. Default 1,024.</summary>
    public int MaxLiveOrders { get; init; } = 1_024;

    /// <summary>Ended orders that stay known for late reports. 1 to 1,000,000. Default 1,024.</summary>
    public int EndedOrdersKept { get; init; } = 1_024;

    /// <summary>Trade ids remembered per instrument and side, to count each once. 1 to 1,000,000. Default 4,096.</summary>
    public int TradeIdsKept { get; init; } = 4_096;

    /// <summary>Command keys remembered. 1 to 1,000,000. Default 1,024.</summary>
    public int CommandsKept { get; init; } = 1_024;

    /// <summary>Levels of one strategy on one instrument, both sides together. 1 to 1,000. Default 64.</summary>
    public int MaxLevels { get; init; } = 64;

    /// <summary>Quotes are post-only. Default true.</summary>
    public bool QuotesArePostOnly { get; init; } = true;

    /// <summary>Moves quotes by replace where one can stand for another; otherwise by cancel and a new order. Default false.</summary>
    public bool MoveByReplace { get; init; }

    /// <summary>The proof of absence needs the list of open orders too (Deribit, GRVT). Default false.</summary>
    public bool ProofNeedsOpenOrders { get; init; }

    /// <summary>Writes denials to the journal. Default false.</summary>
    public bool JournalDenials { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, the value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Account);
        Limits.Validate();
        Risk.Range.Check(AccountNumber, 0, ClientOrderId.MaxAccount, nameof(AccountNumber));
        Risk.Range.Check(RequestTimeoutNs, 10 * Millisecond, 60 * Second, nameof(RequestTimeoutNs));
        Risk.Range.Check(RetryAfterNs, 10 * Millisecond, 60 * Second, nameof(RetryAfterNs));
        Risk.Range.Check(ResendAfterNs, Millisecond, 10 * Second, nameof(ResendAfterNs));
        Risk.Range.Check(RequestWindowNs, 100 * Millisecond, 60 * Second, nameof(RequestWindowNs));
        Risk.Range.Check(ClockErrorNs, 0, 10 * Second, nameof(ClockErrorNs));
        Risk.Range.Check(QueryLagNs, 0, 60 * Second, nameof(QueryLagNs));
        Risk.Range.Check(MaxLiveOrders, 1, 100_000, nameof(MaxLiveOrders));
        Risk.Range.Check(EndedOrdersKept, 1, 1_000_000, nameof(EndedOrdersKept));
        Risk.Range.Check(TradeIdsKept, 1, 1_000_000, nameof(TradeIdsKept));
        Risk.Range.Check(CommandsKept, 1, 1_000_000, nameof(CommandsKept));
        Risk.Range.Check(MaxLevels, 1, 1_000, nameof(MaxLevels));
    }
}
