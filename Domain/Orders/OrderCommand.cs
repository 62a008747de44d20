using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>One order that somebody wants sent once: a hedge, a slice, a manual order.</summary>
/// <param name="Key">Unique per strategy and never zero: repeating a command with its key sends nothing again.</param>
/// <param name="Strategy">Who wants it.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Side">Which way.</param>
/// <param name="Type">Limit or market.</param>
/// <param name="TimeInForce">How long it lives.</param>
/// <param name="Price">For limits.</param>
/// <param name="Quantity">Above zero.</param>
/// <param name="PostOnly">Refused by the venue rather than crossing.</param>
/// <param name="ReduceOnly">May only shrink the position.</param>
public readonly record struct OrderCommand(
    UInt128 Key,
    string Strategy,
    InstrumentId Instrument,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    Price Price,
    Quantity Quantity,
    bool PostOnly = false,
    bool ReduceOnly = false);

/// <summary>What became of a command.</summary>
/// <param name="Id">The order's id; default when denied before it had one.</param>
/// <param name="Verdict">Why it was denied, if it was.</param>
/// <param name="IsRepeat">True when the key was known: nothing was sent, and the id is the first one's.</param>
public readonly record struct SubmitResult(ClientOrderId Id, Verdict Verdict, bool IsRepeat);

/// <summary>Which orders to take back. A null member means: any.</summary>
/// <param name="Strategy">Of this strategy.</param>
/// <param name="Instrument">On this instrument.</param>
public readonly record struct CancelScope(string? Strategy, InstrumentId? Instrument)
{
    /// <summary>Every order of the account.</summary>
    public static CancelScope All => default;

    internal bool Covers(string strategy, InstrumentId instrument) =>
        (Strategy is null || Strategy == strategy) && (Instrument is null || Instrument.Value == instrument);
}
