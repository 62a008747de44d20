using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// A matching engine that lets an account trade with itself, behind a post that loses, delays and reorders: whatever crosses there, shows. The
/// crowd takes and rests beside us.
/// </summary>
internal sealed class CrossingVenue(OrderDesk desk, Random random)
{
    private const int Us = 1;
    private const int Crowd = 2;
    private readonly MatchingEngine _engine = new();
    private readonly MatchEventBuffer _events = new();
    private readonly Dictionary<long, VenueOrder> _orders = [];
    private readonly Dictionary<ClientOrderId, List<ExecutionReport>> _trades = [];
    private readonly List<Action> _requests = [];
    private readonly List<ExecutionReport> _reports = [];
    private int _placedSeen;
    private int _cancelsSeen;
    private int _replacesSeen;
    private int _queriesSeen;
    private long _crowdId = -1;
    private long _clock;

    /// <summary>Trades between two orders of ours.</summary>
    public int SelfTrades { get; private set; }

    /// <summary>Trades of ours with the crowd.</summary>
    public int Trades { get; private set; }

    /// <summary>Takes what was sent since the last call; one in twenty is lost.</summary>
    public void Collect()
    {
        for (; _placedSeen < desk.Placed.Count; _placedSeen++)
        {
            (OrderRequest request, long expires) = (desk.Placed[_placedSeen], desk.Expiries[_placedSeen]);
            Post(() => Place(request, expires));
        }

        for (; _cancelsSeen < desk.Cancels.Count; _cancelsSeen++)
        {
            CancelRequest request = desk.Cancels[_cancelsSeen];
            Post(() => Cancel(request));
        }

        for (; _replacesSeen < desk.Replaces.Count; _replacesSeen++)
        {
            (ReplaceRequest request, long expires) = (desk.Replaces[_replacesSeen], desk.ReplaceExpiries[_replacesSeen]);
            Post(() => Replace(request, expires));
        }
    }

    /// <summary>One thing happens: a request arrives, the crowd trades, a question is answered or a report is heard.</summary>
    public void Step()
    {
        int what = random.Next(8);
        if (what < 3 && _requests.Count > 0)
            Take(_requests)();
        else if (what == 3)
            MoveCrowd();
        else if (what == 4 && _queriesSeen < desk.Queries.Count)
            Answer(desk.Queries[_queriesSeen++]);
        else if (_reports.Count > 0)
            desk.Manager.OnReport(Take(_reports), desk.Now);
    }

    private void Post(Action request)
    {
        if (random.Next(20) != 0)
            _requests.Add(request);
    }

    private void Place(in OrderRequest request, long expires)
    {
        if (desk.Now > expires)
            return;
        long id = NumberOf(request.Id);
        _orders.Add(id, new(request.Id, request.Side, request.Price, request.Quantity.Lots));
        Execute(new()
        {
            Kind = MatchCommandKind.Place, OrderId = id, Owner = Us, Side = request.Side, Type = request.Type, TimeInForce = request.TimeInForce,
            PostOnly = request.PostOnly, SelfTrade = SelfTradePrevention.None, Price = request.Price.Ticks, Quantity = request.Quantity.Lots,
        });
    }

    private void Cancel(in CancelRequest request)
    {
        if (_orders.GetValueOrDefault(NumberOf(request.Id)) is { IsOpen: true })
            Execute(MatchCommand.Cancel(NumberOf(request.Id)));
        else
            Refuse(ReportKind.CancelRejected, request.Id);
    }

    private void Replace(in ReplaceRequest request, long expires)
    {
        if (desk.Now > expires)
            return;
        if (_orders.GetValueOrDefault(NumberOf(request.Id)) is { IsOpen: true } order && request.Quantity.Lots > order.Filled)
            Execute(MatchCommand.Amend(NumberOf(request.Id), request.Price.Ticks, request.Quantity.Lots));
        else
            Refuse(ReportKind.ReplaceRejected, request.Id);
    }

    // Rests beside us or takes; what it left resting goes again soon, so that the market stays around one price.
    private void MoveCrowd()
    {
        if (random.Next(3) == 0)
            Execute(MatchCommand.Cancel(Math.Min(-1, _crowdId + random.Next(1, 20))));
        TimeInForce life = random.Next(2) == 0 ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel;
        Execute(MatchCommand.Limit(--_crowdId, (Side)random.Next(2), 10_000 + random.Next(-12, 13), random.Next(1, 30), Crowd, life));
    }

    private void Execute(in MatchCommand command)
    {
        _events.Clear();
        _engine.Execute(command, _events);
        foreach (MatchEvent happened in _events.Events)
            Tell(happened);
    }

    private void Tell(in MatchEvent happened)
    {
        if (happened.Kind is MatchEventKind.Traded)
        {
            bool isOurs = happened.Owner == Us;
            SelfTrades += isOurs && happened.MakerOwner == Us ? 1 : 0;
            Trades += isOurs || happened.MakerOwner == Us ? 1 : 0;
            if (isOurs)
                Fill(_orders[happened.OrderId], happened);
            if (happened.MakerOwner == Us)
                Fill(_orders[happened.MakerOrderId], happened);
            return;
        }

        if (happened.Kind is MatchEventKind.LevelChanged || !_orders.TryGetValue(happened.OrderId, out VenueOrder? order))
            return;
        if (happened.Kind is MatchEventKind.Replaced)
            (order.Price, order.Total) = (new(happened.Price), happened.Quantity);
        OrderState? end = happened.Kind switch
        {
            MatchEventKind.Rejected when order.Filled == 0 => OrderState.Rejected,
            MatchEventKind.Cancelled => OrderState.Cancelled,
            MatchEventKind.Expired => OrderState.Expired,
            _ => null,
        };
        if (end is { } how)
            order.End(how);
        Say(Describe(happened.Kind is MatchEventKind.Replaced ? ReportKind.Replaced : order.ReportKind, order));
    }

    private void Fill(VenueOrder order, in MatchEvent trade)
    {
        order.Filled += trade.Quantity;
        if (order.Filled == order.Total)
            order.End(OrderState.Filled);
        ExecutionReport report = Describe(ReportKind.Traded, order) with
        {
            LastQuantity = new(trade.Quantity), LastPrice = new(trade.Price), TradeId = trade.TradeId, FeeAsset = "USDT",
        };
        if (!_trades.TryGetValue(order.Id, out List<ExecutionReport>? trades))
            _trades.Add(order.Id, trades = []);
        trades.Add(report);
        Say(report);
    }

    private void Answer((ClientOrderId Id, OrderQuery Query) question)
    {
        if (question.Query is OrderQuery.Fills)
        {
            foreach (ExecutionReport trade in _trades.GetValueOrDefault(question.Id) ?? [])
                desk.Manager.OnReport(trade, desk.Now);
        }
        else if (_orders.TryGetValue(NumberOf(question.Id), out VenueOrder? order))
        {
            desk.Manager.OnOrderStatus(Describe(order.ReportKind, order), desk.Now);
        }
        else
        {
            long venueTimeNs = desk.Now + ++_clock;
            desk.Manager.OnOrderStatus(new() { Kind = ReportKind.NotFound, Id = question.Id, Instrument = Contracts.Linear.Id, VenueTimeNs = venueTimeNs }, desk.Now);
            desk.Manager.OnNoFills(question.Id, venueTimeNs, desk.Now);
        }
    }

    private void Refuse(ReportKind kind, ClientOrderId id) => Say(
        new() { Kind = kind, Id = id, Instrument = Contracts.Linear.Id, Reason = Reason.UnknownOrder, VenueTimeNs = desk.Now + ++_clock });

    private void Say(in ExecutionReport report)
    {
        if (random.Next(12) != 0)
            _reports.Add(report);
    }

    private ExecutionReport Describe(ReportKind kind, VenueOrder order) => new()
    {
        Kind = kind, Id = order.Id, Instrument = Contracts.Linear.Id, VenueOrderId = order.VenueId, Side = order.Side, Price = order.Price,
        Quantity = new(order.Total), Filled = new(order.Filled), IsFinal = !order.IsOpen, VenueTimeNs = desk.Now + ++_clock, ReceiveTimeNs = desk.Now,
    };

    private static long NumberOf(ClientOrderId id) => unchecked((long)(id.Value & long.MaxValue));

    private T Take<T>(List<T> underway)
    {
        int index = random.Next(underway.Count);
        T taken = underway[index];
        underway.RemoveAt(index);
        return taken;
    }
}
