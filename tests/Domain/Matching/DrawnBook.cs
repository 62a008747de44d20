using System.Globalization;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.Matching;

/// <summary>
/// A matching engine whose orders were drawn. Rows run from the highest price down; "5 alice, 3 bob" are two orders, the oldest first. The
/// name is the order's and its owner's; an owner of two orders writes "alice" and "alice'".
/// </summary>
internal sealed class DrawnBook(IMatchingBook engine)
{
    private readonly MatchEventBuffer _events = new();
    private readonly Dictionary<string, long> _ids = [];
    private readonly Dictionary<long, string> _names = [];

    public IMatchingBook Engine => engine;

    public static DrawnBook Parse(IMatchingBook engine, string drawing)
    {
        var book = new DrawnBook(engine);
        foreach (string row in drawing.Split('\n').Skip(1))
        {
            string[] cells = row.Split('|', StringSplitOptions.TrimEntries);
            long price = long.Parse(cells[1], CultureInfo.InvariantCulture);
            book.Rest(Side.Buy, price, cells[0]);
            book.Rest(Side.Sell, price, cells[2]);
        }

        return book;
    }

    public static int OwnerOf(string name) => name.TrimEnd('\'').Sum(letter => letter);

    public long IdOf(string name)
    {
        if (_ids.TryGetValue(name, out long id))
            return id;
        _ids.Add(name, id = _ids.Count + 1);
        _names.Add(id, name);
        return id;
    }

    /// <summary>Executes one command and tells what happened, one line per event, levels left out.</summary>
    public string[] Do(MatchCommand command)
    {
        _events.Clear();
        engine.Execute(in command, _events);
        return [.. _events.Events.ToArray().Where(step => step.Kind is not MatchEventKind.LevelChanged).Select(Tell)];
    }

    /// <summary>The level changes of the last command: "ask 101: 5".</summary>
    public string[] LevelChanges() =>
    [
        .. _events.Events.ToArray().Where(step => step.Kind is MatchEventKind.LevelChanged)
            .Select(step => $"{(step.Side is Side.Buy ? "bid" : "ask")} {step.Price}: {step.Quantity}"),
    ];

    public MatchCommand Buy(string name, long lots, long price) => Limit(name, Side.Buy, lots, price);

    public MatchCommand Sell(string name, long lots, long price) => Limit(name, Side.Sell, lots, price);

    public MatchCommand Market(string name, Side side, long lots) => MatchCommand.Market(IdOf(name), side, lots, OwnerOf(name));

    public MatchCommand Stop(string name, Side side, long lots, long stopPrice) =>
        MatchCommand.Stop(IdOf(name), side, stopPrice, lots, OwnerOf(name));

    public MatchCommand Cancel(string name) => MatchCommand.Cancel(IdOf(name));

    public MatchCommand Amend(string name, long lots, long price) => MatchCommand.Amend(IdOf(name), price, lots);

    /// <summary>The totals of the levels: "bid 99x4 98x1, ask 101x8".</summary>
    public override string ToString() => $"bid {Depth(Side.Buy)}, ask {Depth(Side.Sell)}";

    private MatchCommand Limit(string name, Side side, long lots, long price) =>
        MatchCommand.Limit(IdOf(name), side, price, lots, OwnerOf(name));

    private void Rest(Side side, long price, string orders)
    {
        foreach (string order in orders.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = order.Split(' ', 2);
            string name = words.Length > 1 ? words[1] : $"#{_ids.Count}";
            Do(Limit(name, side, long.Parse(words[0], CultureInfo.InvariantCulture), price));
        }
    }

    private string Depth(Side side)
    {
        var levels = new Level[100];
        int count = engine.CopyDepth(side, levels);
        return count == 0 ? "-" : string.Join(' ', levels.Take(count).Select(level => $"{level.Price.Ticks}x{level.Quantity.Lots}"));
    }

    private string Tell(MatchEvent step) => step.Kind switch
    {
        MatchEventKind.Traded => $"{_names[step.OrderId]} takes {step.Quantity} of {_names[step.MakerOrderId]} at {step.Price}",
        MatchEventKind.Accepted => $"{_names[step.OrderId]} accepted {step.Quantity}",
        MatchEventKind.Replaced => $"{_names[step.OrderId]} replaced {step.Remaining} of {step.Quantity} at {step.Price}",
        _ => $"{_names[step.OrderId]} {step.Kind} {step.Quantity} {step.Reason}",
    };
}
