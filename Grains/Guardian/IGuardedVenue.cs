using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Venues;

namespace Quern.Grains.Guardian;

/// <summary>What a guardian asks of a venue. A seam, so that simulations and other venues can stand in.</summary>
public interface IGuardedVenue
{
    /// <summary>Asks the venue to take back what an account of ours has open.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <param name="number">The account's number in client order ids: other orders do not count.</param>
    /// <returns>How many orders of ours were open before.</returns>
    /// <exception cref="ExchangeException">The venue refused, or gave no answer.</exception>
    Task<int> CancelOurs(string account, int number);
}

/// <summary>The venues that this silo reaches, over connections of its own.</summary>
/// <remarks>
/// Where a venue cancels only by instrument (Binance), foreign orders on the same instrument and account go too: this is the emergency in
/// which nobody of ours watches the account.
/// </remarks>
public sealed class GuardedVenue(VenueDirectory venues) : IGuardedVenue
{
    /// <inheritdoc/>
    public async Task<int> CancelOurs(string account, int number)
    {
        IExchange exchange = venues.OfAccount(account);
        IReadOnlyList<Instrument> instruments = await venues.InstrumentsOf(exchange);
        IReadOnlyList<ExecutionReport> open = await exchange.DataFetcher(account).GetOpenOrders(instruments, CancellationToken.None);
        ExecutionReport[] ours = [.. open.Where(report => report.Id.IsOurs && report.Id.Account == number)];
        IExchangeOms oms = exchange.OrderEntry(account);
        foreach (InstrumentId id in ours.Select(report => report.Instrument).Distinct())
            await oms.CancelAll(await venues.Find(id), CancellationToken.None);
        return ours.Length;
    }
}
