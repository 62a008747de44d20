using System.Runtime.CompilerServices;
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
            left = _sharesLevels ? ShareLevel(in taker, best, left, output) : TakeLevel(in taker, best, left, output);
        }
        while (left > 0);

        return left;
    }

    private long TakeLevel(in MatchCommand taker, int best, long left, MatchEventBuffer output)
    {
        ref RestingLevel level = ref _book.Levels[best];
        (long price, int queue, long before) = (level.Price, level.Queue, level.Lots);
        bool meetsOwn = MeetsOwn(in taker);
        long tradesBefore = _lastTradeId;
        long rests = before;
        do
        {
            int slot = level.Head;
            if (meetsOwn && _book[slot].Owner == taker.Owner)
            {
                left = PassOwn(in taker, slot, left, ref rests, output);
            }
            else
            {
                long lots = Math.Min(left, _book[slot].Lots);
                left -= lots;
                Trade(taker.Side, taker.OrderId, taker.Owner, left, slot, lots, price, ref rests, output);
            }
        }
        while (left > 0 && rests > 0);

        // An iceberg that is shown anew can leave the total as it was: the level changed all the same.
        bool traded = _lastTradeId != tradesBefore;
        if (traded)
            Traded(price);
        if (traded || rests != before)
            _touched.Add(queue, price, rests);
        return left;
    }

    // Tells a trade and takes it off the order that rested; what its level counts changes with it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Trade(
        Side side, long taker, int owner, long takerLeft, int slot, long lots, long price, ref long levelLots, MatchEventBuffer output)
    {
        ref RestingOrder maker = ref _book[slot];
        long hidden = HiddenOf(slot);
        ref EventFields trade = ref output.AddTrade(side, taker, owner, price, lots, takerLeft);
        trade.TradeId = ++_lastTradeId;
        trade.MakerOrderId = maker.Id;
        trade.MakerOwner = maker.Owner;
        trade.MakerRemaining = maker.Lots - lots + hidden;
        UseUp(slot, lots, hidden, ref levelLots, output);
    }

    // What a trade does to the place of an order that rests.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void UseUp(int slot, long lots, long hidden, ref long levelLots, MatchEventBuffer output)
    {
        levelLots -= lots;
        if (_book[slot].Lots != lots)
        {
            _book.Reduce(slot, lots);
        }
        else if (hidden == 0)
        {
            Remove(slot);
        }
        else
        {
            levelLots += Refresh(slot, output);
        }
    }

    // The lots shown next.
    private long Refresh(int slot, MatchEventBuffer output)
    {
        ref RestingOrder order = ref _book[slot];
        ref RareTerms terms = ref _rare[order.Rare];
        long left = terms.Hidden;
        long shown = Math.Min(terms.Display, left);
        terms.Hidden = left - shown;
        _book.MoveToEnd(slot, shown);
        ref RestingLevel level = ref _book.Levels[order.Level];
        output.Add(MatchEventKind.Refreshed, (Side)level.Queue, Reason.None, order.Id, order.Owner, level.Price, shown, left);
        return shown;
    }

    // Ends the one, the other or both. The lots left of the incoming order, or Ended.
    private long PassOwn(in MatchCommand taker, int slot, long left, ref long levelLots, MatchEventBuffer output)
    {
        if (taker.SelfTrade is not SelfTradePrevention.ExpireTaker)
        {
            levelLots -= _book[slot].Lots;
            EndResting(slot, MatchEventKind.Expired, Reason.SelfTradePrevented, output);
        }

        if (taker.SelfTrade is SelfTradePrevention.ExpireMaker)
            return left;
        End(MatchEventKind.Expired, in taker, left, Reason.SelfTradePrevented, output);
        return Ended;
    }

    // Whether the whole order would trade at once, with its owner's resting orders treated as they would be. Walks what it would take.
    private bool CanFill(in MatchCommand taker, int makers, ulong limit)
    {
        long left = taker.Quantity;
        bool meetsOwn = MeetsOwn(in taker);
        bool endsAtOwn = meetsOwn && taker.SelfTrade is not SelfTradePrevention.ExpireMaker;
        LevelTree levels = _book.Levels;
        for (int level = levels.Best(makers); left > 0 && level != 0 && levels[level].Key <= limit; level = levels.Next(level))
        {
            bool ends = endsAtOwn && RestsAt(level, taker.Owner);
            if (ends && _sharesLevels)
                return false;
            for (int slot = levels[level].Head; slot != 0 && left > 0; slot = _book[slot].Next)
            {
                bool isOwn = meetsOwn && _book[slot].Owner == taker.Owner;
                if (isOwn && ends)
                    return false;
                if (!isOwn)
                    left -= Math.Min(left, ends ? _book[slot].Lots : LeftOf(slot));
            }
        }

        return left == 0;
    }

    private bool RestsAt(int level, int owner)
    {
        int slot = _book.Levels[level].Head;
        while (slot != 0 && _book[slot].Owner != owner)
            slot = _book[slot].Next;
        return slot != 0;
    }

    private static bool MeetsOwn(in MatchCommand taker) => taker.Owner != 0 && taker.SelfTrade is not SelfTradePrevention.None;
}
