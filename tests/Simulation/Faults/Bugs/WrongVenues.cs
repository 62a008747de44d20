using Quern.Connectors.Exchange;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Simulation.Tests.Faults.Bugs;

/// <summary>Takes a missing answer for a refusal.</summary>
internal sealed class TimeoutIsReject(IExchange inner) : PassingExchange(inner)
{
    protected internal override IEnumerable<ExecutionReport> Hear(ExecutionReport report) =>
        [report.Kind is ReportKind.OutcomeUnknown ? report with { Kind = ReportKind.Rejected, IsFinal = true } : report];
}

/// <summary>Hears every trade twice, the second time under an id of its own.</summary>
internal sealed class CountsFillsTwice(IExchange inner) : PassingExchange(inner)
{
    protected internal override IEnumerable<ExecutionReport> Hear(ExecutionReport report) => report.Kind is ReportKind.Traded && report.TradeId != 0
        ? [report, report with { TradeId = report.TradeId + 1_000_000_000 }]
        : [report];
}

/// <summary>Reads the price of a trade a tick too high.</summary>
internal sealed class MisreadsPrices(IExchange inner) : PassingExchange(inner)
{
    protected internal override IEnumerable<ExecutionReport> Hear(ExecutionReport report) =>
        [report.Kind is ReportKind.Traded && report.TradeId != 0 ? report with { LastPrice = report.LastPrice + 1 } : report];
}

/// <summary>Takes whatever trade the venue names by its own order id for a stranger's.</summary>
internal sealed class TakesTradesForStrangers(IExchange inner) : PassingExchange(inner)
{
    protected internal override ExecutionReport Read(ExecutionReport listedFill) => listedFill with { ForeignClientId = "somebody" };
}

/// <summary>Takes fees for rebates.</summary>
internal sealed class FlipsFees(IExchange inner) : PassingExchange(inner)
{
    protected internal override IEnumerable<ExecutionReport> Hear(ExecutionReport report) => [report with { FeeE8 = -report.FeeE8 }];
}

/// <summary>Believes that every order has shrunk to a lot once it rests.</summary>
internal sealed class ForgetsOpenLots(IExchange inner) : PassingExchange(inner)
{
    protected internal override IEnumerable<ExecutionReport> Hear(ExecutionReport report) => report.Kind is ReportKind.Acknowledged
        ? [report with { Quantity = new(1), VenueTimeNs = report.VenueTimeNs + 1 }]
        : [report];
}

/// <summary>Sees one lot more than there is in every position.</summary>
internal sealed class SeesAnotherLot(IExchange inner) : PassingExchange(inner)
{
    protected internal override VenuePosition Position(VenuePosition position) => position with { SignedLots = position.SignedLots + 1 };
}

/// <summary>Takes the venue's clock for a minute later than it is, so that every absence counts at once.</summary>
internal sealed class TrustsAbsenceEarly(IExchange inner) : PassingExchange(inner)
{
    protected internal override long ServerTime(long timeNs) => timeNs + 60_000_000_000;
}

/// <summary>Stamps market data an hour ahead, so that no book ever looks old.</summary>
internal sealed class BooksNeverAge(IExchange inner) : PassingExchange(inner)
{
    protected internal override MarketEvent Market(MarketEvent step) => step with { ReceiveTimeNs = step.ReceiveTimeNs + 3_600_000_000_000 };
}

/// <summary>Says that cancels were sent, and sends none.</summary>
internal sealed class SwallowsCancels(IExchange inner) : PassingExchange(inner)
{
    protected internal override bool SendsCancels => false;
}

/// <summary>Names every twentieth order as if an earlier owner had sent it.</summary>
internal sealed class NamesOldEpochs(IExchange inner) : PassingExchange(inner)
{
    private int _count;

    protected internal override OrderRequest Send(OrderRequest order) => ++_count % 20 != 0
        ? order
        : order with { Id = ClientOrderId.Create(order.Id.Account, order.Id.Epoch - 1, order.Id.Sequence) };
}

/// <summary>Gives every tenth order the id of the one before.</summary>
internal sealed class ReusesIds(IExchange inner) : PassingExchange(inner)
{
    private ClientOrderId _last;
    private int _count;

    protected internal override OrderRequest Send(OrderRequest order)
    {
        OrderRequest sent = ++_count % 10 == 0 ? order with { Id = _last } : order;
        _last = order.Id;
        return sent;
    }
}

/// <summary>Sends orders that the venue may take whenever they arrive.</summary>
internal sealed class NeverExpires(IExchange inner) : PassingExchange(inner)
{
    protected internal override OrderRequest Send(OrderRequest order) => order with { ExpiresNs = 0 };
}
