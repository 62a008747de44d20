using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    // The lots left, or Ended.
    private long Match(in MatchCommand taker, int makers, ulong limit, long left, MatchEventBuffer output)
    {
        LevelTree levels = _book.Levels;
        do
        {
            int best = levels.Best(makers);
            if (best == 0 || levels[best].Key > limit)
                break;
            left = TakeLevel(in taker, best, left, output);
        }
        while (left > 0);

        return left;
    }

    private long TakeLevel(in MatchCommand taker, int best, long left, MatchEventBuffer output)
    {
        ref RestingLevel level = ref _book.Levels[best];
        (long price, int queue, long before) = (level.Price, level.Queue, level.Lots);
        bool meetsOwn = taker.Owner != 0 && taker.SelfTrade is not SelfTradePrevention.None;
        long rests = before;
        do
        {
            int slot = level.Head;
            ref RestingOrder maker = ref _book[slot];
            if (meetsOwn && maker.Owner == taker.Owner)
            {
                if (taker.SelfTrade is not SelfTradePrevention.ExpireTaker)
                {
                    rests -= maker.Lots;
                    output.Add(
                        MatchEventKind.Expired, (Side)queue, Reason.SelfTradePrevented, maker.Id, maker.Owner, price, maker.Lots, 0);
                    RemoveMaker(slot);
                }

                if (taker.SelfTrade is not SelfTradePrevention.ExpireMaker)
                {
                    End(MatchEventKind.Expired, in taker, left, Reason.SelfTradePrevented, output);
                    left = Ended;
                }

                continue;
            }

            long lots = Math.Min(left, maker.Lots);
            left -= lots;
            rests -= lots;
            ref EventFields trade = ref output.AddTrade(taker.Side, taker.OrderId, taker.Owner, price, lots, left);
            trade.TradeId = ++_lastTradeId;
            trade.MakerOrderId = maker.Id;
            trade.MakerOwner = maker.Owner;
            trade.MakerRemaining = maker.Lots - lots;
            if (maker.Lots == lots)
                RemoveMaker(slot);
            else
                _book.Reduce(slot, lots);
        }
        while (left > 0 && rests > 0);

        if (rests != before)
            _touched.Add(queue, price, rests);
        return left;
    }

    private void RemoveMaker(int slot)
    {
        _ids.Remove(_book[slot].Id, slot);
        _book.Remove(slot);
    }

    // Whether the whole order would trade at once, with its owner's resting orders treated as they would be. Walks what it would take.
    private bool CanFill(in MatchCommand taker, int makers, ulong limit)
    {
        long left = taker.Quantity;
        bool meetsOwn = taker.Owner != 0 && taker.SelfTrade is not SelfTradePrevention.None;
        LevelTree levels = _book.Levels;
        for (int level = levels.Best(makers); level != 0 && levels[level].Key <= limit; level = levels.Next(level))
        {
            for (int slot = levels[level].Head; slot != 0; slot = _book[slot].Next)
            {
                if (!meetsOwn || _book[slot].Owner != taker.Owner)
                    left -= Math.Min(left, _book[slot].Lots);
                else if (taker.SelfTrade is not SelfTradePrevention.ExpireMaker)
                    return false;
                if (left == 0)
                    return true;
            }
        }

        return false;
    }
}
