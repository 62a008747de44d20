using System.Globalization;
using System.Text;

namespace Quern.Client.Watch.Frames;

/// <summary>A canvas as text: plain lines, or lines with colours.</summary>
public static class TextFrame
{
    private const string Reset = "\e[0m";

    /// <summary>Letters alone, one line a row, blanks at the ends cut.</summary>
    public static string Plain(Canvas canvas)
    {
        var text = new StringBuilder();
        for (int row = 0; row < canvas.Rows; row++)
        {
            int start = text.Length;
            foreach (Cell cell in canvas.Row(row))
                text.Append(cell.Letter);
            TrimEnd(text, start);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>One row with its colours; ends with the terminal's own.</summary>
    /// <param name="canvas">The frame.</param>
    /// <param name="row">From 0.</param>
    /// <param name="hasColours">False keeps bold and turns a coloured ground into reverse video.</param>
    /// <param name="text">Where it is written.</param>
    public static void AppendRow(Canvas canvas, int row, bool hasColours, StringBuilder text)
    {
        Look look = Ink.Plain;
        foreach (Cell cell in canvas.Row(row))
        {
            if (cell.Look != look)
            {
                look = cell.Look;
                text.Append(Reset);
                AppendLook(look, hasColours, text);
            }

            text.Append(cell.Letter);
        }

        text.Append(Reset);
    }

    private static void AppendLook(Look look, bool hasColours, StringBuilder text)
    {
        if (look.IsBold)
            text.Append("\e[1m");
        if (!hasColours)
        {
            text.Append(look.Ground is Ink.Plain ? "" : "\e[7m");
            return;
        }

        if (Palette.TerminalIndex(look.Letter) is >= 0 and var letter)
            text.Append(CultureInfo.InvariantCulture, $"\e[38;5;{letter}m");
        if (Palette.TerminalIndex(look.Ground) is >= 0 and var ground)
            text.Append(CultureInfo.InvariantCulture, $"\e[48;5;{ground}m");
    }

    private static void TrimEnd(StringBuilder text, int start)
    {
        while (text.Length > start && text[^1] == ' ')
            text.Length--;
    }
}
