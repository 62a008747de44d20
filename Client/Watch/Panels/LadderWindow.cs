using Quern.Client.Output;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>The part of a ladder that fits, with the spread in the middle.</summary>
public static class LadderWindow
{
    /// <summary>Lines and their rows; the one without a row is the spread. Rows far from the middle are left out.</summary>
    /// <param name="ladder">Highest price first.</param>
    /// <param name="height">Lines there are.</param>
    public static IEnumerable<(int Line, LadderRow? Row)> Of(IReadOnlyList<LadderRow> ladder, int height)
    {
        int asks = CountAbove(ladder);
        int middle = height / 2;
        yield return (middle, null);

        for (int line = 0; line < height; line++)
        {
            // The lowest ask stands right above the middle, the highest bid right below it.
            int index = line < middle ? asks - (middle - line) : asks + (line - middle - 1);
            if (line != middle && index >= 0 && index < ladder.Count && (line < middle) == (index < asks))
                yield return (line, ladder[index]);
        }
    }

    // Asks, and half of the empty prices between the best ones.
    private static int CountAbove(IReadOnlyList<LadderRow> ladder)
    {
        int firstBid = ladder.Count;
        int lastAsk = -1;
        for (int index = 0; index < ladder.Count; index++)
        {
            if (DecimalColumn.IsSize(ladder[index].AskQuantity))
                lastAsk = index;
            if (DecimalColumn.IsSize(ladder[index].BidQuantity) && firstBid == ladder.Count)
                firstBid = index;
        }

        return lastAsk < 0 ? firstBid : firstBid == ladder.Count ? lastAsk + 1 : (lastAsk + 1 + firstBid) / 2;
    }
}
