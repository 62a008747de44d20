using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Risk;

/// <summary>Refuses what could trade with an order of our own, of whichever strategy, as long as that order may live.</summary>
public static class SelfTrade
{
    /// <summary>Checks against every live order of the other side, at each price it may rest at.</summary>
    public static Verdict Check(in OrderIntent intent, ReadOnlySpan<Order> own)
    {
        foreach (Order order in own)
        {
            if (order.Side == intent.Side || order.OpenLots == 0)
                continue;

            Price resting = NearestPrice(order);
            bool crosses = intent.Type is OrderType.Market || order.Type is OrderType.Market
                || (intent.Price - resting) * intent.Side.Sign() >= 0;
            if (crosses)
                return new(DenyReason.SelfTrade, resting.Ticks, intent.Price.Ticks);
        }

        return Verdict.Accept;
    }

    /// <summary>While a replace is in doubt the order rests at one of two prices: the one that is met first counts.</summary>
    private static Price NearestPrice(Order order)
    {
        if (!order.IsReplaceInDoubt)
            return order.Price;
        bool pendingIsNearer = (order.PendingPrice - order.Price) * order.Side.Sign() > 0;
        return pendingIsNearer ? order.PendingPrice : order.Price;
    }
}
