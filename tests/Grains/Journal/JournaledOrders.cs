using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Orders;
using AccountSnapshot = Quern.Proto.AccountSnapshot;
using SubmitResult = Quern.Domain.Orders.SubmitResult;

namespace Quern.Grains.Tests.Journal;

/// <summary>A real order manager over a journal, with a venue that takes everything.</summary>
internal sealed class JournaledOrders : IOrderGateway, IOrderObserver
{
    private const long Second = 1_000_000_000;
    private static readonly Instrument Bitcoin = new()
    {
        Id = new("venue", "BTCUSDT"), BaseAsset = "BTC", QuoteAsset = "USDT", SettlementAsset = "USDT", PriceScale = 1, QuantityScale = 3,
        Filters = new(Version: 1, PriceIncrement: 1, QuantityIncrement: 1),
    };

    private readonly AccountSettings _settings = new()
    {
        AccountNumber = 12, Account = StoreUnderTest.Name, MaxLiveOrders = 64,
        Limits = new()
        {
            Default = new() { MaxOrderLots = 1_000, MaxPositionLots = 100_000, PriceBandPpm = 500_000, StaleAfterNs = 3_600 * Second },
            OrdersPerSecond = 100_000, OrderBurst = 100_000,
        },
    };

    private long _now = 1_700_000_000 * Second;

    public JournaledOrders(IJournal journal, AccountSnapshot? snapshot = null)
    {
        Journal = new(journal, "run", "desk");
        Manager = new(_settings, journal.Epoch, [Bitcoin], Journal, this, this);
        if (snapshot is not null)
            Fills.Take(snapshot.FillsBefore, snapshot.Fills.Select(BookedFills.ToMessage));
        IEnumerable<JournalEntry> entries = snapshot is null ? Journal.All() : Journal.Earlier(((int)snapshot.SenderEpoch, snapshot.SenderSequence));
        Manager.Restore(snapshot?.State.Memory ?? default, entries, fill => Fills.Add(fill, 0));
    }

    public FillLog Fills { get; } = new(kept: 50);

    public byte[] Snapshot() => AccountSnapshots.Write(Manager, Journal, Fills, [Bitcoin.Id.ToString()], Manager.Statistics.Intended);

    public AccountJournal Journal { get; }

    public OrderManager Manager { get; }

    public void Live(Random random, int steps)
    {
        Manager.BeginReconcile(_now);
        Assert.True(Manager.EndReconcile(_now));
        Manager.SetMarket(Bitcoin.Id, new(new(new(9_990), new(10)), new(new(10_010), new(10))), _now);
        Live(random, 1, steps);
    }

    public void GoOn(Random random, int from, int steps) => Live(random, from, steps);

    private void Live(Random random, int from, int steps)
    {
        for (int step = from; step < from + steps; step++)
        {
            _now += 1_000_000;
            SubmitResult placed = Place(step, random);
            if (!placed.Verdict.IsAccepted)
                continue;
            Manager.OnReport(Report(ReportKind.Acknowledged, placed.Id, 0, 0), _now);
            if (random.Next(2) == 0)
                Manager.OnReport(Report(ReportKind.Traded, placed.Id, 10, step), _now);
            else
                Manager.OnReport(Report(ReportKind.Cancelled, placed.Id, 0, 0), _now);
        }
    }

    public SubmitResult Place(int key, Random random) => Manager.Submit(
        new(
            (UInt128)key, "mm", Bitcoin.Id, (Side)random.Next(2), OrderType.Limit, TimeInForce.GoodTillCanceled, new(9_900 + random.Next(200)), new(10)),
        _now);

    private ExecutionReport Report(ReportKind kind, ClientOrderId id, long filled, long trade) => new()
    {
        Kind = kind, Id = id, Instrument = Bitcoin.Id, Price = new(9_990), Quantity = new(10), Filled = new(filled), VenueOrderId = $"v{id.Sequence}",
        LastPrice = new(9_990), LastQuantity = new(filled), TradeId = trade, IsFinal = kind is not ReportKind.Acknowledged, VenueTimeNs = _now, ReceiveTimeNs = _now,
    };

    GatewayOutcome IOrderGateway.Place(in OrderRequest order, long expiresNs) => GatewayOutcome.Sent;

    GatewayOutcome IOrderGateway.Replace(in ReplaceRequest replace, long expiresNs) => GatewayOutcome.Sent;

    GatewayOutcome IOrderGateway.Cancel(in CancelRequest cancel) => GatewayOutcome.Sent;

    void IOrderObserver.OnOrderEvent(Order order, OrderState before)
    {
    }

    void IOrderObserver.OnFill(in OwnFill fill)
    {
        FillMessage message = Fills.Add(fill, 0);
        Fills.Confirm(message.Sequence - 3);
    }

    void IOrderObserver.OnDenied(in Denial denial)
    {
    }

    void IOrderObserver.OnAlert(in OrderAlert alert)
    {
    }

    void IOrderObserver.OnQueryNeeded(Order order, OrderQuery query)
    {
    }
}
