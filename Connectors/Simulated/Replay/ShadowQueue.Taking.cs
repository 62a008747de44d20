using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Replay;

public sealed partial class ShadowQueue
{
    // False when self-trade prevention ended the incoming order.
    private bool TryTake(ShadowOrder taker, MatchEventBuffer output)
    {
        Side makers = taker.Side.Opposite();
        foreach (ref readonly Level level in _depth.Levels(makers))
        {
            if (taker.Remaining == 0 || !taker.Reaches(level.Price.Ticks))
                break;
            if (!TryPassOwn(taker, level.Price.Ticks, output))
                return false;
            Take(taker, makers, in level, output);
        }

        long farthest = taker.Side is Side.Buy ? long.MaxValue : long.MinValue;
        return taker.Remaining == 0 || TryPassOwn(taker, farthest, output);
    }

    private void Take(ShadowOrder taker, Side makers, in Level level, MatchEventBuffer output)
    {
        long lots = Math.Min(taker.Remaining, _depth.Available(makers, in level));
        if (lots == 0)
            return;

        _depth.Take(makers, in level, lots);
        taker.Fill(lots);
        output.Add(new(
            MatchEventKind.Traded, taker.Side, Reason.None, taker.Id, taker.Owner, level.Price.Ticks, lots, taker.Remaining, ++_lastTradeId));
    }

    // Meets the owner's own resting orders that stand before a price, as the order's self-trade prevention says.
    private bool TryPassOwn(ShadowOrder taker, long before, MatchEventBuffer output)
    {
        while (NextOwn(taker) is { } maker && (taker.Side is Side.Buy ? maker.Price < before : maker.Price > before))
        {
            if (taker.SelfTrade is not SelfTradePrevention.ExpireTaker)
            {
                Unrest(maker);
                End(MatchEventKind.Expired, maker, Reason.SelfTradePrevented, output);
            }

            if (taker.SelfTrade is not SelfTradePrevention.ExpireMaker)
            {
                End(MatchEventKind.Expired, taker, Reason.SelfTradePrevented, output);
                return false;
            }
        }

        return true;
    }

    // The owner's own order that the incoming one meets first; null when there is none or the two may pass each other.
    private ShadowOrder? NextOwn(ShadowOrder taker)
    {
        if (taker.Owner == 0 || taker.SelfTrade is SelfTradePrevention.None)
            return null;
        foreach (ShadowOrder maker in OfSide(taker.Side.Opposite()))
        {
            if (maker.Owner == taker.Owner)
                return taker.Reaches(maker.Price) ? maker : null;
        }

        return null;
    }

    // Whether the recorded depth holds the whole order, before any order of its owner that would end it.
    private bool CanFill(ShadowOrder taker)
    {
        ShadowOrder? own = taker.SelfTrade is SelfTradePrevention.ExpireMaker ? null : NextOwn(taker);
        Side makers = taker.Side.Opposite();
        long left = taker.Remaining;
        foreach (ref readonly Level level in _depth.Levels(makers))
        {
            long price = level.Price.Ticks;
            if (left <= 0 || !taker.Reaches(price) || (own is not null && IsAtOrBeyond(taker.Side, price - taker.Side.Sign(), own.Price)))
                break;
            left -= _depth.Available(makers, in level);
        }

        return left <= 0;
    }
}
