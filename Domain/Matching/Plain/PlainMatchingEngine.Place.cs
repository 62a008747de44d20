using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    private void Place(in MatchCommand command, MatchEventBuffer output)
    {
        if (RefusalOf(in command) is var refusal and not Reason.None)
        {
            Reject(in command, refusal, output);
            return;
        }

        bool isMarket = command.Type is OrderType.Market;
        var order = new PlainOrder
        {
            Id = command.OrderId,
            Owner = command.Owner,
            Side = command.Side,
            IsMarket = isMarket,
            TimeInForce = isMarket ? TimeInForce.ImmediateOrCancel : command.TimeInForce,
            PostOnly = command.PostOnly && !isMarket,
            SelfTrade = command.SelfTrade,
            Display = command.Display,
            IsHeld = command.IsStop,
            StopPrice = command.IsStop ? command.StopPrice : 0,
            Price = isMarket ? 0 : command.Price,
            Remaining = command.Quantity,
        };
        output.Add(new(
            MatchEventKind.Accepted, order.Side, Reason.None, order.Id, order.Owner, order.Price, order.Remaining, order.Remaining));
        if (order.IsHeld || _phase is TradingPhase.Auction)
            Add(order);
        else
            Enter(order, output);
    }

    private Reason RefusalOf(in MatchCommand command)
    {
        if (OrderShape.IsWrong(in command))
            return Reason.OurBug;
        if (command.Quantity <= 0 || OrderShape.IsTooLarge(in command))
            return Reason.FilterBroken;
        if (_orders.ContainsKey(command.OrderId))
            return Reason.DuplicateOrder;
        if (_phase is TradingPhase.Halted || (_phase is TradingPhase.Auction && IsForContinuous(in command)))
            return Reason.InstrumentClosed;
        if (command.Type is OrderType.Market)
            return Reason.None;
        if (!IsInBand(command.Price) || MatchingLimits.IsTooMuch(command.Quantity, Resting(command.Side).LotsAt(command.Price)))
            return Reason.FilterBroken;
        return command.PostOnly && Crosses(command.Side, command.Price) ? Reason.PostOnlyWouldCross : Reason.None;
    }

    private static bool IsForContinuous(in MatchCommand command) =>
        !command.IsStop && (command.PostOnly || OrderShape.IsImmediate(in command));

    private bool IsInBand(long price) => price >= _band.Lowest && price <= _band.Highest;

    // What an order does in the continuous phase: trade, then rest or end.
    private void Enter(PlainOrder order, MatchEventBuffer output)
    {
        bool mayTrade = order.TimeInForce is not TimeInForce.FillOrKill || CanFill(order);
        if (mayTrade && !TryMatch(order, output))
            return;
        if (order.Remaining > 0 && order.TimeInForce is not TimeInForce.GoodTillCanceled)
            End(MatchEventKind.Expired, order, Reason.TimeInForceEnded, output);
        else if (order.Remaining > 0)
            Add(order);
    }
}
