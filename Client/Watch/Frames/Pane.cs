namespace Quern.Client.Watch.Frames;

/// <summary>A rectangle of a canvas with its own origin; nothing drawn in it leaves it.</summary>
public readonly record struct Pane(Canvas Canvas, int Left, int Top, int Width, int Height)
{
    /// <summary>Writes text from a column on; text that does not fit ends in an ellipsis.</summary>
    /// <returns>The column after it.</returns>
    public int Put(int column, int row, string text, Look look)
    {
        int room = Width - column;
        if (room <= 0 || row < 0 || row >= Height)
            return column;

        int count = Math.Min(text.Length, room);
        for (int index = 0; index < count; index++)
        {
            char letter = index == room - 1 && text.Length > room ? '…' : text[index];
            if (column + index >= 0)
                Canvas.Set(Left + column + index, Top + row, letter, look);
        }

        return column + count;
    }

    /// <summary>Writes text that ends before a column; without room for all of it nothing is written, for a number must not lose its head.</summary>
    /// <returns>The column where it begins.</returns>
    public int PutBefore(int end, int row, string text, Look look)
    {
        if (text.Length > end)
            return end;
        Put(end - text.Length, row, text, look);
        return end - text.Length;
    }

    /// <summary>Repeats one letter.</summary>
    public void Fill(int column, int row, int count, char letter, Look look)
    {
        for (int index = Math.Max(0, column); index < Math.Min(Width, column + count); index++)
        {
            if (row >= 0 && row < Height)
                Canvas.Set(Left + index, Top + row, letter, look);
        }
    }

    /// <summary>A part of this pane, cut to what there is.</summary>
    public Pane Slice(int column, int row, int width, int height)
    {
        int left = Math.Clamp(column, 0, Width);
        int top = Math.Clamp(row, 0, Height);
        return new(Canvas, Left + left, Top + top, Math.Clamp(width, 0, Width - left), Math.Clamp(height, 0, Height - top));
    }

    /// <summary>Draws a heading with a rule behind it over the first row.</summary>
    /// <returns>What is left below it.</returns>
    public Pane Titled(string title, string remark = "")
    {
        Fill(0, 0, Width, '─', Ink.Faint);
        int after = Put(1, 0, $" {title} ", ((Look)Ink.Accent).Bold);
        if (remark.Length > 0 && after + remark.Length + 4 <= Width)
            PutBefore(Width - 1, 0, $" {remark} ", Ink.Quiet);
        return Slice(0, 1, Width, Height - 1);
    }
}
