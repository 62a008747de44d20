using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>What each strategy quotes: its best bid and ask with their sizes.</summary>
public static class QuotesPanel
{
    /// <summary>Draws it.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        Pane inner = pane.Titled("Our quotes");
        IReadOnlyList<StrategyStatus> strategies = state.View?.Status?.Strategies ?? [];
        if (strategies.Count == 0)
            inner.Put(1, 0, "no strategies", Ink.Quiet);

        var price = DecimalColumn.Of(strategies.SelectMany(row => new[] { row.Bid, row.Ask }));
        var size = DecimalColumn.Of(strategies.SelectMany(row => new[] { row.BidQuantity, row.AskQuantity }));
        int names = strategies.Select(row => row.Id.Length).DefaultIfEmpty(0).Max();
        bool hasSizes = 2 + names + 2 * (price.Width + size.Width + 3) + 1 <= inner.Width;
        int quoteWidth = 2 * (price.Width + 2) + (hasSizes ? 2 * (size.Width + 1) : 0);
        for (int line = 0; line < Math.Min(inner.Height, strategies.Count); line++)
        {
            StrategyStatus row = strategies[line];
            inner.Put(0, line, "●", Inks.Of(row.State));
            bool isQuoting = row.Bid.Length > 0 || row.Ask.Length > 0;
            inner.Slice(2, line, inner.Width - 2 - (isQuoting ? quoteWidth : row.State.Length + 1), 1).Put(0, 0, row.Id, Ink.Plain);
            if (!isQuoting)
                inner.PutBefore(inner.Width, line, row.State, Inks.Of(row.State));
            else
                DrawQuote(inner.Slice(inner.Width - quoteWidth, line, quoteWidth, 1), price, hasSizes ? size : null, row);
        }
    }

    private static void DrawQuote(Pane pane, DecimalColumn price, DecimalColumn? size, StrategyStatus row)
    {
        int column = size is { } bidSize ? pane.Put(1, 0, bidSize.Align(row.BidQuantity).PadRight(bidSize.Width), Ink.Quiet) : 0;
        column = pane.Put(column + 1, 0, price.Align(row.Bid).PadRight(price.Width), Ink.Buy);
        column = pane.Put(column, 0, " │ ", Ink.Faint);
        column = pane.Put(column, 0, price.Align(row.Ask).PadRight(price.Width), Ink.Sell);
        if (size is { } askSize)
            pane.Put(column + 1, 0, askSize.Align(row.AskQuantity), Ink.Quiet);
    }
}
