using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>One of our orders beside the recorded book.</summary>
internal sealed class ShadowOrder(in MatchCommand command)
{
    /// <summary>Ahead of an order that came while nobody knew the recorded book.</summary>
    public const long Unknown = long.MaxValue;

    public long Id { get; } = command.OrderId;

    public int Owner { get; } = command.Owner;

    public Side Side { get; } = command.Side;

    public bool IsMarket { get; } = command.Type is OrderType.Market;

    public bool PostOnly { get; } = command.PostOnly && command.Type is OrderType.Limit;

    public SelfTradePrevention SelfTrade { get; } = command.SelfTrade;

    /// <summary>In ticks; 0 for a market order.</summary>
    public long Price { get; set; } = command.Type is OrderType.Market ? 0 : command.Price;

    public long Remaining { get; set; } = command.Quantity;

    public long Filled { get; set; }

    /// <summary>Recorded lots that trade before this order at its price.</summary>
    public long Ahead { get; set; }

    /// <summary>What the recorded level showed when last looked at.</summary>
    public long Shown { get; set; }

    /// <summary>Lots printed at this price since then: that much of the next reduction is no cancel.</summary>
    public long PrintedSince { get; set; }

    /// <summary>Larger is nearer to the touch, on both sides.</summary>
    public long Key => Price * Side.Sign();

    /// <summary>True when the order accepts a price of the other side.</summary>
    public bool Reaches(long price) => IsMarket || (Side is Side.Buy ? price <= Price : price >= Price);

    public void Fill(long lots)
    {
        Remaining -= lots;
        Filled += lots;
    }
}
