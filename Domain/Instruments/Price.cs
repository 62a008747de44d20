namespace Quern.Domain.Instruments;

/// <summary>A price on its instrument's grid, in whole ticks. May be zero or negative (spread instruments).</summary>
/// <param name="Ticks">Count of ticks; one tick is 10^-<see cref="Instrument.PriceScale"/> of the quote asset.</param>
public readonly record struct Price(long Ticks) : IComparable<Price>
{
    /// <summary>The price that many ticks higher.</summary>
    public static Price operator +(Price price, long ticks) => new(price.Ticks + ticks);

    /// <summary>The price that many ticks lower.</summary>
    public static Price operator -(Price price, long ticks) => new(price.Ticks - ticks);

    /// <summary>The distance between two prices: ticks, not a price.</summary>
    public static long operator -(Price left, Price right) => left.Ticks - right.Ticks;

    /// <summary>True when the left price is lower.</summary>
    public static bool operator <(Price left, Price right) => left.Ticks < right.Ticks;

    /// <summary>True when the left price is higher.</summary>
    public static bool operator >(Price left, Price right) => left.Ticks > right.Ticks;

    /// <summary>True when the left price is not higher.</summary>
    public static bool operator <=(Price left, Price right) => left.Ticks <= right.Ticks;

    /// <summary>True when the left price is not lower.</summary>
    public static bool operator >=(Price left, Price right) => left.Ticks >= right.Ticks;

    /// <inheritdoc/>
    public int CompareTo(Price other) => Ticks.CompareTo(other.Ticks);
}
