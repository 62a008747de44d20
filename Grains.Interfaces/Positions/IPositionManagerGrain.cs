using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Interfaces.Positions;

/// <summary>The position manager (PMS) of one account; the key is <c>venue:account</c>: positions, balances, ledger, and a sub-ledger per strategy.</summary>
[Alias("position-manager")]
public interface IPositionManagerGrain : IGrainWithStringKey
{
    /// <summary>Wakes the account's books: replays what is journaled. Harmless when awake.</summary>
    [Alias("wake"), ResponseTimeout(CallTimes.Waking)]
    Task Wake();

    /// <summary>Ends this activation: its desk has another owner, on whose silo it wakes again.</summary>
    /// <param name="owner">The desk's owner. An activation that lives there stays: the word may come late, and again.</param>
    [Alias("hand-over-to"), ResponseTimeout(CallTimes.HandingOver)]
    Task HandOver(SiloAddress owner);

    /// <summary>Books fills in order; those already booked are skipped, and after a gap nothing is.</summary>
    /// <param name="fills">Oldest first; none only asks for the number.</param>
    /// <returns>The number of the last fill booked, so that the sender knows where to go on.</returns>
    [Alias("on-fills"), ResponseTimeout(CallTimes.MoneyPath)]
    Task<long> OnFills(FillMessage[] fills);

    /// <summary>The venue's own word on positions and balances, in order.</summary>
    [Alias("on-account-events"), ResponseTimeout(CallTimes.MoneyPath)]
    Task OnAccountEvents(AccountEventMessage[] events);

    /// <summary>
    /// The venue's statement of all positions and balances at one moment, and how many fills it covers. What differs is booked as a named
    /// adjustment; the very first statement opens the books.
    /// </summary>
    /// <param name="statement">Every position and balance.</param>
    /// <param name="fills">Fills that were booked here when it was known to hold: see <see cref="CountFills"/>.</param>
    /// <returns>False, and nothing is booked, when another number of fills is booked here: the statement is of another moment.</returns>
    [Alias("on-statement"), ResponseTimeout(CallTimes.Waking)]
    Task<bool> OnStatement(AccountEventMessage[] statement, long fills);

    /// <summary>How many fills are booked.</summary>
    [Alias("count-fills"), ResponseTimeout(CallTimes.Waking)]
    Task<long> CountFills();

    /// <summary>What a strategy holds of an instrument.</summary>
    [Alias("holding"), ResponseTimeout(CallTimes.Waking)]
    Task<StrategyHolding> GetPosition(string strategy, string instrument);

    /// <summary>Positions, balances and P&amp;L, valued at the mids given.</summary>
    /// <param name="mids">Newest mids of the instruments; those missing keep the last one.</param>
    [Alias("view")]
    Task<PositionsView> GetView(InstrumentMid[] mids);
}
