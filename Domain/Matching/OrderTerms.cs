using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>What trades of ordinary orders need not know of an order that rests: kept apart, so that they do not load it.</summary>
internal struct OrderTerms
{
    /// <summary>The total size, what is filled included.</summary>
    public long Quantity;

    /// <summary>What is left and not shown.</summary>
    public long Hidden;

    /// <summary>How much is shown at a time; 0 is all.</summary>
    public long Display;

    /// <summary>Of a held stop the limit price; its queue is that of its stop price.</summary>
    public long Price;

    public bool PostOnly;

    public bool IsMarket;

    public SelfTradePrevention SelfTrade;

    public TimeInForce TimeInForce;
}
