namespace Quern.Domain.Instruments;

/// <summary>An order or fill size in whole lots, never negative: direction is a <see cref="Side"/>.</summary>
/// <param name="Lots">Count of lots; one lot is 10^-<see cref="Instrument.QuantityScale"/> of the base asset or contract.</param>
public readonly record struct Quantity(long Lots) : IComparable<Quantity>
{
    /// <summary>No lots at all; as a level's size it means the level is gone.</summary>
    public static Quantity Zero => default;

    /// <summary>True when there are no lots.</summary>
    public bool IsZero => Lots == 0;

    /// <summary>The sum of both sizes.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left.Lots + right.Lots);

    /// <summary>What is left of the first size after the second is taken away.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(left.Lots - right.Lots);

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Lots.CompareTo(other.Lots);

    /// <summary>True when the left size is smaller.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Lots < right.Lots;

    /// <summary>True when the left size is larger.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Lots > right.Lots;

    /// <summary>True when the left size is not larger.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Lots <= right.Lots;

    /// <summary>True when the left size is not smaller.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Lots >= right.Lots;
}
