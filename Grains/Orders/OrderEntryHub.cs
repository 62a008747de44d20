using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Venues;

namespace Quern.Grains.Orders;

/// <summary>Joins this silo's order connections with its order managers: one ordered pump per account.</summary>
public sealed class OrderEntryHub(VenueDirectory venues, IGrainFactory grains, ILogger<OrderEntryHub> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OrderConnection> _connections = new(StringComparer.Ordinal);

    /// <summary>The account's order entry in this process. What it hears goes to the account's order manager from now on.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <param name="epoch">Of the order manager that opens it: a later one takes the connection over.</param>
    public IExchangeOms Open(string account, int epoch)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue(account, out OrderConnection? open))
            {
                open.Redirect(grains.GetGrain<IOrderManagerGrain>(account).OnReports, epoch);
                return open.Oms;
            }

            IExchangeOms oms = venues.OfAccount(account).OrderEntry(account);
            var connection = new OrderConnection(account, oms, grains.GetGrain<IOrderManagerGrain>(account).OnReports, epoch, logger);
            _connections.Add(account, connection);
            oms.Connect(connection);
            return oms;
        }
    }

    /// <summary>Sends nothing more to the account's order manager; the connection stays up for its successor on this silo.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <param name="epoch">Of the order manager that lets go.</param>
    /// <returns>False when a later one has taken the connection over: then it is not this one's to let go.</returns>
    public bool Release(string account, int epoch)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(account, out OrderConnection? open) || open.Epoch != epoch)
                return false;
            open.Redirect(null, epoch);
            return true;
        }
    }
}
