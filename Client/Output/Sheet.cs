using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quern.Client.Output;

/// <summary>One table of a page. Every text goes in as text: nothing in it is read as markup.</summary>
public sealed class Sheet
{
    private const int ColumnGap = 2;

    private static readonly Style TitleStyle = new(Color.SteelBlue1, decoration: Decoration.Bold);
    private static readonly Style HeadingStyle = new(Color.Grey62);
    private static readonly Style NameStyle = new(decoration: Decoration.Bold);

    // No lines: headings in their own colour part the tables well enough, and a page stays on one screen.
    private readonly Table _table = new Table().Border(TableBorder.None);

    /// <summary>A column of words; the first one names the table.</summary>
    public Sheet Words(params IEnumerable<string> headings)
    {
        foreach (string heading in headings)
            _table.AddColumn(new TableColumn(Heading(heading)).NoWrap().PadRight(ColumnGap));
        return this;
    }

    /// <summary>A column of numbers, set to the right.</summary>
    public Sheet Numbers(params IEnumerable<string> headings)
    {
        foreach (string heading in headings)
            _table.AddColumn(new TableColumn(Heading(heading)).RightAligned().NoWrap().PadRight(ColumnGap));
        return this;
    }

    /// <summary>A column of sentences: it alone goes over several lines where a page is narrow.</summary>
    public Sheet Sentences(string heading)
    {
        _table.AddColumn(new TableColumn(Heading(heading)).PadRight(ColumnGap));
        return this;
    }

    /// <summary>Adds a row; says so in one line when there are none.</summary>
    public Sheet Rows<T>(IEnumerable<T> rows, Func<T, IEnumerable<IRenderable>> cells, string whenNone)
    {
        foreach (T row in rows)
            _table.AddRow(cells(row));
        if (_table.Rows.Count == 0)
            _table.AddRow(Quiet(whenNone));
        return this;
    }

    /// <summary>The table, ready to print.</summary>
    public IRenderable Done() => _table;

    /// <summary>An ordinary cell.</summary>
    public static IRenderable Word(string text) => new Text(PlainText.OneLine(text));

    /// <summary>What a row is about.</summary>
    public static IRenderable Name(string text) => new Text(PlainText.OneLine(text), NameStyle);

    /// <summary>Less important than its neighbours.</summary>
    public static IRenderable Quiet(string text) => new Text(PlainText.OneLine(text), new Style(Color.Grey50));

    /// <summary>A state in the colour of its mood.</summary>
    public static IRenderable State(string state) => new Text(PlainText.OneLine(state), new Style(ColourOf(Moods.Of(state))));

    /// <summary>A count that should be zero: quiet when it is.</summary>
    public static IRenderable Fault(long count) =>
        new Text(FormattableString.Invariant($"{count}"), new Style(count == 0 ? Color.Grey50 : Color.Orange1));

    /// <summary>An amount, green above and red below zero.</summary>
    public static IRenderable Amount(string text) => new Text(PlainText.OneLine(text), new Style(DecimalColumn.SignOf(text.Trim()) switch
    {
        > 0 => Color.SeaGreen2,
        < 0 => Color.IndianRed1,
        _ => Color.Default,
    }));

    private Text Heading(string text) => new(text, _table.Columns.Count == 0 ? TitleStyle : HeadingStyle);

    private static Color ColourOf(Mood mood) => mood switch
    {
        Mood.Good => Color.SeaGreen2,
        Mood.Waiting => Color.Orange1,
        Mood.Bad => Color.IndianRed1,
        _ => Color.Grey62,
    };
}
