using System.CommandLine;
using Quern.Client.Output;
using Quern.Proto;
using Spectre.Console;

namespace Quern.Client.Commands;

/// <summary>The verbs that look and change nothing: status, orders, positions, pnl.</summary>
public static class QueryVerbs
{
    private const int MostRows = 1000;

    /// <summary>All of them.</summary>
    public static IEnumerable<Verb> All(AttachedOptions options, Surroundings around) =>
        [Status(options, around), Orders(options, around), Positions(options, around), ProfitAndLoss(options, around)];

    private static Verb Status(AttachedOptions options, Surroundings around)
    {
        var verb = new Command("status", "Venues, instruments, strategies, positions and profit in one page");
        options.AddTo(verb);
        verb.SetAction((parsed, cancellation) => options.AskAsync(
            parsed, api => api.StatusAsync(cancellation), answer => Show(around, page => StatusPage.Print(page, answer))));
        return new(verb, "status", "status --json");
    }

    private static Verb Orders(AttachedOptions options, Surroundings around)
    {
        var state = new Option<string>("--state") { Description = "Which orders", DefaultValueFactory = _ => "working" };
        state.AcceptOnlyFromAmong("working", "all");
        var limit = new Option<int>("--limit") { Description = $"The most rows, 1 to {MostRows}", DefaultValueFactory = _ => 50, HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int rows) && rows is < 1 or > MostRows)
                result.AddError($"--limit takes 1 to {MostRows}, not {rows}.");
        });

        var verb = new Command("orders", "The orders, newest state of each") { state, limit };
        options.AddTo(verb);
        verb.SetAction((parsed, cancellation) => options.AskAsync<OrderList>(
            parsed,
            api => api.OrdersAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(limit), cancellation),
            answer => Show(around, page => page.Write(StatusTables.Orders(answer.Orders)))));
        return new(verb, "orders", "orders --state all --limit 200 --json");
    }

    private static Verb Positions(AttachedOptions options, Surroundings around)
    {
        var verb = new Command("positions", "What is held, by account, instrument and strategy");
        options.AddTo(verb);
        verb.SetAction((parsed, cancellation) => options.AskAsync(
            parsed,
            api => api.PositionsAsync(cancellation),
            answer => Show(around, page =>
            {
                page.Write(StatusTables.Positions(answer.Positions));
                // A silo of an older build says nothing about profit here.
                if (!answer.Positions.Any(row => row.Asset.Length > 0))
                    return;
                page.WriteLine();
                page.Write(StatusTables.PositionProfits(answer.Positions));
            })));
        return new(verb, "positions");
    }

    private static Verb ProfitAndLoss(AttachedOptions options, Surroundings around)
    {
        var verb = new Command("pnl", "Profit and loss in its parts, in total and by account");
        options.AddTo(verb);
        verb.SetAction((parsed, cancellation) => options.AskAsync(
            parsed, api => api.PnlAsync(cancellation), answer => Show(around, page => page.Write(StatusTables.Pnl(answer)))));
        return new(verb, "pnl");
    }

    private static int Show(Surroundings around, Action<Spectre.Console.IAnsiConsole> print)
    {
        print(Page.On(around.Terminal));
        return (int)ExitCode.Ok;
    }
}
