using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Interfaces.Positions;

/// <summary>The position manager (PMS) of one account; the key is <c>venue:account</c>: positions, balances, ledger, and a sub-ledger per strategy.</summary>
[Alias("position-manager")]
public interface IPositionManagerGrain : IGrainWithStringKey
{
    /// <summary>Wakes the account's books: replays what is journaled. Harmless when awake.</summary>
    [Alias("wake")]
    Task Wake();

    /// <summary>Ends this activation: its desk has another owner, on whose silo it wakes again.</summary>
    [Alias("hand-over")]
    Task HandOver();

    /// <summary>Books fills in order; those already booked are skipped, and after a gap nothing is.</summary>
    /// <param name="fills">Oldest first; none only asks for the number.</param>
    /// <returns>The number of the last fill booked, so that the sender knows where to go on.</returns>
    [Alias("on-fills")]
    Task<long> OnFills(FillMessage[] fills);

    /// <summary>The venue's own word on positions and balances, in order.</summary>
    [Alias("on-account-events")]
    Task OnAccountEvents(AccountEventMessage[] events);

    /// <summary>
    /// The venue's statement of all positions and balances, taken while nothing of ours was open and every fill was booked. What differs is
    /// booked as a named adjustment; the very first statement opens the books.
    /// </summary>
    [Alias("on-statement")]
    Task OnStatement(AccountEventMessage[] statement);

    /// <summary>What a strategy holds of an instrument, in signed lots.</summary>
    [Alias("position")]
    Task<long> GetPosition(string strategy, string instrument);

    /// <summary>Positions, balances and P&amp;L, valued at the mids given.</summary>
    /// <param name="mids">Newest mids of the instruments; those missing keep the last one.</param>
    [Alias("view")]
    Task<PositionsView> GetView(InstrumentMid[] mids);
}
