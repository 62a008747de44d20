namespace Quern.Domain.MarketData;

/// <summary>The touch of a book with what proves it and when it was seen.</summary>
/// <param name="Touch">Best bid and best ask.</param>
/// <param name="State">What the book can prove.</param>
/// <param name="Sequence">The venue's number of the last update.</param>
/// <param name="VenueTimeNs">Of the last update, stamped by the venue, Unix nanoseconds; 0 when it gave none.</param>
/// <param name="ReceiveTimeNs">Of the last update, stamped by us, Unix nanoseconds.</param>
public readonly record struct TopOfBook(Touch Touch, BookState State, long Sequence, long VenueTimeNs, long ReceiveTimeNs)
{
    /// <summary>True when one may quote on it: proven, two sides, not crossed and not locked.</summary>
    public bool IsSound => State is BookState.Proven && Touch.IsTwoSided && !Touch.IsCrossed;

    /// <summary>The middle of the touch in ticks, halves included; not a number when a side is missing.</summary>
    public double MidTicks => Touch.IsTwoSided ? Touch.MidHalfTicks / 2.0 : double.NaN;

    /// <summary>
    /// The mid weighted by the opposite size, in ticks: leans toward the thinner side. Not the <see cref="Microprice"/>, which is
    /// Stoikov's estimator. Not a number when a side is missing.
    /// </summary>
    public double WeightedMidTicks => Touch.IsTwoSided
        ? Touch.Bid.Price.Ticks + Touch.SpreadTicks * ((double)Touch.Bid.Quantity.Lots / ((double)Touch.Bid.Quantity.Lots + Touch.Ask.Quantity.Lots))
        : double.NaN;

    /// <summary>(bid − ask) ÷ (bid + ask) of the sizes at the touch, −1 to 1; 0 when both sides are missing.</summary>
    public double Imbalance
    {
        get
        {
            double total = (double)Touch.Bid.Quantity.Lots + Touch.Ask.Quantity.Lots;
            return total == 0 ? 0 : (Touch.Bid.Quantity.Lots - (double)Touch.Ask.Quantity.Lots) / total;
        }
    }
}
