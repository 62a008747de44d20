using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    private readonly Queue<MatchCommand> _triggered = new();

    // The range of trade prices that the stops are held against, the last price before them included.
    private long _tradedLow;
    private long _tradedHigh;

    private void StartTrading() => (_tradedLow, _tradedHigh) = _lastTradeId == 0 ? (long.MaxValue, long.MinValue) : (_lastPrice, _lastPrice);

    private void Traded(long price)
    {
        _lastPrice = price;
        _tradedLow = Math.Min(_tradedLow, price);
        _tradedHigh = Math.Max(_tradedHigh, price);
    }

    private void Hold(in MatchCommand command, MatchEventBuffer output)
    {
        int slot = Insert(in command, (int)command.Side + Queues.BuyStops, command.StopPrice, command.Quantity);
        ref RestingOrder order = ref _book[slot];
        order.IsMarket = command.Type is OrderType.Market;
        order.Rare = _rare.Add(0, 0, order.IsMarket ? 0 : command.Price);
        if (order.IsMarket)
            order.TimeInForce = TimeInForce.ImmediateOrCancel;
        StartTrading();
        RunStops(output);
    }

    private void RunStops(MatchEventBuffer output)
    {
        if (_phase is not TradingPhase.Continuous)
            return;
        TakeTriggered(output);
        while (_triggered.TryDequeue(out MatchCommand order))
        {
            StartTrading();
            Enter(in order, output);
            TakeTriggered(output);
        }
    }

    private void TakeTriggered(MatchEventBuffer output)
    {
        if (_lastTradeId == 0)
            return;
        LevelTree levels = _book.Levels;
        while (levels.Best(Queues.BuyStops) is var level and not 0 && levels[level].Price <= _tradedHigh)
            Trigger(level, Side.Buy, output);
        while (levels.Best(Queues.SellStops) is var level and not 0 && levels[level].Price >= _tradedLow)
            Trigger(level, Side.Sell, output);
    }

    private void Trigger(int level, Side side, MatchEventBuffer output)
    {
        int slot = _book.Levels[level].Head;
        ref RestingOrder order = ref _book[slot];
        output.Add(
            MatchEventKind.Triggered, side, Reason.None, order.Id, order.Owner, _book.Levels[level].Price, order.Lots, order.Lots);
        _triggered.Enqueue(new()
        {
            Kind = MatchCommandKind.Place,
            OrderId = order.Id,
            Owner = order.Owner,
            Side = side,
            Type = order.IsMarket ? OrderType.Market : OrderType.Limit,
            TimeInForce = order.TimeInForce,
            SelfTrade = order.SelfTrade,
            Price = _rare[order.Rare].Price,
            Quantity = order.Lots,
        });
        Remove(slot);
    }
}
