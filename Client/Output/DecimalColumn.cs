using System.Globalization;

namespace Quern.Client.Output;

/// <summary>Lines decimal texts up at their points, without changing a digit.</summary>
/// <param name="Whole">Characters before the point, sign included.</param>
/// <param name="Fraction">Characters from the point on; zero when no text has one.</param>
public readonly record struct DecimalColumn(int Whole, int Fraction)
{
    /// <summary>Characters of every aligned text.</summary>
    public int Width => Whole + Fraction;

    /// <summary>The column that takes all these texts.</summary>
    public static DecimalColumn Of(IEnumerable<string> texts)
    {
        var column = default(DecimalColumn);
        foreach (string text in texts)
            column = new(Math.Max(column.Whole, WholeOf(text)), Math.Max(column.Fraction, text.Length - WholeOf(text)));
        return column;
    }

    /// <summary>The text with blanks around it; a text wider than the column comes back as it was.</summary>
    public string Align(string text) =>
        (new string(' ', Math.Max(0, Whole - WholeOf(text))) + text).PadRight(text.Length == 0 ? 0 : Width);

    /// <summary>For bars, charts and sums: decimal arithmetic, exact to 28 digits. Null when the text is no such number.</summary>
    public static decimal? ValueOf(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : null;

    /// <summary>-1, 0 or 1, read from the text itself, so that it is right at any length.</summary>
    public static int SignOf(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('1', '9') < 0)
            return 0;
        return text[0] == '-' ? -1 : 1;
    }

    /// <summary>True for a size that is there; an empty text and a zero both mean that there is none.</summary>
    public static bool IsSize(string text) => SignOf(text) != 0;

    private static int WholeOf(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? text.Length : point;
    }
}
