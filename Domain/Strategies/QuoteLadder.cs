using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Quoting;

namespace Quern.Domain.Strategies;

/// <summary>Turns a wish into levels the venue accepts: on its grid, never crossing the touch, large enough, within the inventory limit.</summary>
internal sealed class QuoteLadder(MarketMakingSettings settings)
{
    private readonly TargetLevel[] _levels = new TargetLevel[2 * settings.LevelsPerSide];
    private int _count;

    public ReadOnlySpan<TargetLevel> Levels => _levels.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <param name="midTicks">What the distances are measured from.</param>
    /// <param name="wish">Finite distances, or infinite for a side that is not quoted.</param>
    /// <param name="touch">Two-sided and not crossed.</param>
    /// <param name="inventoryLots">Positive is long.</param>
    /// <param name="filters">What the venue accepts.</param>
    public void Build(double midTicks, QuoteDistances wish, Touch touch, long inventoryLots, Filters filters)
    {
        _count = 0;
        long increment = Math.Max(1, filters.PriceIncrement);
        if (double.IsFinite(wish.Bid))
        {
            Price wanted = filters.RoundAwayFromTouch(Side.Buy, midTicks - wish.Bid);
            Price closest = filters.RoundAwayFromTouch(Side.Buy, touch.Ask.Price - increment);
            AddSide(Side.Buy, wanted < closest ? wanted : closest, settings.MaxInventoryLots - inventoryLots, touch, filters);
        }

        if (double.IsFinite(wish.Ask))
        {
            Price wanted = filters.RoundAwayFromTouch(Side.Sell, midTicks + wish.Ask);
            Price closest = filters.RoundAwayFromTouch(Side.Sell, touch.Bid.Price + increment);
            AddSide(Side.Sell, wanted > closest ? wanted : closest, settings.MaxInventoryLots + inventoryLots, touch, filters);
        }
    }

    // If every level fills, the inventory still ends within its limit: that is the room.
    private void AddSide(Side side, Price first, long room, Touch touch, Filters filters)
    {
        for (int i = 0; i < settings.LevelsPerSide; i++)
        {
            Price price = filters.RoundAwayFromTouch(side, first - side.Sign() * i * Spacing(filters));
            Quantity size = SizeWithin(room, filters);
            bool isOffered = touch.Bid.Price.Ticks <= 0 || price.Ticks > 0;
            if (size.IsZero || !isOffered || filters.Check(price, size).IsBroken)
                continue;
            _levels[_count++] = new(side, price, size);
            room -= size.Lots;
        }
    }

    private Quantity SizeWithin(long room, Filters filters)
    {
        long lots = Math.Min(settings.OrderSizeLots, Math.Max(0, room));
        if (filters.MaxQuantity > 0)
            lots = Math.Min(lots, filters.MaxQuantity);
        return filters.RoundDown(new Quantity(lots));
    }

    // Two levels never share a price: the spacing is at least one increment, in whole increments.
    private long Spacing(Filters filters)
    {
        long increment = Math.Max(1, filters.PriceIncrement);
        return (settings.LevelSpacingTicks + increment - 1) / increment * increment;
    }
}
