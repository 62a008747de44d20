using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Core;

/// <summary>One order of an account, from its acceptance until it is forgotten.</summary>
internal sealed class VenueOrder(long id, string clientId, VenueAccount account, in NewOrder request, long nowMs)
{
    public long Id { get; } = id;

    public string ClientId { get; } = clientId;

    public VenueAccount Account { get; } = account;

    public VenueMarket Market { get; } = request.Market;

    public Side Side { get; } = request.Side;

    public OrderType Type { get; } = request.Type;

    public TimeInForce TimeInForce { get; } = request.TimeInForce;

    public bool PostOnly { get; } = request.PostOnly;

    public bool ReduceOnly { get; } = request.ReduceOnly;

    public SelfTradePrevention SelfTrade { get; } = request.SelfTrade;

    public long GoodTillMs { get; } = request.GoodTillMs;

    public long CreatedMs { get; } = nowMs;

    public long Price { get; set; } = request.Price;

    public long Quantity { get; set; } = request.Quantity;

    public long Filled { get; set; }

    /// <summary>Price × lots over all fills, in tick·lots.</summary>
    public Int128 FilledValue { get; set; }

    public OrderStatus Status { get; set; }

    public long UpdatedMs { get; set; } = nowMs;

    public int Amendments { get; set; }

    public long Remaining => Quantity - Filled;

    public bool IsOpen => Status is OrderStatus.New or OrderStatus.PartiallyFilled;

    public MatchCommand ToCommand() => new()
    {
        Kind = MatchCommandKind.Place,
        OrderId = Id,
        Owner = Account.Owner,
        Side = Side,
        Type = Type,
        TimeInForce = TimeInForce,
        PostOnly = PostOnly,
        SelfTrade = SelfTrade,
        Price = Price,
        Quantity = Quantity,
    };

    public void Fill(long price, long lots, long nowMs)
    {
        Filled += lots;
        FilledValue += (Int128)price * lots;
        Status = Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled;
        UpdatedMs = nowMs;
    }
}
