using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;
using Quern.Proto;

namespace Quern.Silo.Control;

/// <summary>Orders as the control API shows them.</summary>
internal static class OrderRows
{
    public static OrderRow Of(string account, OrderView view) => new()
    {
        Id = new ClientOrderId(view.OrderId).ToString(),
        VenueId = view.VenueOrderId,
        Account = account,
        Instrument = view.Instrument,
        Strategy = view.Strategy,
        Side = view.Side.ToString().ToLowerInvariant(),
        State = view.State,
        Price = Decimals.Format(view.PriceTicks, view.PriceScale),
        Quantity = Decimals.ToPlainText(view.QuantityLots, view.QuantityScale),
        Filled = Decimals.ToPlainText(view.FilledLots, view.QuantityScale),
        AgeMs = Math.Round(view.AgeNs / 1e6, 3),
    };
}
