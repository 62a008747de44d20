namespace Quern.Client.Watch.Frames;

/// <summary>Bars of half a cell's precision, and columns of an eighth's.</summary>
public static class Bars
{
    /// <summary>Draws a bar that grows to the right from a column.</summary>
    /// <param name="pane">Where.</param>
    /// <param name="column">The first cell.</param>
    /// <param name="row">The row.</param>
    /// <param name="halves">Its length in half cells, 0 or more.</param>
    /// <param name="look">Its colour.</param>
    public static void Right(Pane pane, int column, int row, int halves, Look look)
    {
        pane.Fill(column, row, halves / 2, '█', look);
        if (halves % 2 == 1)
            pane.Fill(column + halves / 2, row, 1, '▌', look);
    }

    /// <summary>Draws a bar that grows to the left and ends before a column.</summary>
    public static void Left(Pane pane, int end, int row, int halves, Look look)
    {
        pane.Fill(end - halves / 2, row, halves / 2, '█', look);
        if (halves % 2 == 1)
            pane.Fill(end - halves / 2 - 1, row, 1, '▐', look);
    }

    /// <summary>The length of a bar: nothing for zero, at least one half for anything more, never longer than there is room.</summary>
    /// <param name="part">0 or more.</param>
    /// <param name="whole">What fills the room; above 0.</param>
    /// <param name="cells">The room.</param>
    public static int Halves(decimal part, decimal whole, int cells) =>
        part <= 0 || whole <= 0 || cells <= 0 ? 0 : (int)Math.Clamp(Math.Round(part / whole * cells * 2), 1, cells * 2);

    /// <summary>The letter of a column that fills so many eighths of its cell.</summary>
    public static char Column(int eighths) => eighths <= 0 ? ' ' : (char)('▁' + Math.Min(eighths, 8) - 1);
}
