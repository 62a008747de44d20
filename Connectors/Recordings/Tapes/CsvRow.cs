using System.Text;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The cells of one line of comma-separated text; a cell may stand in double quotes. Used again for each line.</summary>
/// <param name="mostCells">A line of more cells is a damage. Default 4,096.</param>
internal sealed class CsvRow(int mostCells = 4_096)
{
    private (int Start, int Length)[] _cells = new (int, int)[32];

    /// <summary>Cells of the line split last.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the cells of a line.</summary>
    /// <exception cref="FormatException">A quote is left open, or there are too many cells.</exception>
    public void Split(ReadOnlySpan<byte> line)
    {
        Count = 0;
        for (int start = 0; start <= line.Length;)
        {
            bool isQuoted = start < line.Length && line[start] == (byte)'"';
            int length = isQuoted ? QuotedLength(line[start..]) : line[start..].IndexOf((byte)',');
            length = length < 0 ? line.Length - start : length;
            Add(isQuoted ? (start + 1, length - 2) : (start, length));
            start += length + 1;
        }
    }

    /// <summary>A cell of the line that was split.</summary>
    /// <exception cref="FormatException">The line has no such cell.</exception>
    public ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int place) => place < Count
        ? line.Slice(_cells[place].Start, _cells[place].Length)
        : throw new FormatException($"the line has {Count} columns, not {place + 1}");

    /// <summary>The cells of a header.</summary>
    public List<string> Names(ReadOnlySpan<byte> line)
    {
        var names = new List<string>(Count);
        for (int place = 0; place < Count; place++)
            names.Add(Encoding.UTF8.GetString(Cell(line, place)).Trim());
        return names;
    }

    private static int QuotedLength(ReadOnlySpan<byte> rest)
    {
        int end = rest[1..].IndexOf((byte)'"') + 1;
        return end > 0 && (end + 1 == rest.Length || rest[end + 1] == (byte)',')
            ? end + 1
            : throw new FormatException("a quote is left open");
    }

    private void Add((int, int) cell)
    {
        if (Count == mostCells)
            throw new FormatException($"the line has more than {mostCells} columns");
        if (Count == _cells.Length)
            Array.Resize(ref _cells, Count * 2);
        _cells[Count++] = cell;
    }
}
