using System.Text;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Tapes;

[Trait("Category", "unit")]
public sealed class CsvRowTests
{
    [Theory]
    [InlineData("a,b,c", "a|b|c"), InlineData("", ""), InlineData(",", "|"), InlineData("a,,", "a||"), InlineData("\"a,b\",c", "a,b|c"), InlineData("x,\"\"", "x|")]
    public void Commas_part_cells_and_quotes_hold_them(string line, string cells)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line);
        var row = new CsvRow();
        row.Split("left,over,from,before"u8);

        row.Split(bytes);

        Assert.Equal(cells, string.Join('|', row.Names(bytes)));
        Assert.Throws<FormatException>(() => row.Cell(bytes, row.Count).Length);
    }

    [Theory]
    [InlineData("\"a"), InlineData("b,\"a"), InlineData("\"a\"b,c"), InlineData("1,2,3,4,5")]
    public void An_open_quote_and_too_many_cells_are_damages(string line) =>
        Assert.Throws<FormatException>(() => new CsvRow(mostCells: 4).Split(Encoding.ASCII.GetBytes(line)));
}
