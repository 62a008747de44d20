using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>The last trades of the market, and our own fills, newest on top.</summary>
public static class TradePanels
{
    private const int TimeWidth = 9;

    // Less of an instrument's name says nothing.
    private const int LeastInstrument = 4;

    /// <summary>The tape: time, price in the colour of who crossed the spread, size.</summary>
    public static void DrawTape(Pane pane, WatchState state)
    {
        Pane inner = pane.Titled("Trades");
        IReadOnlyList<TapeRow> tape = NewestFirst(state.Book?.Tape ?? [], row => row.TimeNs);
        var price = DecimalColumn.Of(tape.Select(row => row.Price));
        var size = DecimalColumn.Of(tape.Select(row => row.Quantity));
        for (int line = 0; line < Math.Min(inner.Height, tape.Count); line++)
        {
            TapeRow row = tape[line];
            inner.Put(0, line, Spans.TimeOfDay(row.TimeNs), Ink.Quiet);
            int column = inner.Put(TimeWidth, line, $"{Inks.Arrow(row.Aggressor)} {price.Align(row.Price)}", Inks.OfSide(row.Aggressor));
            inner.Put(column + 2, line, size.Align(row.Quantity), Ink.Plain);
        }

        if (tape.Count == 0)
            inner.Put(1, 0, "none yet", Ink.Quiet);
    }

    /// <summary>Our fills: time, side, size, price, and whether we were the maker.</summary>
    public static void DrawFills(Pane pane, WatchState state)
    {
        Pane inner = pane.Titled("Our fills");
        IReadOnlyList<FillRow> fills = NewestFirst(state.View?.Fills ?? [], row => row.TimeNs);
        var price = DecimalColumn.Of(fills.Select(row => row.Price));
        var size = DecimalColumn.Of(fills.Select(row => row.Quantity));
        for (int line = 0; line < Math.Min(inner.Height, fills.Count); line++)
        {
            FillRow row = fills[line];
            inner.Put(0, line, Spans.TimeOfDay(row.TimeNs), Ink.Quiet);
            int column = inner.Put(TimeWidth, line, $"{Inks.Arrow(row.Side)} {price.Align(row.Price)}", Inks.OfSide(row.Side));
            column = inner.Put(column + 2, line, size.Align(row.Quantity), Ink.Plain);
            column = inner.Put(column + 1, line, row.Maker ? "maker" : "taker", row.Maker ? Ink.Quiet : Ink.Warn);
            if (inner.Width - column - 1 >= LeastInstrument)
                inner.Put(column + 1, line, PlainText.Tail(row.Instrument, inner.Width - column - 1), Ink.Quiet);
        }

        if (fills.Count == 0)
            inner.Put(1, 0, "none yet", Ink.Quiet);
    }

    // The contract does not say which end is the newest.
    private static IReadOnlyList<T> NewestFirst<T>(IReadOnlyList<T> rows, Func<T, ulong> time) =>
        rows.Count < 2 || time(rows[0]) >= time(rows[^1]) ? rows : [.. rows.Reverse()];
}
