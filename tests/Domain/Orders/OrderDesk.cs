using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Domain.Risk;

namespace Quern.Domain.Tests.Orders;

/// <summary>An order manager with its seams held open: what it journaled, sent and told is on the table.</summary>
internal sealed class OrderDesk : IOrderJournal, IOrderGateway, IOrderObserver
{
    public const long Second = 1_000_000_000;
    public const long Start = 1_700_000_000 * Second;
    public const string Strategy = "maker";

    private static readonly Touch Market = new(new(new(9_990), new(10)), new(new(10_010), new(10)));

    private long _tradeId = 1_000;
    private long _version;

    public OrderDesk(
        Func<AccountSettings, AccountSettings>? change = null, int epoch = 7, IEnumerable<JournalEntry>? restoreFrom = null, bool isReady = true,
        Action<OrderDesk>? beforeAppend = null, Instrument? contract = null)
    {
        Contract = contract ?? Contracts.Linear;
        Settings = change?.Invoke(DefaultSettings) ?? DefaultSettings;
        _beforeAppend = beforeAppend;
        Manager = new(Settings, epoch, [Contracts.Linear, Contracts.Inverse], this, this, this);
        if (restoreFrom is not null)
            Manager.Restore(restoreFrom);
        if (!isReady)
            return;
        Manager.BeginReconcile(Now);
        Assert.True(Manager.EndReconcile(Now));
        Manager.SetMarket(Contract.Id, Market, Now);
    }

    private readonly Action<OrderDesk>? _beforeAppend;

    public static AccountSettings DefaultSettings { get; } = new()
    {
        AccountNumber = 12,
        Account = "test-venue:main",
        Limits = new()
        {
            Default = new() { MaxOrderLots = 1_000, MaxPositionLots = 1_000, PriceBandPpm = 500_000, StaleAfterNs = 3_600 * Second },
            OrdersPerSecond = 100_000,
            OrderBurst = 100_000,
        },
        MaxLiveOrders = 64,
        EndedOrdersKept = 64,
        TradeIdsKept = 256,
        CommandsKept = 16,
        MaxLevels = 16,
    };

    public AccountSettings Settings { get; }

    /// <summary>What it trades.</summary>
    public Instrument Contract { get; }

    public OrderManager Manager { get; }

    public long Now { get; set; } = Start;

    public bool AcceptsIntents { get; set; } = true;

    public bool IsFenced { get; set; }

    /// <summary>What the connection answers from now on.</summary>
    public GatewayOutcome Outcome { get; set; }

    /// <summary>Hears every entry that was journaled.</summary>
    public Action<JournalEntry>? OnJournaled { get; init; }

    public List<JournalEntry> Journal { get; } = [];

    public List<OrderRequest> Placed { get; } = [];

    public List<CancelRequest> Cancels { get; } = [];

    public List<ReplaceRequest> Replaces { get; } = [];

    public List<long> Expiries { get; } = [];

    public List<long> ReplaceExpiries { get; } = [];

    public List<(ClientOrderId Id, OrderState Before, OrderState After)> Events { get; } = [];

    public List<OwnFill> Fills { get; } = [];

    public List<Denial> Denials { get; } = [];

    public List<OrderAlert> Alerts { get; } = [];

    public List<(ClientOrderId Id, OrderQuery Query)> Queries { get; } = [];

    public Exposure Exposure => Manager.ExposureOf(Contract.Id);

    public Order this[ClientOrderId id] => Manager.Orders.TryGet(id, out Order? order) ? order : throw new KeyNotFoundException($"{id}");

    bool IOrderJournal.Append(in JournalEntry entry)
    {
        if (IsFenced)
            return false;
        _beforeAppend?.Invoke(this);
        Journal.Add(entry);
        OnJournaled?.Invoke(entry);
        return true;
    }

    GatewayOutcome IOrderGateway.Place(in OrderRequest order, long expiresNs)
    {
        Assert.Equal(order.Id, Journal[^1].Id);
        if (Outcome is GatewayOutcome.Sent)
        {
            Placed.Add(order);
            Expiries.Add(expiresNs);
        }

        return Outcome;
    }

    GatewayOutcome IOrderGateway.Replace(in ReplaceRequest replace, long expiresNs)
    {
        Assert.Equal(JournalKind.ReplaceRequested, Journal[^1].Kind);
        if (Outcome is GatewayOutcome.Sent)
        {
            Replaces.Add(replace);
            ReplaceExpiries.Add(expiresNs);
        }

        return Outcome;
    }

    GatewayOutcome IOrderGateway.Cancel(in CancelRequest cancel)
    {
        Assert.Equal(JournalKind.CancelRequested, Journal[^1].Kind);
        if (Outcome is GatewayOutcome.Sent)
            Cancels.Add(cancel);
        return Outcome;
    }

    void IOrderObserver.OnOrderEvent(Order order, OrderState before) => Events.Add((order.Id, before, order.State));

    void IOrderObserver.OnFill(in OwnFill fill) => Fills.Add(fill);

    void IOrderObserver.OnDenied(in Denial denial) => Denials.Add(denial);

    void IOrderObserver.OnAlert(in OrderAlert alert) => Alerts.Add(alert);

    void IOrderObserver.OnQueryNeeded(Order order, OrderQuery query) => Queries.Add((order.Id, query));

    /// <summary>Sets the targets of the default strategy; positive lots buy, negative sell.</summary>
    public void Want(params (long Lots, long Ticks)[] levels) => WantFor(Strategy, levels);

    public void WantFor(string strategy, params (long Lots, long Ticks)[] levels) => Manager.SetTargets(
        new()
        {
            Strategy = strategy, Instrument = Contract.Id, Version = ++_version, TimeToLiveNs = 3_600 * Second, Reference = Market,
            BookTimeNs = Now, Count = levels.Length,
            Levels = [.. levels.Select(level => new TargetLevel(
                level.Lots > 0 ? Side.Buy : Side.Sell, new(level.Ticks), new(Math.Abs(level.Lots))))],
        },
        Now);

    public SubmitResult Submit(UInt128 key, Side side, long lots) => Manager.Submit(
        new(key, Strategy, Contract.Id, side, OrderType.Market, TimeInForce.ImmediateOrCancel, default, new(lots)), Now);

    /// <summary>Places one quote and returns its id.</summary>
    public ClientOrderId Quote(long lots, long ticks)
    {
        Want((lots, ticks));
        return Placed[^1].Id;
    }

    public void Pass(long nanoseconds)
    {
        Now += nanoseconds;
        Manager.OnTimer(Now);
    }

    public void Hear(ReportKind kind, ClientOrderId id, long filled = 0, Reason reason = Reason.None, bool isFinal = false) => Manager.OnReport(
        Report(kind, id) with { Filled = new(filled), Reason = reason, IsFinal = isFinal }, Now);

    public void Ack(ClientOrderId id) => Hear(ReportKind.Acknowledged, id);

    public void Trade(ClientOrderId id, long lots, long filled, long? tradeId = null) => Manager.OnReport(
        Report(ReportKind.Traded, id) with
        {
            LastQuantity = new(lots), LastPrice = new(10_000), Filled = new(filled), TradeId = tradeId ?? ++_tradeId, IsMaker = true,
            FeeE8 = -5, FeeAsset = Contract.SettlementAsset,
        },
        Now);

    public ExecutionReport Report(ReportKind kind, ClientOrderId id) => new()
    {
        Kind = kind, Id = id, Instrument = Contract.Id, VenueOrderId = $"v{id.Sequence}",
        Side = Manager.Orders.TryGet(id, out Order? order) ? order.Side : Side.Buy, VenueTimeNs = Now, ReceiveTimeNs = Now,
    };
}
