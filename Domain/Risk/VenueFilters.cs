using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Risk;

/// <summary>What the venue would reject anyway: cheaper to know before.</summary>
public static class VenueFilters
{
    /// <summary>Checks increments, minimums and maximums.</summary>
    /// <param name="intent">A known instrument's intent.</param>
    /// <param name="referenceTicks">Stands for the price of a market order in the least notional.</param>
    public static Verdict Check(in OrderIntent intent, long referenceTicks)
    {
        Filters filters = intent.Instrument!.Filters;
        Verdict size = CheckQuantity(filters, intent.Quantity.Lots);
        if (!size.IsAccepted)
            return size;

        bool isLimit = intent.Type is OrderType.Limit;
        if (isLimit && CheckPrice(filters, intent.Price.Ticks) is { IsAccepted: false } price)
            return price;

        // Sizes of inverse contracts count quote units: price × size means nothing there. Venues waive the minimum for reduce-only.
        if (intent.ReduceOnly || intent.Instrument.Payoff is Payoff.Inverse)
            return Verdict.Accept;

        Int128 notional = (Int128)(isLimit ? intent.Price.Ticks : referenceTicks) * intent.Quantity.Lots;
        return notional < filters.MinNotional
            ? Verdict.Deny(DenyReason.NotionalBelowMinimum, filters.MinNotional, notional)
            : Verdict.Accept;
    }

    private static Verdict CheckQuantity(Filters filters, long lots)
    {
        long least = Math.Max(1, filters.MinQuantity);
        if (lots < least)
            return new(DenyReason.QuantityBelowMinimum, least, lots);
        if (filters.MaxQuantity > 0 && lots > filters.MaxQuantity)
            return new(DenyReason.QuantityAboveMaximum, filters.MaxQuantity, lots);
        return lots % filters.QuantityIncrement != 0
            ? new(DenyReason.QuantityIncrement, filters.QuantityIncrement, lots)
            : Verdict.Accept;
    }

    private static Verdict CheckPrice(Filters filters, long ticks)
    {
        if (filters.MinPrice != 0 && ticks < filters.MinPrice)
            return new(DenyReason.PriceBelowMinimum, filters.MinPrice, ticks);
        if (filters.MaxPrice != 0 && ticks > filters.MaxPrice)
            return new(DenyReason.PriceAboveMaximum, filters.MaxPrice, ticks);
        return ticks % filters.PriceIncrement != 0
            ? new(DenyReason.PriceIncrement, filters.PriceIncrement, ticks)
            : Verdict.Accept;
    }
}
