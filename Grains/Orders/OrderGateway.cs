using Quern.Connectors.Exchange;
using Quern.Domain.Orders;

namespace Quern.Grains.Orders;

/// <summary>The order manager's way to the venue: the account's connection in this process.</summary>
internal sealed class OrderGateway(IExchangeOms oms) : IOrderGateway
{
    /// <inheritdoc/>
    public GatewayOutcome Place(in OrderRequest order, long expiresNs)
    {
        OrderRequest request = order with { ExpiresNs = expiresNs };
        return Outcome(order.Type is OrderType.Market ? oms.PlaceMarketOrder(in request) : oms.PlaceLimitOrder(in request));
    }

    /// <inheritdoc/>
    public GatewayOutcome Replace(in ReplaceRequest replace, long expiresNs) => Outcome(oms.ReplaceOrder(replace with { ExpiresNs = expiresNs }));

    /// <inheritdoc/>
    public GatewayOutcome Cancel(in CancelRequest cancel) => Outcome(oms.CancelOrder(in cancel));

    private static GatewayOutcome Outcome(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Sent => GatewayOutcome.Sent,
        SendOutcome.Throttled => GatewayOutcome.Throttled,
        _ => GatewayOutcome.NotSent,
    };
}
