using System.Numerics;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// The specification of an account's orders, written to be read: it keeps everything that we ever asked and that the venue ever said, and
/// answers each question by reading the whole list again. No table of states, no running sums, no indexes.
/// </summary>
internal sealed class PlainOrders
{
    private readonly List<JournalEntry> _facts = [];

    /// <summary>We asked for something, gave up waiting, or could not send.</summary>
    public void Ask(in JournalEntry entry)
    {
        bool isOurs = entry.Kind is JournalKind.OrderIntended or JournalKind.CancelRequested or JournalKind.ReplaceRequested
            or JournalKind.OutcomeDoubted or JournalKind.AbsenceProven;
        bool isUnsent = entry.Kind is JournalKind.ReportReceived && (entry.Report.Kind is ReportKind.NotSent || entry.Report.Reason is Reason.Transport);
        if (isOurs || isUnsent)
            _facts.Add(entry);
    }

    /// <summary>The venue said something, true when it was said, perhaps late, perhaps again.</summary>
    public void Hear(in ExecutionReport report) => _facts.Add(new() { Kind = JournalKind.ReportReceived, TimeNs = 0, Report = report });

    public PlainAccount Read()
    {
        var account = new PlainAccount();
        foreach (JournalEntry fact in _facts)
        {
            if (fact.Kind is JournalKind.OrderIntended)
                account.Orders.Add(fact.Id, new(fact));
            else if (fact.Kind is JournalKind.ReportReceived)
                Said(account, fact.Report);
            else
                account.Orders[fact.Id].Asked(fact);
        }

        return account;
    }

    private static void Said(PlainAccount account, in ExecutionReport report)
    {
        ClientOrderId id = report.Id.IsOurs ? report.Id : account.Names.GetValueOrDefault(report.VenueOrderId ?? "");
        PlainOrder? order = account.Orders.GetValueOrDefault(id);
        if (order is not null && report.VenueOrderId is { } name && account.Names.TryAdd(name, id))
        {
            // Trades that came under this name before are this order's.
            order.Trades.UnionWith(account.Nobodys.Where(trade => trade.Name == name).Select(trade => (trade.Id, trade.Lots)));
            account.Nobodys.RemoveAll(trade => trade.Name == name);
        }

        if (report.Kind is ReportKind.Traded && report.TradeId != 0 && account.Fills.TryAdd(report.TradeId, (report, order is null ? "" : OrderDesk.Strategy)))
        {
            if (order is null)
                account.Nobodys.Add((report.TradeId, report.LastQuantity.Lots, report.Side, report.VenueOrderId!));
            else
                order.Trades.Add((report.TradeId, report.LastQuantity.Lots));
        }

        order?.Said(report);
    }
}

/// <summary>What the list says.</summary>
internal sealed class PlainAccount
{
    public Dictionary<ClientOrderId, PlainOrder> Orders { get; } = [];

    /// <summary>The venue's names of orders.</summary>
    public Dictionary<string, ClientOrderId> Names { get; } = [];

    /// <summary>Trades under names that nobody knows yet.</summary>
    public List<(long Id, long Lots, Side Side, string Name)> Nobodys { get; } = [];

    /// <summary>Each trade once, with whom it was known to belong to when it was first heard of.</summary>
    public SortedDictionary<long, (ExecutionReport Trade, string Strategy)> Fills { get; } = [];

    public BigInteger Position
    {
        get
        {
            BigInteger sum = 0;
            foreach (PlainOrder order in Orders.Values)
                sum += order.Side == Side.Buy ? order.Filled : -order.Filled;
            foreach (var trade in Nobodys)
                sum += trade.Side == Side.Buy ? trade.Lots : -trade.Lots;
            return sum;
        }
    }

    /// <summary>The position if everything of one side traded and nothing of the other did; of sells, how short.</summary>
    public BigInteger Worst(Side side)
    {
        BigInteger sum = side == Side.Buy ? Position : -Position;
        foreach (PlainOrder order in Orders.Values.Where(order => order.Side == side && !order.HasEnded))
            sum += BigInteger.Max(0, BigInteger.Max(order.Size, order.Move?.Size ?? 0) - order.Filled);
        return sum;
    }
}
