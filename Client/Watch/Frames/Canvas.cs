namespace Quern.Client.Watch.Frames;

/// <summary>One cell of a frame.</summary>
public readonly record struct Cell(char Letter, Look Look)
{
    /// <summary>Nothing there.</summary>
    public static Cell Blank => new(' ', Ink.Plain);
}

/// <summary>A grid of cells that panels draw on. What does not fit is cut, never wrapped.</summary>
public sealed class Canvas
{
    private readonly Cell[] _cells;

    /// <summary>An empty grid.</summary>
    public Canvas(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        _cells = new Cell[columns * rows];
        Array.Fill(_cells, Cell.Blank);
    }

    /// <summary>Cells across.</summary>
    public int Columns { get; }

    /// <summary>Cells down.</summary>
    public int Rows { get; }

    /// <summary>The whole grid as a pane.</summary>
    public Pane All => new(this, 0, 0, Columns, Rows);

    /// <summary>One row of cells, left to right.</summary>
    public ReadOnlySpan<Cell> Row(int row) => _cells.AsSpan(row * Columns, Columns);

    /// <summary>Sets one cell; outside the grid it is ignored. Control characters become blanks.</summary>
    public void Set(int column, int row, char letter, Look look)
    {
        if (column >= 0 && column < Columns && row >= 0 && row < Rows)
            _cells[row * Columns + column] = new(char.IsControl(letter) ? ' ' : letter, look);
    }
}
