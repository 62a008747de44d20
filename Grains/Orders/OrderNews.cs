using Microsoft.Extensions.Logging;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Orders;

/// <summary>Gathers what an order manager tells during a turn, for delivery at the turn's end: nothing calls out while the state changes.</summary>
internal sealed class OrderNews(string account, FillLog fills, ILogger logger) : IOrderObserver
{
    private readonly Dictionary<InstrumentId, long> _mids = [];
    private readonly List<OrderEventMessage> _events = [];
    private readonly List<OrderQuestion> _questions = [];

    /// <summary>What strategies must hear, in order.</summary>
    public List<OrderEventMessage> Events => _events;

    /// <summary>What the venue must be asked.</summary>
    public List<OrderQuestion> Questions => _questions;

    /// <summary>Notes the mid that a fill will be measured against.</summary>
    public void SetMid(InstrumentId instrument, long midHalfTicks) => _mids[instrument] = midHalfTicks;

    /// <inheritdoc/>
    public void OnOrderEvent(Order order, OrderState before)
    {
        if (order.Strategy.Length > 0)
            _events.Add(Message(order, null));
    }

    /// <inheritdoc/>
    public void OnFill(in OwnFill fill)
    {
        FillMessage message = fills.Add(in fill, _mids.GetValueOrDefault(fill.Instrument));
        if (fill.Strategy.Length == 0)
            return;

        _events.Add(new()
        {
            OrderId = fill.Id.Value,
            Instrument = message.Instrument,
            Strategy = fill.Strategy,
            State = nameof(ReportKind.Traded),
            Side = fill.Side,
            PriceTicks = fill.Price.Ticks,
            QuantityLots = fill.Quantity.Lots,
            Fill = message,
        });
    }

    /// <inheritdoc/>
    public void OnDenied(in Denial denial) => logger.IntentDenied(account, denial.Strategy, denial.Verdict.Reason, denial.Verdict.Limit, denial.Verdict.Actual);

    /// <inheritdoc/>
    public void OnAlert(in OrderAlert alert) => logger.OrderAlert(account, alert.Kind, alert.Instrument, alert.Id, alert.Expected, alert.Actual, alert.Text ?? "");

    /// <inheritdoc/>
    public void OnQueryNeeded(Order order, OrderQuery query) => _questions.Add(new(order.Id, order.Instrument, query));

    private static OrderEventMessage Message(Order order, FillMessage? fill) => new()
    {
        OrderId = order.Id.Value,
        Instrument = order.Instrument.Id.ToString(),
        Strategy = order.Strategy,
        State = order.State.ToString(),
        Side = order.Side,
        PriceTicks = order.Price.Ticks,
        QuantityLots = order.Quantity.Lots,
        FilledLots = order.Filled.Lots,
        Reason = order.EndReason is Reason.None ? "" : order.EndReason.ToString(),
        Fill = fill,
    };
}

/// <summary>What the venue must be asked about an order.</summary>
internal readonly record struct OrderQuestion(ClientOrderId Id, Instrument Instrument, OrderQuery Query);
