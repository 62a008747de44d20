namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    // One pass over the best level. False when self-trade prevention ended the incoming order.
    private bool TryShareLevel(PlainOrder taker, PlainBookSide makers, MatchEventBuffer output)
    {
        long price = makers.First!.Price;
        foreach (PlainOrder own in makers.FirstLevel.Where(maker => IsSelfTrade(taker, maker)))
        {
            if (!TryPassOwn(taker, own, output))
                return false;
        }

        PlainOrder[] level = makers.FirstLevel;
        if (level.Length == 0 || level[0].Price != price)
            return true;

        long incoming = taker.Remaining;
        Int128 shown = level.Sum(maker => maker.Shown);
        long[] lots = [.. level.Select(maker => incoming >= shown ? maker.Shown : Proportion(incoming, maker.Shown, shown))];
        long residual = Math.Min(incoming, (long)shown) - lots.Sum();
        for (int i = 0; i < level.Length; i++)
        {
            long extra = Math.Min(residual, level[i].Shown - lots[i]);
            residual -= extra;
            if (lots[i] + extra > 0)
                Trade(taker, level[i], lots[i] + extra, price, output);
        }

        return true;
    }

    private long Proportion(long incoming, long shown, Int128 total)
    {
        long lots = (long)((Int128)incoming * shown / total);
        return lots < _rules.MinimumAllocation ? 0 : lots;
    }
}
