namespace Quern.Domain.Instruments;

/// <summary>One of the venue's filters.</summary>
public enum FilterKind : byte
{
    /// <summary>No filter is broken.</summary>
    None = 0,

    /// <summary>The price is not a multiple of the increment.</summary>
    PriceIncrement = 1,

    /// <summary>The price is below the lowest.</summary>
    MinPrice = 2,

    /// <summary>The price is above the highest.</summary>
    MaxPrice = 3,

    /// <summary>The size is not a multiple of the increment.</summary>
    QuantityIncrement = 4,

    /// <summary>The size is zero, negative or below the smallest.</summary>
    MinQuantity = 5,

    /// <summary>The size is above the largest.</summary>
    MaxQuantity = 6,

    /// <summary>Price × size is below the smallest.</summary>
    MinNotional = 7,

    /// <summary>The price is too far on the wrong side of the mark price.</summary>
    PriceBand = 8,
}

/// <summary>What a check of the filters said, with the numbers it compared.</summary>
/// <param name="Filter">The first filter that is broken, in the order of <see cref="FilterKind"/>.</param>
/// <param name="Limit">The filter's number: ticks, lots, or tick·lots.</param>
/// <param name="Actual">The number that breaks it, in the same unit.</param>
public readonly record struct FilterBreach(FilterKind Filter, Int128 Limit, Int128 Actual)
{
    /// <summary>Nothing is broken.</summary>
    public static FilterBreach None => default;

    /// <summary>True when a filter is broken.</summary>
    public bool IsBroken => Filter is not FilterKind.None;
}
