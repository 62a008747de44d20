using System.Collections.Immutable;
using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>Profit and loss: its parts, and the total since the start of watching as a chart.</summary>
public static class PnlPanel
{
    /// <summary>Rows of heading, parts and the smallest chart.</summary>
    public const int LeastHeight = 1 + PnlParts.Count + 1;

    /// <summary>Draws it; rows beyond the parts make the chart taller.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        Pnl pnl = state.View?.Status?.Pnl ?? new();
        Pane inner = pane.Titled("Profit and loss", pnl.Asset);
        IReadOnlyList<(string Name, string Amount)> parts = PnlParts.Of(pnl);
        var amount = DecimalColumn.Of(parts.Select(part => part.Amount));
        int chartHeight = Math.Max(1, inner.Height - parts.Count);
        DrawChart(inner.Slice(0, 0, inner.Width, chartHeight), state.History.Samples);

        for (int index = 0; index < parts.Count; index++)
        {
            bool isTotal = index == parts.Count - 1;
            int line = chartHeight + index;
            inner.Put(1, line, parts[index].Name, isTotal ? ((Look)Ink.Bright).Bold : Ink.Quiet);
            Look look = Inks.OfAmount(parts[index].Amount);
            inner.PutBefore(inner.Width - 1, line, amount.Align(parts[index].Amount), isTotal ? look.Bold : look);
        }
    }

    private static void DrawChart(Pane pane, ImmutableArray<decimal> samples)
    {
        if (samples.Length == 0)
            return;

        int columns = Math.Min(samples.Length, pane.Width);
        decimal least = samples.Min();
        decimal most = samples.Max();
        for (int column = 0; column < columns; column++)
        {
            // More samples than columns: evenly spaced ones, always with the first and the newest.
            decimal value = samples[columns == 1 ? ^1 : (int)((long)column * (samples.Length - 1) / (columns - 1))];
            int eighths = most == least ? 1 : 1 + (int)((value - least) / (most - least) * (pane.Height * 8 - 1));
            for (int row = 0; row < pane.Height; row++)
            {
                char letter = Bars.Column(eighths - (pane.Height - 1 - row) * 8);
                pane.Fill(column, row, 1, letter, value < 0 ? Ink.AskSize : Ink.BidSize);
            }
        }
    }
}
