using System.Collections.Immutable;
using System.Globalization;
using Quern.Client.Watch.Frames;

namespace Quern.Client.Watch.Panels;

/// <summary>Samples as columns between the least and the most of them; below zero in the colour of losses.</summary>
public static class Chart
{
    private const int LabelledHeight = 3;

    /// <summary>Draws it; with three rows or more the most and the least stand at its side.</summary>
    public static void Draw(Pane pane, ImmutableArray<decimal> samples)
    {
        if (samples.Length == 0)
            return;

        decimal least = samples.Min();
        decimal most = samples.Max();
        Pane plot = pane.Height < LabelledHeight ? pane : Labelled(pane, least, most);
        int columns = Math.Min(samples.Length, plot.Width);
        for (int column = 0; column < columns; column++)
        {
            // More samples than columns: evenly spaced ones, always with the first and the newest.
            decimal value = samples[columns == 1 ? ^1 : (int)((long)column * (samples.Length - 1) / (columns - 1))];
            int eighths = most == least ? 1 : 1 + (int)((value - least) / (most - least) * (plot.Height * 8 - 1));
            for (int row = 0; row < plot.Height; row++)
                plot.Fill(column, row, 1, Bars.Column(eighths - (plot.Height - 1 - row) * 8), value < 0 ? Ink.AskSize : Ink.BidSize);
        }
    }

    private static Pane Labelled(Pane pane, decimal least, decimal most)
    {
        string top = most.ToString(CultureInfo.InvariantCulture);
        string bottom = least.ToString(CultureInfo.InvariantCulture);
        pane.PutBefore(pane.Width, 0, top, Ink.Quiet);
        if (least != most)
            pane.PutBefore(pane.Width, pane.Height - 1, bottom, Ink.Quiet);
        return pane.Slice(0, 0, pane.Width - Math.Max(top.Length, bottom.Length) - 1, pane.Height);
    }
}
