namespace Quern.Domain.Instruments;

/// <summary>Checks prices and sizes against the venue's filters, and rounds them to what the filters accept.</summary>
public static class FilterChecks
{
    private const int Million = 1_000_000;

    /// <summary>
    /// Which filter a limit order of this price and size would break, if any. The band needs the mark price: <see cref="CheckBand"/>.
    /// </summary>
    /// <param name="filters">What the venue accepts.</param>
    /// <param name="price">In ticks.</param>
    /// <param name="quantity">In lots.</param>
    /// <param name="isReduceOnly">Venues waive the smallest notional for orders that only shrink a position. Default false.</param>
    public static FilterBreach Check(this Filters filters, Price price, Quantity quantity, bool isReduceOnly = false)
    {
        ArgumentNullException.ThrowIfNull(filters);
        FilterBreach breach = CheckPrice(filters, price.Ticks);
        if (!breach.IsBroken)
            breach = CheckQuantity(filters, quantity.Lots);
        if (!breach.IsBroken && !isReduceOnly)
            breach = CheckNotional(filters, price.Ticks, quantity.Lots);
        return breach;
    }

    /// <summary>Whether a price lies beyond the band: a buy too far above the mark price, or a sell too far below.</summary>
    /// <remarks>The limit itself is accepted. It is rounded toward the mark price, so that what passes here passes at the venue.</remarks>
    public static FilterBreach CheckBand(this Filters filters, Side side, Price price, Price mark)
    {
        ArgumentNullException.ThrowIfNull(filters);
        int ppm = side is Side.Buy ? filters.BandUpPpm : filters.BandDownPpm;
        Int128 reach = Int128.Abs(mark.Ticks) * ppm / Million;
        Int128 limit = mark.Ticks + side.Sign() * reach;
        bool isBeyond = ppm > 0 && (side is Side.Buy ? price.Ticks > limit : price.Ticks < limit);
        return isBeyond ? new(FilterKind.PriceBand, limit, price.Ticks) : FilterBreach.None;
    }

    /// <summary>The nearest accepted price away from the touch: a bid down, an ask up. A price on the grid stays.</summary>
    public static Price RoundAwayFromTouch(this Filters filters, Side side, Price price)
    {
        ArgumentNullException.ThrowIfNull(filters);
        long increment = Math.Max(1, filters.PriceIncrement);
        long above = FloorRemainder(price.Ticks, increment);
        if (above == 0)
            return price;
        return side is Side.Buy ? price - above : price + (increment - above);
    }

    /// <summary>The nearest accepted price away from the touch of a price between ticks: a bid down, an ask up.</summary>
    /// <param name="filters">What the venue accepts.</param>
    /// <param name="side">Which way the order goes.</param>
    /// <param name="ticks">Finite and within a long.</param>
    /// <exception cref="OverflowException">The price is not finite or not within a long.</exception>
    public static Price RoundAwayFromTouch(this Filters filters, Side side, double ticks) =>
        filters.RoundAwayFromTouch(side, new Price(checked((long)(side is Side.Buy ? Math.Floor(ticks) : Math.Ceiling(ticks)))));

    /// <summary>The largest accepted multiple that is not above the size; the smallest sizes may become zero.</summary>
    public static Quantity RoundDown(this Filters filters, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(filters);
        return new(quantity.Lots - quantity.Lots % Math.Max(1, filters.QuantityIncrement));
    }

    /// <summary>The smallest size that passes the increment, the smallest size and the smallest notional at a price.</summary>
    /// <returns>At least one increment. At a price of zero the notional cannot be reached and is left out.</returns>
    public static Quantity SmallestAt(this Filters filters, Price price)
    {
        ArgumentNullException.ThrowIfNull(filters);
        long increment = Math.Max(1, filters.QuantityIncrement);
        Int128 ticks = Int128.Abs(price.Ticks);
        Int128 forNotional = ticks == 0 ? 0 : (filters.MinNotional + ticks - 1) / ticks;
        Int128 lots = Int128.Max(Int128.Max(filters.MinQuantity, forNotional), increment);
        return new(checked((long)((lots + increment - 1) / increment * increment)));
    }

    private static FilterBreach CheckPrice(Filters filters, long ticks)
    {
        if (filters.PriceIncrement > 1 && ticks % filters.PriceIncrement != 0)
            return new(FilterKind.PriceIncrement, filters.PriceIncrement, ticks);
        if (filters.MinPrice != 0 && ticks < filters.MinPrice)
            return new(FilterKind.MinPrice, filters.MinPrice, ticks);
        if (filters.MaxPrice != 0 && ticks > filters.MaxPrice)
            return new(FilterKind.MaxPrice, filters.MaxPrice, ticks);
        return FilterBreach.None;
    }

    private static FilterBreach CheckQuantity(Filters filters, long lots)
    {
        if (filters.QuantityIncrement > 1 && lots % filters.QuantityIncrement != 0)
            return new(FilterKind.QuantityIncrement, filters.QuantityIncrement, lots);
        if (lots < Math.Max(1, filters.MinQuantity))
            return new(FilterKind.MinQuantity, Math.Max(1, filters.MinQuantity), lots);
        if (filters.MaxQuantity != 0 && lots > filters.MaxQuantity)
            return new(FilterKind.MaxQuantity, filters.MaxQuantity, lots);
        return FilterBreach.None;
    }

    private static FilterBreach CheckNotional(Filters filters, long ticks, long lots)
    {
        Int128 notional = Int128.Abs(ticks) * lots;
        return notional < filters.MinNotional ? new(FilterKind.MinNotional, filters.MinNotional, notional) : FilterBreach.None;
    }

    private static long FloorRemainder(long value, long divisor)
    {
        long remainder = value % divisor;
        return remainder < 0 ? remainder + divisor : remainder;
    }
}
