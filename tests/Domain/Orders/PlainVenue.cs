using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// The truth about orders, and a post that loses, delays, repeats and reorders what it carries. Its own state is a handful of numbers per
/// order: the specification that an order manager must arrive at.
/// </summary>
internal sealed class PlainVenue(OrderDesk desk, Random random)
{
    private readonly List<Action> _requests = [];
    private readonly List<ExecutionReport> _reports = [];
    private readonly HashSet<ClientOrderId> _lost = [];
    private int _placedSeen;
    private int _cancelsSeen;
    private int _replacesSeen;
    private int _queriesSeen;
    private long _clock;
    private long _tradeId;

    /// <summary>Hears every statement just before the order manager does.</summary>
    public Action<ExecutionReport>? OnSaid { get; init; }

    /// <summary>True when the stream tells some trades as lists of trades do.</summary>
    public bool SaysTradesWithoutOurId { get; init; }

    public Dictionary<ClientOrderId, VenueOrder> Orders { get; } = [];

    /// <summary>Every trade, as it was.</summary>
    public List<ExecutionReport> Trades { get; } = [];

    public long PositionLots => Trades.Sum(trade => trade.Side.Sign() * trade.LastQuantity.Lots);

    private long VenueTimeNs => desk.Now + ++_clock;

    /// <summary>What the position could become with what rests here and what is still on its way.</summary>
    public long WorstLots(Side side)
    {
        long open = Orders.Values.Where(order => order.Side == side && order.IsOpen).Sum(order => order.Total - order.Filled);
        long underway = 0;
        for (int index = 0; index < desk.Placed.Count; index++)
        {
            // What has expired on its way is refused when it arrives.
            OrderRequest order = desk.Placed[index];
            bool mayArrive = order.Side == side && desk.Now <= desk.Expiries[index] && !Orders.ContainsKey(order.Id) && !_lost.Contains(order.Id);
            underway += mayArrive ? order.Quantity.Lots : 0;
        }

        return side.Sign() * PositionLots + open + underway;
    }

    /// <summary>Takes what was sent since the last call out of the connection.</summary>
    public void Collect()
    {
        for (; _placedSeen < desk.Placed.Count; _placedSeen++)
        {
            (OrderRequest request, long expires) = (desk.Placed[_placedSeen], desk.Expiries[_placedSeen]);
            if (random.Next(20) == 0)
                _lost.Add(request.Id);
            else
                _requests.Add(() => Place(request, expires));
        }

        for (; _cancelsSeen < desk.Cancels.Count; _cancelsSeen++)
        {
            CancelRequest request = desk.Cancels[_cancelsSeen];
            if (random.Next(20) != 0)
                _requests.Add(() => Cancel(request));
        }

        for (; _replacesSeen < desk.Replaces.Count; _replacesSeen++)
        {
            (ReplaceRequest request, long expires) = (desk.Replaces[_replacesSeen], desk.ReplaceExpiries[_replacesSeen]);
            if (random.Next(20) != 0)
                _requests.Add(() => Replace(request, expires));
        }
    }

    /// <summary>Lets one thing happen: a request arrives, an order trades, or a report is delivered; perhaps twice.</summary>
    public void Step()
    {
        int what = random.Next(4);
        if (what == 0 && _requests.Count > 0)
            Take(_requests)();
        else if (what == 1)
            TradeSome();
        else if (_reports.Count > 0)
            Deliver();
    }

    /// <summary>Answers the oldest question.</summary>
    /// <returns>False when none is open.</returns>
    public bool AnswerNext()
    {
        if (_queriesSeen == desk.Queries.Count)
            return false;
        (ClientOrderId id, OrderQuery query) = desk.Queries[_queriesSeen++];
        Answer(id, query);
        return true;
    }

    /// <summary>Delivers and answers everything, truthfully, until nothing is underway.</summary>
    public void Settle()
    {
        for (int round = 0; round < 40; round++)
        {
            Collect();
            while (_requests.Count > 0)
                Take(_requests)();
            while (_reports.Count > 0)
                Deliver();
            while (AnswerNext())
            {
            }

            desk.Pass(OrderDesk.Second);
        }
    }

    private void Place(in OrderRequest request, long expires)
    {
        if (desk.Now > expires)
        {
            _lost.Add(request.Id);
            return;
        }

        var order = new VenueOrder(request.Id, request.Side, request.Price, request.Quantity.Lots);
        Orders.Add(request.Id, order);
        if (random.Next(20) == 0)
        {
            order.End(OrderState.Rejected);
            Say(ReportKind.Rejected, order);
            return;
        }

        Say(ReportKind.Acknowledged, order);
        if (request.TimeInForce is not TimeInForce.ImmediateOrCancel)
            return;

        while (order.IsOpen && random.Next(3) != 0)
            Trade(order);
        if (!order.IsOpen)
            return;
        order.End(OrderState.Expired);
        Say(ReportKind.Expired, order);
    }

    private void Cancel(in CancelRequest request)
    {
        if (!Orders.TryGetValue(request.Id, out VenueOrder? order) || !order.IsOpen)
        {
            Refuse(ReportKind.CancelRejected, request.Id, Reason.UnknownOrder);
        }
        else if (random.Next(10) == 0)
        {
            Refuse(ReportKind.CancelRejected, request.Id, Reason.RateLimited);
        }
        else
        {
            order.End(OrderState.Cancelled);
            Say(ReportKind.Cancelled, order);
        }
    }

    private void Replace(in ReplaceRequest request, long expires)
    {
        if (desk.Now > expires)
            return;

        if (!Orders.TryGetValue(request.Id, out VenueOrder? order) || !order.IsOpen)
        {
            Refuse(ReportKind.ReplaceRejected, request.Id, Reason.UnknownOrder);
        }
        else if (random.Next(8) == 0)
        {
            Refuse(ReportKind.ReplaceRejected, request.Id, Reason.FilterBroken);
        }
        else if (request.Quantity.Lots <= order.Filled)
        {
            order.End(OrderState.Cancelled);
            Say(ReportKind.Cancelled, order);
        }
        else
        {
            order.Price = request.Price;
            order.Total = request.Quantity.Lots;
            Say(ReportKind.Replaced, order);
        }
    }

    private void TradeSome()
    {
        VenueOrder[] open = [.. Orders.Values.Where(order => order.IsOpen)];
        if (open.Length > 0)
            Trade(open[random.Next(open.Length)]);
    }

    private void Trade(VenueOrder order)
    {
        long lots = random.Next(1, (int)(order.Total - order.Filled) + 1);
        order.Filled += lots;
        if (order.Filled == order.Total)
            order.End(OrderState.Filled);
        ExecutionReport trade = Describe(ReportKind.Traded, order) with
        {
            LastQuantity = new(lots), LastPrice = new(10_000 + random.Next(-20, 21)), TradeId = ++_tradeId,
            FeeE8 = random.Next(-50, 100), FeeAsset = desk.Contract.SettlementAsset,
        };
        Trades.Add(trade);
        bool isNameless = SaysTradesWithoutOurId && random.Next(20) == 0;
        Post(isNameless ? Nameless(trade) : trade);
    }

    private void Answer(ClientOrderId id, OrderQuery query)
    {
        bool exists = Orders.TryGetValue(id, out VenueOrder? order);
        if (query is OrderQuery.Status && exists)
        {
            ExecutionReport status = Describe(order!.ReportKind, order);
            OnSaid?.Invoke(status);
            desk.Manager.OnOrderStatus(status, desk.Now);
        }
        else if (query is OrderQuery.Status)
        {
            desk.Manager.OnOrderStatus(
                new() { Kind = ReportKind.NotFound, Id = id, Instrument = desk.Contract.Id, VenueTimeNs = VenueTimeNs }, desk.Now);
            desk.Manager.OnNoFills(id, VenueTimeNs, desk.Now);
        }
        else if (exists)
        {
            foreach (ExecutionReport trade in Trades.Where(trade => trade.VenueOrderId == order!.VenueId))
                Tell(Nameless(trade));
        }
    }

    /// <summary>A trade as lists of trades tell it: under the venue's name of the order alone.</summary>
    private static ExecutionReport Nameless(in ExecutionReport trade) => trade with { Id = default, Filled = default, IsFinal = false };

    private void Say(ReportKind kind, VenueOrder order) => Post(Describe(kind, order));

    private void Refuse(ReportKind kind, ClientOrderId id, Reason reason) => Post(
        new() { Kind = kind, Id = id, Instrument = desk.Contract.Id, Reason = reason, VenueTimeNs = VenueTimeNs });

    private void Post(in ExecutionReport report)
    {
        if (random.Next(12) == 0)
            return;
        _reports.Add(report);
        if (random.Next(5) == 0)
            _reports.Add(report);
    }

    private void Deliver() => Tell(Take(_reports));

    private void Tell(in ExecutionReport report)
    {
        OnSaid?.Invoke(report);
        desk.Manager.OnReport(report, desk.Now);
    }

    private ExecutionReport Describe(ReportKind kind, VenueOrder order) => new()
    {
        Kind = kind, Id = order.Id, Instrument = desk.Contract.Id, VenueOrderId = order.VenueId, Side = order.Side, Price = order.Price,
        Quantity = new(order.Total), Filled = new(order.Filled), IsFinal = !order.IsOpen, VenueTimeNs = VenueTimeNs, ReceiveTimeNs = desk.Now,
    };

    private T Take<T>(List<T> underway)
    {
        int index = random.Next(underway.Count);
        T taken = underway[index];
        underway.RemoveAt(index);
        return taken;
    }
}

/// <summary>An order as its venue knows it.</summary>
internal sealed class VenueOrder(ClientOrderId id, Side side, Price price, long total)
{
    public ClientOrderId Id { get; } = id;

    public string VenueId { get; } = $"v{id.Sequence}";

    public Side Side { get; } = side;

    public Price Price { get; set; } = price;

    public long Total { get; set; } = total;

    public long Filled { get; set; }

    public OrderState? EndedAs { get; private set; }

    public bool IsOpen => EndedAs is null;

    public ReportKind ReportKind => EndedAs switch
    {
        OrderState.Filled => ReportKind.Traded,
        OrderState.Cancelled => ReportKind.Cancelled,
        OrderState.Expired => ReportKind.Expired,
        OrderState.Rejected => ReportKind.Rejected,
        _ => ReportKind.Acknowledged,
    };

    public void End(OrderState how) => EndedAs = how;
}
