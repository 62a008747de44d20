using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>One instrument as its account sees it: what is held, what is open, what the market last was.</summary>
internal sealed class TradedInstrument
{
    private readonly IdWindow[] _tradeIds;
    private readonly Order[] _live;
    private int _liveCount;
    private long _workingBuy;
    private long _workingSell;
    private long _unknownBuy;
    private long _unknownSell;

    public TradedInstrument(Instrument definition, AccountSettings settings)
    {
        Definition = definition;
        Limits = settings.Limits.For(definition.Id);
        _tradeIds = [new(settings.TradeIdsKept), new(settings.TradeIdsKept)];
        _live = new Order[settings.MaxLiveOrders];
    }

    public Instrument Definition { get; set; }

    public InstrumentLimits Limits { get; }

    /// <summary>Sum of all fills and adjustments.</summary>
    public long PositionLots { get; set; }

    /// <summary>The highest trade id heard; 0 before the first.</summary>
    public long NewestTradeId { get; set; }

    /// <summary>Live orders of all strategies.</summary>
    public ReadOnlySpan<Order> Live => _live.AsSpan(0, _liveCount);

    public Exposure Exposure => new(PositionLots, _workingBuy, _workingSell, _unknownBuy, _unknownSell);

    /// <summary>What strategies want here. Not restored.</summary>
    public List<Quotes> Quotes { get; } = [];

    /// <summary>The newest touch that a strategy or the market told. Not restored.</summary>
    public Touch Touch { get; private set; }

    /// <summary>When that touch was last known to hold, Unix nanoseconds.</summary>
    public long BookTimeNs { get; private set; }

    /// <summary>The newest mark price, in ticks.</summary>
    public long? MarkTicks { get; set; }

    /// <summary>Trade ids of one of our sides: a venue may name both sides of one trade alike.</summary>
    public IdWindow TradeIds(Side side) => _tradeIds[(int)side];

    public void SetTouch(in Touch touch, long bookTimeNs)
    {
        if (bookTimeNs < BookTimeNs)
            return;
        Touch = touch;
        BookTimeNs = bookTimeNs;
    }

    public void Add(Order order)
    {
        order.InstrumentSlot = _liveCount;
        _live[_liveCount++] = order;
        Count(order);
    }

    /// <summary>Takes out an order that has ended and is no longer counted.</summary>
    public void Remove(Order order)
    {
        Order last = _live[--_liveCount];
        _live[order.InstrumentSlot] = last;
        last.InstrumentSlot = order.InstrumentSlot;
        _live[_liveCount] = null!;
        order.InstrumentSlot = -1;
    }

    /// <summary>Adds an order's open lots to the exposure. Whoever changes an order uncounts it before and counts it after.</summary>
    public void Count(Order order) => Bucket(order) += order.OpenLots;

    public void Uncount(Order order) => Bucket(order) -= order.OpenLots;

    private ref long Bucket(Order order)
    {
        if (order.State is OrderState.Unknown)
            return ref order.Side is Side.Buy ? ref _unknownBuy : ref _unknownSell;
        return ref order.Side is Side.Buy ? ref _workingBuy : ref _workingSell;
    }
}
