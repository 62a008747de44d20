using System.Buffers.Text;
using System.Text;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.MarketByOrder;

/// <summary>Market-by-order records as lines of text under a line of column names.</summary>
internal sealed class MboCsv : IMboSource
{
    private const int MostColumns = 64;
    private readonly TapeLines _lines;
    private readonly Column[] _columns;

    public MboCsv(string path)
    {
        _lines = new TapeLines(path, longest: 4096);
        try
        {
            _columns = ReadColumns();
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    private enum Column
    {
        Other, EventTime, ReceiveTime, Sequence, Flags, Action, Side, OrderId, Price, Size,
    }

    public IReadOnlyList<string> Symbols { get; } = [""];

    // The line of names is none.
    public long RecordsRead => _lines.LinesRead - 1;

    public double Progress => _lines.Progress;

    public bool TryPeek(out MboRecord record)
    {
        bool has = _lines.TryPeek(out ReadOnlyMemory<byte> line);
        record = has ? Parse(line.Span) : default;
        return has;
    }

    public void Leave() => _lines.Leave();

    public RecordingException Damage(string problem) => _lines.Damage(problem);

    public void Dispose() => _lines.Dispose();

    private Column[] ReadColumns()
    {
        if (!_lines.TryPeek(out ReadOnlyMemory<byte> line))
            throw _lines.Damage("the file is empty");

        var fields = new TapeFields(line.Span);
        var columns = new List<Column>();
        while (!fields.IsAtEnd && columns.Count < MostColumns)
            columns.Add(ColumnOf(fields.Next()));
        foreach (Column column in Enum.GetValues<Column>())
        {
            int count = columns.FindAll(each => each == column).Count;
            if (column is not Column.Other && count != 1)
                throw new RecordingRefusedException($"{_lines.Name}: the first line must name the column {NameOf(column)} once, not {count} times.");
        }

        _lines.Leave();
        return fields.IsAtEnd ? [.. columns] : throw _lines.Damage($"more than {MostColumns} columns");
    }

    private MboRecord Parse(ReadOnlySpan<byte> line)
    {
        var fields = new TapeFields(line);
        MboRecord record = default;
        foreach (Column column in _columns)
        {
            if (fields.IsAtEnd)
                throw _lines.Damage($"the row ends before its {NameOf(column)}");
            ReadOnlySpan<byte> field = fields.Next();
            record = column switch
            {
                Column.EventTime => record with { EventTimeNs = Time(field, column) },
                Column.ReceiveTime => record with { ReceiveTimeNs = Time(field, column) },
                Column.Sequence => record with { Sequence = (long)Whole(field, column, uint.MaxValue) },
                Column.Flags => record with { Flags = (byte)Whole(field, column, byte.MaxValue) },
                Column.Action => record with { Action = Letter(field, column) },
                Column.Side => record with { Side = Letter(field, column) },
                Column.OrderId => record with { OrderId = unchecked((long)Whole(field, column, ulong.MaxValue)) },
                Column.Price => record with { Price = Signed(field, column) },
                Column.Size => record with { Size = (long)Whole(field, column, uint.MaxValue) },
                _ => record,
            };
        }

        return fields.IsAtEnd ? record : throw _lines.Damage("the row has more columns than the first line");
    }

    private long Time(ReadOnlySpan<byte> field, Column column) => Whole(field, column, ulong.MaxValue) switch
    {
        MboRecord.UndefinedTime => 0,
        > long.MaxValue => throw _lines.Damage($"{NameOf(column)} is beyond the year 2262"),
        var time => (long)time,
    };

    private ulong Whole(ReadOnlySpan<byte> field, Column column, ulong most) =>
        Utf8Parser.TryParse(field, out ulong value, out int used) && used == field.Length && value <= most
            ? value
            : throw _lines.Damage($"{NameOf(column)} is no whole number from 0 to {most}");

    private long Signed(ReadOnlySpan<byte> field, Column column) =>
        TapeFields.TryWhole(field, out long value) ? value : throw _lines.Damage($"{NameOf(column)} is no whole number of 64 bits");

    private char Letter(ReadOnlySpan<byte> field, Column column) =>
        field.Length == 1 ? (char)field[0] : throw _lines.Damage($"{NameOf(column)} is no single letter");

    private static Column ColumnOf(ReadOnlySpan<byte> name)
    {
        foreach (Column column in Enum.GetValues<Column>())
        {
            if (column is not Column.Other && name.SequenceEqual(Encoding.ASCII.GetBytes(NameOf(column))))
                return column;
        }

        return Column.Other;
    }

    private static string NameOf(Column column) => column switch
    {
        Column.EventTime => "ts_event",
        Column.ReceiveTime => "ts_recv",
        Column.OrderId => "order_id",
        Column.Price => "price_e9",
        Column.Sequence => "sequence",
        Column.Flags => "flags",
        Column.Action => "action",
        Column.Side => "side",
        Column.Size => "size",
        _ => "other column",
    };
}
