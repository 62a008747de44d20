using Quern.Domain.Instruments;

namespace Quern.Domain.Quoting;

/// <summary>A two-sided price of ours in whole ticks. A side that is not quoted is null.</summary>
public readonly record struct Quote(Price? Bid, Price? Ask)
{
    /// <summary>Wants nothing.</summary>
    public static Quote None => default;

    /// <summary>
    /// Rounds distances from a mid to ticks, away from the reservation price: rounding inward gives back edge that the model asked for.
    /// </summary>
    /// <param name="midTicks">The price the distances are measured from, in ticks, halves included.</param>
    /// <param name="distances">In ticks; an infinite one is not quoted.</param>
    /// <exception cref="OverflowException">The mid or a distance is not a number.</exception>
    public static Quote Around(double midTicks, QuoteDistances distances) => new(
        double.IsPositiveInfinity(distances.Bid) ? null : new Price(checked((long)Math.Floor(midTicks - distances.Bid))),
        double.IsPositiveInfinity(distances.Ask) ? null : new Price(checked((long)Math.Ceiling(midTicks + distances.Ask))));
}

/// <summary>How far from the mid a model wants to quote, in ticks. May be negative when the inventory is large; infinite means: not at all.</summary>
/// <param name="Bid">Mid minus bid.</param>
/// <param name="Ask">Ask minus mid.</param>
public readonly record struct QuoteDistances(double Bid, double Ask)
{
    /// <summary>What the model thinks is the middle, measured from the mid: negative when it wants to sell. Not a number when one-sided.</summary>
    public double Skew => double.IsFinite(Bid) && double.IsFinite(Ask) ? (Ask - Bid) / 2 : double.NaN;

    /// <summary>Half of bid distance plus ask distance; infinite when one-sided.</summary>
    public double HalfSpread => (Bid + Ask) / 2;

    /// <summary>Leaves out the bid at or above the limit and the ask at or below its negative.</summary>
    /// <param name="inventory">In the model's units, positive is long.</param>
    /// <param name="maxInventory">Q, in the same units. Above zero.</param>
    public QuoteDistances Within(double inventory, double maxInventory) => new(
        inventory >= maxInventory ? double.PositiveInfinity : Bid,
        inventory <= -maxInventory ? double.PositiveInfinity : Ask);
}
