namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    // One pass over the best level. The lots left, or Ended.
    private long ShareLevel(in MatchCommand taker, int best, long left, MatchEventBuffer output)
    {
        ref RestingLevel level = ref _book.Levels[best];
        (long price, int queue, long before) = (level.Price, level.Queue, level.Lots);
        long tradesBefore = _lastTradeId;
        long rests = before;
        if (MeetsOwn(in taker))
            left = PassAllOwn(in taker, level.Head, left, ref rests, output);
        if (left > 0 && rests > 0)
            left = Share(in taker, ref level, left, ref rests, output);
        if (rests != before || _lastTradeId != tradesBefore)
            _touched.Add(queue, price, rests);
        return left;
    }

    private long PassAllOwn(in MatchCommand taker, int first, long left, ref long levelLots, MatchEventBuffer output)
    {
        int slot = first;
        while (slot != 0 && left > 0)
        {
            int next = _book[slot].Next;
            if (_book[slot].Owner == taker.Owner)
                left = PassOwn(in taker, slot, left, ref levelLots, output);
            slot = next;
        }

        return left;
    }

    private long Share(in MatchCommand taker, ref RestingLevel level, long left, ref long levelLots, MatchEventBuffer output)
    {
        (long incoming, long shown, long price) = (left, levelLots, level.Price);
        bool takesAll = incoming >= shown;
        long residual = takesAll ? 0 : ResidualOf(incoming, shown, level.Head);
        int slot = level.Head;

        // An iceberg that is shown anew stands behind the last order of this pass, and waits for the next.
        for (int last = level.Tail, next; ; slot = next)
        {
            next = _book[slot].Next;
            long size = _book[slot].Lots;
            long lots = takesAll ? size : Proportion(incoming, size, shown);
            long extra = Math.Min(residual, size - lots);
            residual -= extra;
            lots += extra;
            if (lots > 0)
            {
                left -= lots;
                Trade(taker.Side, taker.OrderId, taker.Owner, left, slot, lots, price, ref levelLots, output);
            }

            if (slot == last)
                break;
        }

        Traded(price);
        return left;
    }

    // What rounding down leaves of the incoming order.
    private long ResidualOf(long incoming, long shown, int first)
    {
        long residual = incoming;
        for (int slot = first; slot != 0; slot = _book[slot].Next)
            residual -= Proportion(incoming, _book[slot].Lots, shown);
        return residual;
    }

    private long Proportion(long incoming, long size, long total)
    {
        // Below the total, so that the quotient is below the incoming lots and fits.
        ulong high = Math.BigMul((ulong)incoming, (ulong)size, out ulong low);
        long lots = high == 0 ? (long)(low / (ulong)total) : (long)(new UInt128(high, low) / (ulong)total);
        return lots < _rules.MinimumAllocation ? 0 : lots;
    }
}
