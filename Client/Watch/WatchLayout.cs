using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Client.Watch.Panels;

namespace Quern.Client.Watch;

/// <summary>Places the panels: two columns in a small window, three in a wide one.</summary>
public static class WatchLayout
{
    /// <summary>The smallest window with room for all panels.</summary>
    public static FrameSize Least => new(72, 20);

    private const int WideColumns = 112;
    private const int Gap = 2;

    /// <summary>Draws a frame. The same state and size give the same frame.</summary>
    public static Canvas Draw(WatchState state, FrameSize size)
    {
        var canvas = new Canvas(size.Columns, size.Rows);
        if (size.Columns < Least.Columns || size.Rows < Least.Rows)
        {
            DrawTooSmall(canvas.All, state);
            return canvas;
        }

        HeaderPanel.Draw(canvas.All.Slice(0, 0, size.Columns, HeaderPanel.Height), state);
        Pane body = canvas.All.Slice(0, HeaderPanel.Height, size.Columns, size.Rows - HeaderPanel.Height - FooterPanel.Height);
        if (size.Columns < WideColumns)
            DrawTwoColumns(body, state);
        else
            DrawThreeColumns(body, state);
        FooterPanel.Draw(canvas.All.Slice(0, size.Rows - FooterPanel.Height, size.Columns, FooterPanel.Height), state);
        return canvas;
    }

    private static void DrawTwoColumns(Pane body, WatchState state)
    {
        int left = (body.Width - Gap) * 58 / 100;
        int strategies = Rows(state.View?.Status?.Strategies.Count ?? 0, most: body.Height / 5);
        int instruments = Rows(state.View?.Status?.Instruments.Count ?? 0, most: body.Height / 5);
        int book = body.Height - strategies - instruments;
        BookPanel.Draw(body.Slice(0, 0, left, book), state);
        QuotesPanel.Draw(body.Slice(0, book, left, strategies), state);
        InventoryPanel.Draw(body.Slice(0, book + strategies, left, instruments), state);

        Pane right = body.Slice(left + Gap, 0, body.Width - left - Gap, body.Height);
        int fills = Math.Max(3, (body.Height - PnlPanel.LeastHeight) * 2 / 5);
        int tape = body.Height - PnlPanel.LeastHeight - fills;
        TradePanels.DrawTape(right.Slice(0, 0, right.Width, tape), state);
        TradePanels.DrawFills(right.Slice(0, tape, right.Width, fills), state);
        PnlPanel.Draw(right.Slice(0, tape + fills, right.Width, PnlPanel.LeastHeight), state);
    }

    private static void DrawThreeColumns(Pane body, WatchState state)
    {
        int left = (body.Width - 2 * Gap) * 38 / 100;
        int middle = (body.Width - 2 * Gap) * 24 / 100;
        BookPanel.Draw(body.Slice(0, 0, left, body.Height), state);

        TradePanels.DrawTape(body.Slice(left + Gap, 0, middle, body.Height), state);

        Pane right = body.Slice(left + middle + 2 * Gap, 0, body.Width, body.Height);
        int strategies = Rows(state.View?.Status?.Strategies.Count ?? 0, most: body.Height / 4);
        int instruments = Rows(state.View?.Status?.Instruments.Count ?? 0, most: body.Height / 4);
        QuotesPanel.Draw(right.Slice(0, 0, right.Width, strategies), state);
        InventoryPanel.Draw(right.Slice(0, strategies, right.Width, instruments), state);
        int above = strategies + instruments;
        int money = Math.Min(PnlPanel.MostHeight, Math.Max(PnlPanel.LeastHeight, (body.Height - above) * 2 / 3));
        PnlPanel.Draw(right.Slice(0, above, right.Width, money), state);
        TradePanels.DrawFills(right.Slice(0, above + money, right.Width, body.Height - above - money), state);
    }

    // A heading, and at least one row to say that there is nothing.
    private static int Rows(int count, int most) => 1 + Math.Clamp(count, 1, Math.Max(1, most));

    private static void DrawTooSmall(Pane pane, WatchState state)
    {
        pane.Put(0, 0, $"Too small: {Least.Columns}x{Least.Rows} at least.", Ink.Warn);
        pane.Put(0, 1, $"total {state.View?.Status?.Pnl?.Total}", Ink.Plain);
        pane.Put(0, 2, "q quit", Ink.Quiet);
    }
}
