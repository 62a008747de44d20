using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>A trade that the recording holds.</summary>
/// <param name="Aggressor">Which side crossed.</param>
/// <param name="Price">In ticks.</param>
/// <param name="Lots">Printed, at least 0.</param>
public readonly record struct RecordedPrint(Side Aggressor, long Price, long Lots);

public sealed partial class ShadowQueue
{
    /// <summary>A recorded trade: fills our orders whose turn it is, best price first, then the oldest.</summary>
    /// <param name="print">The trade.</param>
    /// <param name="output">One <see cref="MatchEventKind.Traded"/> per order filled, with nobody (order and owner 0) as the taker; often none.</param>
    public void OnPrint(in RecordedPrint print, MatchEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Side ours = print.Aggressor.Opposite();
        long used = FillSide(ours, in print, 0, output);

        // A print beyond our price is through it whoever crossed: the one who rested there would have met us first.
        FillSide(ours.Opposite(), in print, used, output);
    }

    /// <summary>The recorded book closed an update or a snapshot: no order waits for more lots than its level still shows.</summary>
    public void OnBook()
    {
        _depth.OnBook();
        if (book.State is not BookState.Proven)
            return;
        foreach (ShadowOrder order in _bids)
            MoveUp(order);
        foreach (ShadowOrder order in _asks)
            MoveUp(order);
    }

    private long FillSide(Side side, in RecordedPrint print, long used, MatchEventBuffer output)
    {
        List<ShadowOrder> orders = OfSide(side);
        long printKey = print.Price * side.Sign();
        for (int index = 0; index < orders.Count && orders[index].Key >= printKey; index++)
        {
            ShadowOrder order = orders[index];
            if (order.Key > printKey)
                order.Ahead = 0;
            else if (side == print.Aggressor)
                break;

            long reached = Math.Max(0, print.Lots - order.Ahead - used);
            PassPrint(order, printKey, print.Lots);
            long lots = Math.Min(order.Remaining, reached);
            if (lots == 0)
                continue;

            used += lots;
            order.Fill(lots);
            output.Add(new(
                MatchEventKind.Traded, side.Opposite(), Reason.None, 0, 0, order.Price, lots, 0, ++_lastTradeId, order.Id, order.Owner, order.Remaining));
        }

        RemoveFilled(orders);
        return used;
    }

    private static void PassPrint(ShadowOrder order, long printKey, long lots)
    {
        if (order.Key != printKey)
            return;
        order.PrintedSince += lots;
        if (order.Ahead != ShadowOrder.Unknown)
            order.Ahead -= Math.Min(order.Ahead, lots);
    }

    private void RemoveFilled(List<ShadowOrder> orders)
    {
        for (int index = orders.Count - 1; index >= 0; index--)
        {
            if (orders[index].Remaining > 0)
                continue;
            _resting.Remove(orders[index].Id);
            orders.RemoveAt(index);
        }
    }

    private void MoveUp(ShadowOrder order)
    {
        long shown = book.SizeAt(order.Side, new Price(order.Price)).Lots;
        if (model is QueueModel.Optimistic && order.Ahead != ShadowOrder.Unknown)
        {
            long cancelled = Math.Max(0, order.Shown - shown - order.PrintedSince);
            order.Ahead -= Math.Min(order.Ahead, cancelled);
        }

        order.Ahead = Math.Min(order.Ahead, shown);
        order.Shown = shown;
        order.PrintedSince = 0;
    }
}
