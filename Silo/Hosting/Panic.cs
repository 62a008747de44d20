using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>What is open of one account after a panic.</summary>
/// <param name="Account"><c>venue:account</c>.</param>
/// <param name="OpenOrders">Orders on the venue's own list afterwards; −1 when it did not say.</param>
/// <param name="Problem">What went wrong; empty when nothing did.</param>
public sealed record PanicResult(string Account, int OpenOrders, string Problem);

/// <summary>Takes everything back at the venues, without a silo: for the day on which none answers.</summary>
public static class Panic
{
    private const int Tries = 3;

    /// <summary>
    /// Cancels every open order on the configured instruments of every account, whoever placed it, and asks for what is left. One account's
    /// failure does not keep the others'.
    /// </summary>
    /// <param name="settings">Venues, accounts and instruments.</param>
    /// <param name="time">Stamps of requests.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SettingsException">A secret is missing.</exception>
    public static async Task<IReadOnlyList<PanicResult>> CancelAll(SiloSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var results = new List<PanicResult>();
        foreach (VenueSettings venue in settings.Venues)
        {
            await using IExchange exchange = Exchanges.Create(venue, settings, time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
            foreach (AccountSettingsEntry account in venue.Accounts)
                results.Add(await CancelAll(exchange, $"{venue.Id}:{account.Name}", settings, cancellation));
        }

        return results;
    }

    private static async Task<PanicResult> CancelAll(IExchange exchange, string account, SiloSettings settings, CancellationToken cancellation)
    {
        string problem = "";
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                HashSet<string> wanted = [.. settings.Strategies.Where(strategy => strategy.Account == account).Select(strategy => strategy.Instrument)];
                Instrument[] instruments = [.. (await exchange.PublicData.GetInstruments(cancellation)).Where(known => wanted.Contains(known.Id.ToString()))];
                foreach (Instrument instrument in instruments)
                    await exchange.OrderEntry(account).CancelAll(instrument, cancellation);
                IReadOnlyList<ExecutionReport> open = await exchange.DataFetcher(account).GetOpenOrders(instruments, cancellation);
                if (open.Count == 0)
                    return new(account, 0, "");
                problem = "orders are left";
            }
            catch (ExchangeException error)
            {
                problem = error.Message;
            }
        }

        return new(account, -1, problem);
    }
}
