using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Domain.Tests.Orders;

/// <summary>The thirteen steps of a market order, from the strategy's decision to its new inventory, at the level of the domain.</summary>
[Trait("Category", "unit")]
public sealed class MarketOrderRoundTripTests : IOrderJournal, IOrderGateway, IOrderObserver
{
    private const long Now = OrderDesk.Start;

    private readonly List<string> _steps = [];
    private readonly Queue<ExecutionReport> _stream = new();
    private readonly OrderManager _orders;
    private readonly PositionKeeper _positions = new(new() { Account = "test-venue:main" }, [Contracts.Linear]);
    private readonly Touch _touch = new(new(new(9_999), new(50)), new(new(10_001), new(50)));
    private long _strategyInventory;

    public MarketOrderRoundTripTests()
    {
        _orders = new(OrderDesk.DefaultSettings, epoch: 1, [Contracts.Linear], this, this, this);
        _orders.BeginReconcile(Now);
        _orders.EndReconcile(Now);
        _orders.SetMarket(Contracts.Linear.Id, _touch, Now);
        _steps.Clear();
    }

    bool IOrderJournal.AcceptsIntents => true;

    [Fact]
    public void A_market_order_goes_out_and_its_fill_comes_back()
    {
        _steps.Add("1 the strategy decides");
        SubmitResult result = _orders.Submit(
            new(1, "maker", Contracts.Linear.Id, Side.Buy, OrderType.Market, TimeInForce.ImmediateOrCancel, default, new(7)), Now);
        while (_stream.TryDequeue(out ExecutionReport report))
        {
            _steps.Add($"8 to 10 the connection brings: {report.Kind}");
            _orders.OnReport(report, Now);
        }

        Assert.True(result.Verdict.IsAccepted);
        Assert.Equal(ClientOrderId.Create(12, 1, 1), result.Id);
        Assert.Equal(
            [
                "1 the strategy decides",
                "2 and 3 validated, named and journaled: OrderIntended q-81g0004000001",
                "4 to 6 handed to the connection: Market Buy 7",
                "7 the exchange executes",
                "11 and 12 the strategy hears: Intended to Sent",
                "8 to 10 the connection brings: Acknowledged",
                "   journaled: ReportReceived q-81g0004000001",
                "11 and 12 the strategy hears: Sent to Acknowledged",
                "8 to 10 the connection brings: Traded",
                "   journaled: FillReceived q-81g0004000001",
                "13 the strategy's inventory is 7",
                "11 and 12 the strategy hears: Acknowledged to Filled",
            ],
            _steps);
        Assert.Equal(7, _orders.ExposureOf(Contracts.Linear.Id).PositionLots);
        Assert.Equal(7, _positions.Position("maker", Contracts.Linear.Id).Lots);

        // Half a spread of 0.1 paid on 0.007, and the fee.
        Assert.Equal(-70_000, _positions.Profit("maker", "USDT").Spread);
        Assert.Equal(-28_004, _positions.Profit("maker", "USDT").Fees);
        Assert.Equal(_positions.Profit("USDT").Total, _positions.Equity("USDT"));
    }

    bool IOrderJournal.Append(in JournalEntry entry)
    {
        string what = entry.Kind is JournalKind.OrderIntended ? "2 and 3 validated, named and journaled" : "   journaled";
        _steps.Add($"{what}: {entry.Kind} {entry.Id}");
        return true;
    }

    GatewayOutcome IOrderGateway.Place(in OrderRequest order, long expiresNs)
    {
        _steps.Add($"4 to 6 handed to the connection: {order.Type} {order.Side} {order.Quantity.Lots}");
        var said = new ExecutionReport
        {
            Kind = ReportKind.Acknowledged, Id = order.Id, Instrument = order.Instrument.Id, VenueOrderId = "v1", Side = order.Side,
            Quantity = order.Quantity, VenueTimeNs = Now, ReceiveTimeNs = Now,
        };
        _steps.Add("7 the exchange executes");
        _stream.Enqueue(said);
        _stream.Enqueue(said with
        {
            Kind = ReportKind.Traded, LastQuantity = order.Quantity, LastPrice = _touch.Ask.Price, Filled = order.Quantity, TradeId = 1,
            FeeE8 = 28_004, FeeAsset = "USDT", IsFinal = true,
        });
        return GatewayOutcome.Sent;
    }

    GatewayOutcome IOrderGateway.Replace(in ReplaceRequest replace, long expiresNs) => throw new NotSupportedException();

    GatewayOutcome IOrderGateway.Cancel(in CancelRequest cancel) => throw new NotSupportedException();

    void IOrderObserver.OnOrderEvent(Order order, OrderState before) => _steps.Add($"11 and 12 the strategy hears: {before} to {order.State}");

    void IOrderObserver.OnFill(in OwnFill fill)
    {
        _positions.Apply(fill, _touch.MidHalfTicks);
        _strategyInventory += fill.Side.Sign() * fill.Quantity.Lots;
        _steps.Add($"13 the strategy's inventory is {_strategyInventory}");
    }

    void IOrderObserver.OnDenied(in Denial denial) => Assert.Fail($"{denial.Verdict}");

    void IOrderObserver.OnAlert(in OrderAlert alert) => Assert.Fail($"{alert.Kind}");

    void IOrderObserver.OnQueryNeeded(Order order, OrderQuery query) => Assert.Fail($"{query}");
}
