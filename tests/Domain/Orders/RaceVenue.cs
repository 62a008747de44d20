using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// A venue that does at once what it is asked, and hands over its words one by one, for whoever delivers them in another order. Its truth
/// is one order.
/// </summary>
/// <param name="desk">Whose requests it takes.</param>
/// <param name="stepNs">Venue time between two happenings; 0 gives all of them one stamp.</param>
internal sealed class RaceVenue(OrderDesk desk, long stepNs)
{
    private long _timeNs = OrderDesk.Start;
    private long _tradeId = 500;
    private int _cancels;
    private int _queries;

    public VenueOrder Order { get; private set; } = null!;

    public List<ExecutionReport> Trades { get; } = [];

    /// <summary>Takes the newest placement.</summary>
    /// <returns>The answer, and the event on the stream.</returns>
    public (ExecutionReport Answer, ExecutionReport Event) Accept()
    {
        OrderRequest request = desk.Placed[^1];
        Order = new(request.Id, request.Side, request.Price, request.Quantity.Lots);
        return Twice(Happened(ReportKind.Acknowledged));
    }

    /// <summary>Takes the newest cancel; an order that is not there, or not any more, is not found.</summary>
    public (ExecutionReport Answer, ExecutionReport Event) Cancel()
    {
        _cancels = desk.Cancels.Count;
        if (Order is not { IsOpen: true })
            return Twice(NotFound(ReportKind.CancelRejected));
        Order.End(OrderState.Cancelled);
        ExecutionReport cancelled = Happened(ReportKind.Cancelled);
        // The answer to a cancel says how much had filled, and not at which terms.
        return (cancelled with { Price = default, Quantity = default }, cancelled);
    }

    /// <summary>Takes the newest replace.</summary>
    public (ExecutionReport Answer, ExecutionReport Event) Replace()
    {
        ReplaceRequest request = desk.Replaces[^1];
        if (!Order.IsOpen)
            return Twice(NotFound(ReportKind.ReplaceRejected));
        (Order.Price, Order.Total) = (request.Price, request.Quantity.Lots);
        return Twice(Happened(ReportKind.Replaced));
    }

    /// <summary>Somebody takes lots of the order.</summary>
    public ExecutionReport Trade(long lots)
    {
        Order.Filled += lots;
        if (Order.Filled == Order.Total)
            Order.End(OrderState.Filled);
        ExecutionReport trade = Happened(ReportKind.Traded) with
        {
            LastQuantity = new(lots), LastPrice = Order.Price, TradeId = ++_tradeId, IsMaker = true, FeeE8 = 7, FeeAsset = "USDT",
        };
        Trades.Add(trade);
        return trade;
    }

    /// <summary>Nothing is held back any more: cancels are taken, questions answered, until nobody asks.</summary>
    public void Settle()
    {
        for (int second = 0; second < 5; second++)
        {
            for (; _queries < desk.Queries.Count; _queries++)
                Answer(desk.Queries[_queries]);
            if (_cancels < desk.Cancels.Count)
            {
                (ExecutionReport answer, ExecutionReport happened) = Cancel();
                desk.Manager.OnReport(answer, desk.Now);
                desk.Manager.OnReport(happened, desk.Now);
            }

            desk.Pass(OrderDesk.Second);
        }
    }

    private void Answer((ClientOrderId Id, OrderQuery Query) question)
    {
        if (question.Id != Order.Id)
            return;
        desk.Manager.OnOrderStatus(Happened(Order.ReportKind) with { VenueTimeNs = Math.Max(_timeNs, desk.Now) }, desk.Now);
        foreach (ExecutionReport trade in Trades)
            desk.Manager.OnReport(trade, desk.Now);
    }

    private ExecutionReport NotFound(ReportKind kind) => new()
    {
        Kind = kind, Id = desk.Placed[0].Id, Instrument = Contracts.Linear.Id, Side = desk.Placed[0].Side, Reason = Reason.UnknownOrder,
        VenueTimeNs = _timeNs += stepNs, ReceiveTimeNs = desk.Now,
    };

    private ExecutionReport Happened(ReportKind kind) => new()
    {
        Kind = kind, Id = Order.Id, Instrument = Contracts.Linear.Id, VenueOrderId = Order.VenueId, Side = Order.Side, Price = Order.Price,
        Quantity = new(Order.Total), Filled = new(Order.Filled), IsFinal = !Order.IsOpen, VenueTimeNs = _timeNs += stepNs, ReceiveTimeNs = desk.Now,
    };

    private static (ExecutionReport Answer, ExecutionReport Event) Twice(in ExecutionReport word) => (word, word);
}
