using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;

namespace Quern.Silo.Control;

/// <summary>Asks every grain of the catalogue at once, and waits at most half a second: who is silent is shown as unknown.</summary>
public sealed class Fleet(IGrainFactory grains, CatalogueContent content, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>All desks, accounts, instruments and strategies.</summary>
    public CatalogueContent Content => content;

    /// <summary>Every book, in the catalogue's order; null where none answered.</summary>
    public Task<BookView?[]> Books(int depth) =>
        All(content.Instruments, entry => grains.GetGrain<IOrderBookGrain>(entry.Id).GetView(depth));

    /// <summary>Every strategy; null where none answered.</summary>
    public Task<StrategyView?[]> Strategies() =>
        All(content.Strategies, entry => grains.GetGrain<IStrategyGrain>(entry.Id).GetView());

    /// <summary>Every account; null where none answered.</summary>
    public Task<AccountView?[]> Accounts() =>
        All(content.Accounts, entry => grains.GetGrain<IOrderManagerGrain>(entry.Id).GetView());

    /// <summary>Every account's positions, valued at the books' mids; null where none answered.</summary>
    public Task<PositionsView?[]> Positions(InstrumentMid[] mids) =>
        All(content.Accounts, entry => grains.GetGrain<IPositionManagerGrain>(entry.Id).GetView(mids));

    /// <summary>Every account's orders; null where none answered.</summary>
    public Task<OrderView[]?[]> Orders(bool workingOnly, int limit) =>
        All(content.Accounts, entry => grains.GetGrain<IOrderManagerGrain>(entry.Id).GetOrders(workingOnly, limit));

    /// <summary>One account's newest fills, newest last.</summary>
    public async Task<FillMessage[]> NewestFills(AccountEntry account, long total, int count) =>
        await Ask(grains.GetGrain<IOrderManagerGrain>(account.Id).GetFills(Math.Max(0, total - count), count)) ?? [];

    private async Task<TView?[]> All<TEntry, TView>(TEntry[] entries, Func<TEntry, Task<TView>> ask)
        where TView : class =>
        await Task.WhenAll(entries.Select(entry => Ask(ask(entry))));

    private async Task<TView?> Ask<TView>(Task<TView> call)
        where TView : class
    {
        try
        {
            return await call.WaitAsync(Patience, time);
        }
        catch (Exception error) when (Unanswered.Is(error))
        {
            return null;
        }
    }
}
