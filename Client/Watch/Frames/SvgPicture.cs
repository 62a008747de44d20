using System.Globalization;
using System.Security;
using System.Text;

namespace Quern.Client.Watch.Frames;

/// <summary>A canvas as a picture for documents: text stays text, bars are drawn so that they look the same in every font.</summary>
public static class SvgPicture
{
    private const double CellWidth = 8.4;
    private const double CellHeight = 18;
    private const double Baseline = 13.5;
    private const double Margin = 12;

    /// <summary>The picture as an SVG document.</summary>
    public static string Draw(Canvas canvas)
    {
        double width = canvas.Columns * CellWidth + 2 * Margin;
        double height = canvas.Rows * CellHeight + 2 * Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0.#} {height:0.#}" width="{width:0.#}" height="{height:0.#}">
            <rect width="100%" height="100%" rx="8" fill="#10141a"/>
            <g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve" shape-rendering="crispEdges">

            """);
        for (int row = 0; row < canvas.Rows; row++)
            DrawRow(canvas.Row(row), Margin + row * CellHeight, svg);
        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static void DrawRow(ReadOnlySpan<Cell> cells, double top, StringBuilder svg)
    {
        for (int start = 0, end; start < cells.Length; start = end)
        {
            end = start + 1;
            while (end < cells.Length && cells[end].Look == cells[start].Look && IsBlock(cells[end].Letter) == IsBlock(cells[start].Letter))
                end++;
            DrawRun(cells[start..end], Margin + start * CellWidth, top, svg);
        }
    }

    private static void DrawRun(ReadOnlySpan<Cell> run, double left, double top, StringBuilder svg)
    {
        Look look = run[0].Look;
        if (look.Ground is not Ink.Plain)
            Rectangle(svg, left, top, run.Length * CellWidth, CellHeight, look.Ground);
        if (IsBlock(run[0].Letter))
        {
            for (int index = 0; index < run.Length; index++)
                DrawBlock(run[index].Letter, left + index * CellWidth, top, look.Letter, svg);
            return;
        }

        string text = string.Concat(run.ToArray().Select(cell => cell.Letter));
        if (string.IsNullOrWhiteSpace(text))
            return;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left:0.##}\" y=\"{top + Baseline:0.##}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"textLength=\"{run.Length * CellWidth:0.##}\" fill=\"{Palette.Hex(look.Letter)}\"");
        svg.Append(look.IsBold ? " font-weight=\"bold\">" : ">").Append(SecurityElement.Escape(text)).Append("</text>\n");
    }

    private static bool IsBlock(char letter) => letter is >= '▁' and <= '█' or '▌' or '▐';

    private static void DrawBlock(char letter, double left, double top, Ink ink, StringBuilder svg)
    {
        if (letter is '▌' or '▐')
        {
            Rectangle(svg, letter == '▌' ? left : left + CellWidth / 2, top, CellWidth / 2, CellHeight, ink);
            return;
        }

        double height = CellHeight * (letter - '▁' + 1) / 8;
        Rectangle(svg, left, top + CellHeight - height, CellWidth, height, ink);
    }

    private static void Rectangle(StringBuilder svg, double left, double top, double width, double height, Ink ink) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<rect x=\"{left:0.##}\" y=\"{top:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{Palette.Hex(ink)}\"/>\n");
}
