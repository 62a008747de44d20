using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>Two rows: how the orders fared, and the keys; a question or an outcome takes the place of the keys.</summary>
public static class FooterPanel
{
    /// <summary>Rows taken.</summary>
    public const int Height = 2;

    /// <summary>Draws the two rows.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        DrawOrders(pane, state.View?.Status?.Orders ?? new());
        if (state.AsksToKill)
            pane.Put(0, 1, " Kill all trading and cancel every order?  y / n ", new(Ink.Dark, Ink.Sell, IsBold: true));
        else if (state.Notice.Length > 0)
            pane.Put(0, 1, $" {state.Notice} ", new(Ink.Dark, Ink.Own));
        else
            DrawKeys(pane);
    }

    private static void DrawOrders(Pane pane, OrderCounts orders)
    {
        pane.Fill(0, 0, pane.Width, '─', Ink.Faint);
        int column = pane.Put(1, 0, " Orders ", ((Look)Ink.Accent).Bold);
        (string Name, int Count, bool IsFault)[] counts =
        [
            ("working", orders.Working, false), ("unknown", orders.Unknown, true), ("fills", orders.Fills, false),
            ("cancelled", orders.Cancelled, false), ("denied", orders.Denied, true), ("rejected", orders.Rejected, true), ("in all", orders.Total, false),
        ];
        foreach ((string name, int count, bool isFault) in counts)
        {
            // A row too short loses the last counts whole, never a digit.
            string number = FormattableString.Invariant($"{count} ");
            if (column + name.Length + number.Length + 2 > pane.Width)
                break;
            column = pane.Put(column, 0, $" {name} ", Ink.Quiet);
            column = pane.Put(column, 0, number, isFault && count > 0 ? Ink.Warn : Ink.Bright);
        }
    }

    private static void DrawKeys(Pane pane)
    {
        int column = 1;
        foreach ((string key, string meaning) in WatchKeys.Legend)
        {
            column = pane.Put(column, 1, key, ((Look)Ink.Bright).Bold);
            column = pane.Put(column + 1, 1, meaning, Ink.Quiet) + 3;
        }
    }
}
