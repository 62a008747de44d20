namespace Quern.Connectors.Recordings.Tapes;

/// <summary>A tape of comma-separated lines whose first one names the columns, in any order.</summary>
public abstract class CsvTape : LineTape
{
    private readonly CsvRow _row = new();
    private int _columns;

    /// <inheritdoc/>
    private protected CsvTape(string file, int priceScale, int quantityScale)
        : base(file, priceScale, quantityScale) => Name = Path.GetFileName(file);

    /// <summary>The file's name, without its folder.</summary>
    public string Name { get; }

    /// <summary>Looks for the columns it knows.</summary>
    /// <exception cref="RecordingRefusedException">They are of no layout that is read here.</exception>
    private protected abstract void ReadHeader(IReadOnlyList<string> columns);

    /// <summary>Puts what a row says into the events.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    private protected abstract void ReadRow(CsvRow row, ReadOnlySpan<byte> line);

    /// <inheritdoc/>
    private protected sealed override void ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty && _columns > 0)
            return;
        _row.Split(line);
        if (_columns > 0)
        {
            if (_row.Count != _columns)
                throw new FormatException($"the line has {_row.Count} columns, the header {_columns}");
            ReadRow(_row, line);
            return;
        }

        _columns = _row.Count;
        List<string> names = _row.Names(line);
        if (names.Count > 0)
            names[0] = names[0].TrimStart('\uFEFF');
        ReadHeader(names);
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="RecordingRefusedException">There is none of that name.</exception>
    private protected int Require(IReadOnlyList<string> columns, string name) => Find(columns, name) is >= 0 and int place
        ? place
        : throw new RecordingRefusedException($"{Name}: its header has no column '{name}': {Shown(columns)}.");

    /// <summary>The place of a column, −1 when there is none of that name.</summary>
    private protected static int Find(IReadOnlyList<string> columns, string name)
    {
        for (int place = 0; place < columns.Count; place++)
        {
            if (columns[place] == name)
                return place;
        }

        return -1;
    }

    /// <summary>The first columns, for a message.</summary>
    private protected static string Shown(IReadOnlyList<string> columns)
    {
        string all = string.Join(',', columns.Take(12));
        return all.Length > 120 ? all[..120] + "…" : all;
    }
}
