using System.Globalization;
using Quern.Proto;
using Spectre.Console.Rendering;

namespace Quern.Client.Output;

/// <summary>The tables of the page, one for each concept of the contract. Decimals are printed as they came.</summary>
public static class StatusTables
{
    /// <summary>Connections to venues.</summary>
    public static IRenderable Venues(IReadOnlyCollection<VenueStatus> venues) => new Sheet()
        .Words("venue", "state").Numbers("messages", "malformed", "gaps", "reconnects").Words("address")
        .Rows(
            venues,
            venue =>
            [
                Sheet.Name(venue.Id), Sheet.State(venue.State), Sheet.Word(Count(venue.Messages)), Sheet.Fault(venue.Malformed),
                Sheet.Fault(venue.Gaps), Sheet.Fault(venue.Reconnects), Sheet.Quiet(venue.Address),
            ],
            "none configured")
        .Done();

    /// <summary>Books and their touches.</summary>
    public static IRenderable Instruments(IReadOnlyCollection<InstrumentStatus> instruments)
    {
        var price = DecimalColumn.Of(instruments.SelectMany(row => new[] { row.Bid, row.Ask }));
        var size = DecimalColumn.Of(instruments.SelectMany(row => new[] { row.BidQuantity, row.AskQuantity }));
        return new Sheet()
            .Words("instrument", "book").Numbers("size", "bid", "ask", "size", "age")
            .Rows(
                instruments,
                row =>
                [
                    Sheet.Name(row.Id), Sheet.State(row.State), Sheet.Quiet(size.Align(row.BidQuantity)), Sheet.Word(price.Align(row.Bid)),
                    Sheet.Word(price.Align(row.Ask)), Sheet.Quiet(size.Align(row.AskQuantity)), Sheet.Quiet(Spans.Age(row.AgeMs)),
                ],
                "none")
            .Done();
    }

    /// <summary>Strategies and what they quote.</summary>
    public static IRenderable Strategies(IReadOnlyCollection<StrategyStatus> strategies)
    {
        var price = DecimalColumn.Of(strategies.SelectMany(row => new[] { row.Bid, row.Ask }));
        var size = DecimalColumn.Of(strategies.SelectMany(row => new[] { row.BidQuantity, row.AskQuantity }));
        return new Sheet()
            .Words("strategy", "state", "instrument").Numbers("size", "bid", "ask", "size")
            .Rows(
                strategies,
                row =>
                [
                    Sheet.Name(row.Id), Sheet.State(row.State), Sheet.Word(row.Instrument), Sheet.Quiet(size.Align(row.BidQuantity)),
                    Sheet.Word(price.Align(row.Bid)), Sheet.Word(price.Align(row.Ask)), Sheet.Quiet(size.Align(row.AskQuantity)),
                ],
                "none")
            .Done();
    }

    /// <summary>Accounts, their state and balances.</summary>
    public static IRenderable Accounts(IReadOnlyCollection<AccountStatus> accounts) => new Sheet()
        .Words("account", "state").Numbers("epoch").Words("balances", "killed because")
        .Rows(
            accounts,
            row =>
            [
                Sheet.Name(row.Id), Sheet.State(row.State), Sheet.Quiet(Count(row.Epoch)),
                Sheet.Word(string.Join(", ", row.Balances.Select(balance => $"{balance.Wallet} {balance.Asset}"))),
                Sheet.Word(row.KillReason),
            ],
            "none")
        .Done();

    /// <summary>What is held.</summary>
    public static IRenderable Positions(IReadOnlyCollection<PositionStatus> positions)
    {
        var quantity = DecimalColumn.Of(positions.Select(row => row.Quantity));
        var price = DecimalColumn.Of(positions.Select(row => row.AveragePrice));
        return new Sheet()
            .Words("position").Numbers("quantity", "average price").Words("strategy", "account")
            .Rows(
                positions,
                row =>
                [
                    Sheet.Name(row.Instrument), Sheet.Amount(quantity.Align(row.Quantity)), Sheet.Word(price.Align(row.AveragePrice)),
                    Sheet.Word(row.Strategy), Sheet.Quiet(row.Account),
                ],
                "flat")
            .Done();
    }

    /// <summary>Profit of each position and what its fills were worth a while later: mean ticks of a lot, since the silo started.</summary>
    public static IRenderable PositionProfits(IReadOnlyCollection<PositionStatus> positions)
    {
        var realised = DecimalColumn.Of(positions.Select(row => row.Realised));
        var unrealised = DecimalColumn.Of(positions.Select(row => row.Unrealised));
        double[] horizons = [.. positions.SelectMany(row => row.Markouts).Select(markout => markout.HorizonSeconds).Distinct().Order()];
        return new Sheet()
            .Words("profit of positions").Numbers("realised", "unrealised").Words("asset", "strategy")
            .Numbers(horizons.Select(horizon => $"ticks after {horizon:0} s"))
            .Rows(
                positions,
                row =>
                [
                    Sheet.Name(row.Instrument), Sheet.Amount(realised.Align(row.Realised)), Sheet.Amount(unrealised.Align(row.Unrealised)),
                    Sheet.Quiet(row.Asset), Sheet.Word(row.Strategy), .. horizons.Select(horizon => Sheet.Word(MeanTicks(row, horizon))),
                ],
                "flat")
            .Done();
    }

    /// <summary>Orders, row by row.</summary>
    public static IRenderable Orders(IReadOnlyCollection<OrderRow> orders)
    {
        var price = DecimalColumn.Of(orders.Select(row => row.Price));
        var size = DecimalColumn.Of(orders.SelectMany(row => new[] { row.Quantity, row.Filled }));
        return new Sheet()
            .Words("order", "state", "instrument", "side").Numbers("price", "quantity", "filled", "age").Words("strategy", "venue id")
            .Rows(
                orders,
                row =>
                [
                    Sheet.Name(row.Id), Sheet.Word(row.State), Sheet.Word(row.Instrument), Sheet.Word(row.Side),
                    Sheet.Word(price.Align(row.Price)), Sheet.Word(size.Align(row.Quantity)), Sheet.Word(size.Align(row.Filled)),
                    Sheet.Quiet(Spans.Age(row.AgeMs)), Sheet.Word(row.Strategy), Sheet.Quiet(row.VenueId),
                ],
                "none")
            .Done();
    }

    /// <summary>How many orders met which end.</summary>
    public static IRenderable OrderCounts(OrderCounts counts) => new Sheet()
        .Words("orders").Numbers("count")
        .Rows<(string Name, IRenderable Count)>(
            [
                ("working", Sheet.Word(Count(counts.Working))), ("unknown", Sheet.Fault(counts.Unknown)),
                ("fills", Sheet.Word(Count(counts.Fills))), ("cancelled", Sheet.Word(Count(counts.Cancelled))),
                ("denied by us", Sheet.Fault(counts.Denied)), ("rejected there", Sheet.Fault(counts.Rejected)),
                ("in all", Sheet.Word(Count(counts.Total))),
            ],
            row => [Sheet.Word(row.Name), row.Count],
            "none")
        .Done();

    /// <summary>Profit and loss of the silo, then of each account: one row a part.</summary>
    public static IRenderable Pnl(PnlList list)
    {
        Pnl[] columns = [list.Total ?? new(), .. list.Accounts.Select(account => account.Pnl ?? new())];
        DecimalColumn[] aligned = [.. columns.Select(pnl => DecimalColumn.Of(PnlParts.Of(pnl).Select(part => part.Amount)))];
        var sheet = new Sheet().Words("profit and loss").Numbers(Heading("in all", columns[0]));
        for (int account = 0; account < list.Accounts.Count; account++)
            sheet.Numbers(Heading(list.Accounts[account].Account, columns[account + 1]));

        return sheet
            .Rows(
                Enumerable.Range(0, PnlParts.Count),
                part => (IEnumerable<IRenderable>)
                [
                    part == PnlParts.Count - 1 ? Sheet.Name(PnlParts.Of(columns[0])[part].Name) : Sheet.Word(PnlParts.Of(columns[0])[part].Name),
                    .. columns.Select((pnl, index) => Sheet.Amount(aligned[index].Align(PnlParts.Of(pnl)[part].Amount))),
                ],
                "none")
            .Done();
    }

    private static string Heading(string who, Pnl pnl) => PlainText.OneLine(pnl.Asset.Length > 0 ? $"{who}, {pnl.Asset}" : who);

    private static string Count(long count) => FormattableString.Invariant($"{count}");

    private static string MeanTicks(PositionStatus position, double horizonSeconds)
    {
        MarkoutStatus? markout = position.Markouts.FirstOrDefault(one => one.HorizonSeconds == horizonSeconds);
        return markout is { Fills: > 0 } ? markout.MeanTicks.ToString("0.0", CultureInfo.InvariantCulture) : "";
    }
}
