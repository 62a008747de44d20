using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    // False when self-trade prevention ended the incoming order.
    private bool TryMatch(PlainOrder taker, MatchEventBuffer output)
    {
        PlainBookSide makers = Resting(taker.Side.Opposite());
        while (taker.Remaining > 0 && makers.First is { } maker && IsWithin(taker, maker.Price))
        {
            if (_rules.Allocation is Allocation.ProRata)
            {
                if (!TryShareLevel(taker, makers, output))
                    return false;
            }
            else if (!IsSelfTrade(taker, maker))
            {
                Trade(taker, maker, Math.Min(taker.Remaining, maker.Shown), maker.Price, output);
            }
            else if (!TryPassOwn(taker, maker, output))
            {
                return false;
            }
        }

        return true;
    }

    // Ends the one, the other or both. False when the incoming order ended.
    private bool TryPassOwn(PlainOrder taker, PlainOrder maker, MatchEventBuffer output)
    {
        if (taker.SelfTrade is not SelfTradePrevention.ExpireTaker)
        {
            Remove(maker);
            End(MatchEventKind.Expired, maker, Reason.SelfTradePrevented, output);
        }

        if (taker.SelfTrade is SelfTradePrevention.ExpireMaker)
            return true;
        End(MatchEventKind.Expired, taker, Reason.SelfTradePrevented, output);
        return false;
    }

    private void Trade(PlainOrder taker, PlainOrder maker, long lots, long price, MatchEventBuffer output)
    {
        foreach (PlainOrder order in (PlainOrder[])[taker, maker])
        {
            order.Remaining -= lots;
            order.Filled += lots;
        }

        _lastPrice = price;
        _traded = (Math.Min(_traded.Low, price), Math.Max(_traded.High, price));
        if (_lastTradeId++ == 0)
            _traded = (price, price);
        output.Add(new(
            MatchEventKind.Traded, taker.Side, Reason.None, taker.Id, taker.Owner, price, lots, taker.Remaining,
            _lastTradeId, maker.Id, maker.Owner, maker.Remaining));
        UseUp(maker, lots, output);
    }

    // What a trade does to the place of an order that rests.
    private void UseUp(PlainOrder order, long lots, MatchEventBuffer output)
    {
        order.Shown -= lots;
        Touched(order);
        if (order.Remaining == 0)
        {
            Remove(order);
        }
        else if (order.Shown == 0)
        {
            Remove(order);
            Add(order);
            output.Add(new(
                MatchEventKind.Refreshed, order.Side, Reason.None, order.Id, order.Owner, order.Price, order.Shown, order.Remaining));
        }
    }

    // Whether the whole order would trade at once, with its owner's resting orders treated as they would be.
    private bool CanFill(PlainOrder taker)
    {
        long left = taker.Remaining;
        foreach (IReadOnlyCollection<PlainOrder> level in Resting(taker.Side.Opposite()).ByLevel)
        {
            if (left <= 0 || !IsWithin(taker, level.First().Price))
                break;
            bool endsHere = taker.SelfTrade is not SelfTradePrevention.ExpireMaker && level.Any(maker => IsSelfTrade(taker, maker));
            if (endsHere)
            {
                // Only what is shown ahead of the own order trades before it is met, and where all share nothing does.
                IEnumerable<PlainOrder> ahead = level.TakeWhile(maker => !IsSelfTrade(taker, maker));
                return _rules.Allocation is Allocation.PriceTime && ahead.Aggregate(left, (rest, maker) => rest - Math.Min(rest, maker.Shown)) == 0;
            }

            left = level.Where(maker => !IsSelfTrade(taker, maker))
                .Aggregate(left, (rest, maker) => rest - Math.Min(rest, maker.Remaining));
        }

        return left <= 0;
    }

    private bool IsWithin(PlainOrder taker, long price) =>
        taker.Side is Side.Buy
            ? price <= (taker.IsMarket ? _band.Highest : taker.Price)
            : price >= (taker.IsMarket ? _band.Lowest : taker.Price);

    private static bool IsSelfTrade(PlainOrder taker, PlainOrder maker) =>
        taker.Owner != 0 && taker.Owner == maker.Owner && taker.SelfTrade is not SelfTradePrevention.None;
}
