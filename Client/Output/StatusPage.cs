using Quern.Proto;
using Spectre.Console;
using Spectre.Console.Rendering;
using Status = Quern.Proto.Status;

namespace Quern.Client.Output;

/// <summary><c>status</c> for a person: one page from the connection down to the money.</summary>
public static class StatusPage
{
    /// <summary>Prints it.</summary>
    public static void Print(IAnsiConsole page, Status status)
    {
        page.Write(Headline(status));
        Paragraphs(
            page,
            StatusTables.Venues(status.Venues),
            StatusTables.Instruments(status.Instruments),
            StatusTables.Strategies(status.Strategies),
            StatusTables.Accounts(status.Accounts),
            StatusTables.Positions(status.Positions));

        // Two short tables side by side, so that the page stays on one screen.
        var money = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(6)).AddColumn(new GridColumn().NoWrap());
        money.AddRow(
            StatusTables.Pnl(new PnlList { Total = status.Pnl ?? new() }),
            StatusTables.OrderCounts(status.Orders ?? new()));
        page.Write(money);
    }

    private static void Paragraphs(IAnsiConsole page, params ReadOnlySpan<IRenderable> tables)
    {
        foreach (IRenderable table in tables)
        {
            page.WriteLine();
            page.Write(table);
        }

        page.WriteLine();
    }

    private static Paragraph Headline(Status status)
    {
        bool live = status.Mode == "live";
        return new Paragraph()
            .Append($" {PlainText.OneLine(status.Mode).ToUpperInvariant()} ", new Style(Color.Black, live ? Color.IndianRed1 : Color.SteelBlue1, Decoration.Bold))
            .Append(PlainText.OneLine($"  Quern, engine {status.Engine}, up {Spans.Uptime(status.UptimeSeconds)}"))
            .Append(PlainText.OneLine($"   run {status.Run}"), new Style(Color.Grey50))
            .Append("\n");
    }
}
