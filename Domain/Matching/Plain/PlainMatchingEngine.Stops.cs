using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    private void RunStops(MatchEventBuffer output)
    {
        if (_phase is not TradingPhase.Continuous)
            return;
        TakeTriggered(output);
        while (_triggered.TryDequeue(out PlainOrder? order))
        {
            _traded = (_lastPrice, _lastPrice);
            Enter(order, output);
            TellLevels(output);
            TakeTriggered(output);
        }
    }

    private void TakeTriggered(MatchEventBuffer output)
    {
        if (_lastTradeId == 0)
            return;
        while (_queues[Queues.BuyStops].First is { } buy && buy.StopPrice <= _traded.High)
            Trigger(buy, output);
        while (_queues[Queues.SellStops].First is { } sell && sell.StopPrice >= _traded.Low)
            Trigger(sell, output);
    }

    private void Trigger(PlainOrder order, MatchEventBuffer output)
    {
        Remove(order);
        _triggered.Enqueue(order);
        output.Add(new(
            MatchEventKind.Triggered, order.Side, Reason.None, order.Id, order.Owner, order.StopPrice, order.Remaining, order.Remaining));
        (order.IsHeld, order.StopPrice) = (false, 0);
    }
}
