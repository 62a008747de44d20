using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>A price with its resting size.</summary>
public readonly record struct Level(Price Price, Quantity Quantity)
{
    /// <summary>True when nothing rests here.</summary>
    public bool IsEmpty => Quantity.IsZero;
}

/// <summary>Best bid and best ask. A missing side has no size.</summary>
public readonly record struct Touch(Level Bid, Level Ask)
{
    /// <summary>True when both sides have size.</summary>
    public bool IsTwoSided => !Bid.IsEmpty && !Ask.IsEmpty;

    /// <summary>True when both sides have size and the bid is at or above the ask.</summary>
    public bool IsCrossed => IsTwoSided && Bid.Price >= Ask.Price;

    /// <summary>Ask minus bid.</summary>
    public long SpreadTicks => Ask.Price - Bid.Price;

    /// <summary>The mid in half ticks: an odd spread has no mid on the tick grid.</summary>
    public long MidHalfTicks => Bid.Price.Ticks + Ask.Price.Ticks;
}
