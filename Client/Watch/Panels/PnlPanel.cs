using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>Profit and loss: its parts, and the total since the start of watching as a chart.</summary>
public static class PnlPanel
{
    /// <summary>Rows of heading, parts and the smallest chart.</summary>
    public const int LeastHeight = 1 + PnlParts.Count + 1;

    /// <summary>Rows beyond which a taller chart says no more.</summary>
    public const int MostHeight = 1 + PnlParts.Count + 12;

    /// <summary>Draws it; rows beyond the parts make the chart taller.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        Pnl pnl = state.View?.Status?.Pnl ?? new();
        Pane inner = pane.Titled("Profit and loss", pnl.Asset);
        IReadOnlyList<(string Name, string Amount)> parts = PnlParts.Of(pnl);
        var amount = DecimalColumn.Of(parts.Select(part => part.Amount));
        int chartHeight = Math.Max(1, inner.Height - parts.Count);
        Chart.Draw(inner.Slice(1, 0, inner.Width - 2, chartHeight), state.History.Samples);

        for (int index = 0; index < parts.Count; index++)
        {
            bool isTotal = index == parts.Count - 1;
            int line = chartHeight + index;
            inner.Put(1, line, parts[index].Name, isTotal ? ((Look)Ink.Bright).Bold : Ink.Quiet);
            Look look = Inks.OfAmount(parts[index].Amount);
            inner.PutBefore(inner.Width - 1, line, amount.Align(parts[index].Amount), isTotal ? look.Bold : look);
        }
    }
}
