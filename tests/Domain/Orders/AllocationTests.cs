using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>Quoting, hearing and ending orders allocates nothing once every object has been used.</summary>
[Trait("Category", "unit")]
public sealed class AllocationTests : IOrderJournal, IOrderGateway, IOrderObserver
{
    private const long Millisecond = 1_000_000;
    private const int Remembered = 256;

    private readonly OrderManager _manager;
    private readonly ClientOrderId[] _placed = new ClientOrderId[Remembered];
    private readonly string[] _venueIds = [.. Enumerable.Range(0, Remembered).Select(number => $"v{number}")];
    private readonly Targets _targets = new()
    {
        Strategy = "maker", Instrument = Contracts.Linear.Id, TimeToLiveNs = 1_000 * Millisecond, Levels = new TargetLevel[4], Count = 4,
        Reference = new(new(new(9_990), new(10)), new(new(10_010), new(10))),
    };

    private long _now = OrderDesk.Start;
    private long _tradeId;
    private int _placedCount;
    private long _events;

    public AllocationTests()
    {
        _manager = new(OrderDesk.DefaultSettings with { EndedOrdersKept = 100 }, 1, [Contracts.Linear], this, this, this);
        _manager.BeginReconcile(_now);
        _manager.EndReconcile(_now);
    }

    bool IOrderJournal.AcceptsIntents => true;

    [Theory, InlineData(200), InlineData(1_000)]
    public void A_warm_account_allocates_nothing(int rounds)
    {
        for (int round = 0; round < 500; round++)
            Round(round);
        long placedBefore = _manager.Statistics.Sent;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 500; round < 500 + rounds; round++)
            Round(round);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(_manager.Statistics.Sent - placedBefore >= rounds, "Nothing was sent: nothing was measured.");
        Assert.True(_events > 0);
    }

    /// <summary>New targets, acks, a trade, cancels, a timer.</summary>
    private void Round(int round)
    {
        _now += 10 * Millisecond;
        int first = _placedCount;
        _targets.Version = _now;
        _targets.BookTimeNs = _now;
        for (int level = 0; level < 4; level++)
        {
            bool isBuy = level % 2 == 0;
            long ticks = (isBuy ? 9_980 : 10_020) + (level / 2 + round % 3) * (isBuy ? -1 : 1);
            _targets.Levels[level] = new(isBuy ? Side.Buy : Side.Sell, new(ticks), new(5));
        }

        _manager.SetTargets(_targets, _now);
        for (int index = first; index < _placedCount; index++)
            Say(ReportKind.Acknowledged, _placed[index % Remembered], index);
        if (_placedCount > first)
            Trade(_placed[first % Remembered], first);
        while (_manager.Orders.LiveCount > 4)
            EndOneThatIsGoing();
        _manager.OnTimer(_now);
    }

    private void EndOneThatIsGoing()
    {
        foreach (Order order in _manager.Orders.Live)
        {
            if (order.State is not OrderState.PendingCancel)
                continue;
            _manager.OnReport(
                new() { Kind = ReportKind.Cancelled, Id = order.Id, Instrument = order.Instrument.Id, IsFinal = true, VenueTimeNs = _now }, _now);
            return;
        }
    }

    private void Say(ReportKind kind, ClientOrderId id, int number) => _manager.OnReport(
        new() { Kind = kind, Id = id, Instrument = Contracts.Linear.Id, VenueOrderId = _venueIds[number % Remembered], VenueTimeNs = _now }, _now);

    private void Trade(ClientOrderId id, int number) => _manager.OnReport(
        new()
        {
            Kind = ReportKind.Traded, Id = id, Instrument = Contracts.Linear.Id, VenueOrderId = _venueIds[number % Remembered],
            TradeId = ++_tradeId, LastPrice = new(10_000), LastQuantity = new(1), Filled = new(1), VenueTimeNs = _now,
        },
        _now);

    bool IOrderJournal.Append(in JournalEntry entry) => true;

    GatewayOutcome IOrderGateway.Place(in OrderRequest order, long expiresNs)
    {
        _placed[_placedCount++ % Remembered] = order.Id;
        return GatewayOutcome.Sent;
    }

    GatewayOutcome IOrderGateway.Replace(in ReplaceRequest replace, long expiresNs) => GatewayOutcome.Sent;

    GatewayOutcome IOrderGateway.Cancel(in CancelRequest cancel) => GatewayOutcome.Sent;

    void IOrderObserver.OnOrderEvent(Order order, OrderState before) => _events++;

    void IOrderObserver.OnFill(in OwnFill fill) => _events++;

    void IOrderObserver.OnDenied(in Denial denial) => _events++;

    void IOrderObserver.OnAlert(in OrderAlert alert) => Assert.Fail($"{alert.Kind}");

    void IOrderObserver.OnQueryNeeded(Order order, OrderQuery query) => Assert.Fail($"{query}");
}
