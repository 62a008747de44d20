using System.Globalization;
using Quern.Client.Output;
using Quern.Client.Watch.Frames;

namespace Quern.Client.Watch.Panels;

/// <summary>What is held of each instrument, as a bar from zero: short to the left, long to the right.</summary>
public static class InventoryPanel
{
    /// <summary>Draws it.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        Pane inner = pane.Titled("Inventory");
        IReadOnlyList<Inventory> all = Inventory.Of(state.View?.Status);
        if (all.Count == 0)
            inner.Put(1, 0, "flat", Ink.Quiet);

        var amount = DecimalColumn.Of(all.Select(row => row.Text));
        string[] scales = [.. all.Select(row => $"±{Scale(state, row).ToString("0.############", CultureInfo.InvariantCulture)}")];
        int scaleWidth = scales.Select(text => text.Length).DefaultIfEmpty(0).Max();
        int nameWidth = Math.Min(all.Select(row => row.Instrument.Length).DefaultIfEmpty(0).Max(), inner.Width * 2 / 5);
        Pane axis = inner.Slice(nameWidth + amount.Width + 2, 0, inner.Width - nameWidth - amount.Width - scaleWidth - 3, inner.Height);
        for (int line = 0; line < Math.Min(inner.Height, all.Count); line++)
        {
            inner.Put(0, line, PlainText.Tail(all[line].Instrument, nameWidth), all[line].Instrument == state.Instrument ? Ink.Bright : Ink.Plain);
            inner.Put(nameWidth + 1, line, amount.Align(all[line].Text), Inks.OfAmount(all[line].Text));
            DrawBar(axis, line, all[line].Value ?? 0, Scale(state, all[line]));
            inner.PutBefore(inner.Width, line, scales[line], Ink.Quiet);
        }
    }

    private static void DrawBar(Pane axis, int line, decimal value, decimal scale)
    {
        int zero = axis.Width / 2;
        axis.Fill(0, line, axis.Width, '·', Ink.Faint);
        int halves = Bars.Halves(Math.Abs(value), scale, Math.Min(zero, axis.Width - zero - 1));
        if (value < 0)
            Bars.Left(axis, zero, line, halves, Ink.Sell);
        else
            Bars.Right(axis, zero + 1, line, halves, Ink.Buy);
        axis.Fill(zero, line, 1, '│', Ink.Bright);
    }

    private static decimal Scale(WatchState state, Inventory row) => Inventory.Scale(state.LargestInventory.GetValueOrDefault(row.Instrument));
}
