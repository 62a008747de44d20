using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>
/// One instrument's matching by price, then time, written to be read: the specification of any faster engine, which takes the same
/// <see cref="MatchCommand"/>s and must answer with the same <see cref="MatchEvent"/>s. Integers only, no clock, no chance. Allocates freely.
/// </summary>
/// <remarks>
/// A smaller total at the same price keeps the place in the queue; a new price or a larger total loses it and may trade at once. An amend to
/// a total that is already filled, and a post-only amend that would cross, cancel the order (Binance). Trades are at the maker's price.
/// </remarks>
public sealed class PlainMatchingEngine : IMatchingBook
{
    private readonly PlainBookSide _bids = new(Side.Buy);
    private readonly PlainBookSide _asks = new(Side.Sell);
    private readonly Dictionary<long, PlainOrder> _resting = [];
    private readonly List<(Side Side, long Price)> _touched = [];
    private long _lastTradeId;

    /// <summary>Orders that rest.</summary>
    public int OrderCount => _resting.Count;

    /// <summary>Best bid and best ask with the total sizes there.</summary>
    public Touch Touch => new(BestOf(_bids), BestOf(_asks));

    /// <summary>The total size resting at a price.</summary>
    public Quantity SizeAt(Side side, Price price) => new(OfSide(side).LotsAt(price.Ticks));

    /// <summary>What is left of a resting order; zero when no such order rests.</summary>
    public Quantity RemainingOf(long orderId) => new(_resting.TryGetValue(orderId, out PlainOrder? order) ? order.Remaining : 0);

    /// <summary>Copies the best levels of one side, the touch first.</summary>
    /// <returns>Levels copied: at most what fits and what there is.</returns>
    public int CopyDepth(Side side, Span<Level> destination)
    {
        int count = 0;
        foreach ((long price, long lots) in OfSide(side).Levels.Take(destination.Length))
            destination[count++] = new(new Price(price), new Quantity(lots));
        return count;
    }

    /// <inheritdoc/>
    public void Execute(in MatchCommand command, MatchEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _touched.Clear();
        switch (command.Kind)
        {
            case MatchCommandKind.Place:
                Place(in command, output);
                break;
            case MatchCommandKind.Cancel:
                Cancel(in command, output);
                break;
            case MatchCommandKind.Amend:
                Amend(in command, output);
                break;
            default:
                Reject(in command, Reason.OurBug, output);
                break;
        }

        foreach ((Side side, long price) in _touched)
            output.Add(new(MatchEventKind.LevelChanged, side, Reason.None, 0, 0, price, OfSide(side).LotsAt(price), 0));
    }

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
            PostOnly = command.PostOnly,
            SelfTrade = command.SelfTrade,
            IsMarket = isMarket,
            Price = isMarket ? 0 : command.Price,
            Remaining = command.Quantity,
        };
        output.Add(new(MatchEventKind.Accepted, order.Side, Reason.None, order.Id, order.Owner, order.Price, order.Remaining, order.Remaining));

        bool mayTrade = command.TimeInForce is not TimeInForce.FillOrKill || CanFill(order);
        if (mayTrade && !TryMatch(order, output))
            return;
        if (order.Remaining > 0 && (isMarket || command.TimeInForce is not TimeInForce.GoodTillCanceled))
            End(MatchEventKind.Expired, order, Reason.TimeInForceEnded, output);
        else if (order.Remaining > 0)
            Rest(order);
    }

    private Reason RefusalOf(in MatchCommand command)
    {
        if (command.Quantity <= 0)
            return Reason.FilterBroken;
        if (_resting.ContainsKey(command.OrderId))
            return Reason.DuplicateOrder;
        return command is { PostOnly: true, Type: OrderType.Limit } && Crosses(command.Side, command.Price)
            ? Reason.PostOnlyWouldCross
            : Reason.None;
    }

    private void Cancel(in MatchCommand command, MatchEventBuffer output)
    {
        if (!_resting.TryGetValue(command.OrderId, out PlainOrder? order))
        {
            Reject(in command, Reason.UnknownOrder, output);
            return;
        }

        Unrest(order);
        End(MatchEventKind.Cancelled, order, Reason.None, output);
    }

    private void Amend(in MatchCommand command, MatchEventBuffer output)
    {
        if (!_resting.TryGetValue(command.OrderId, out PlainOrder? order))
        {
            Reject(in command, Reason.UnknownOrder, output);
            return;
        }

        long remaining = command.Quantity - order.Filled;
        bool samePrice = command.Price == order.Price;
        if (command.Quantity <= 0 || (samePrice && remaining == order.Remaining))
        {
            Reject(in command, command.Quantity <= 0 ? Reason.FilterBroken : Reason.NoChange, output);
            return;
        }

        bool wouldCross = order.PostOnly && Crosses(order.Side, command.Price);
        if (remaining <= 0 || wouldCross)
        {
            Unrest(order);
            End(MatchEventKind.Cancelled, order, wouldCross ? Reason.PostOnlyWouldCross : Reason.None, output);
            return;
        }

        bool keepsPlace = samePrice && remaining < order.Remaining;
        if (!keepsPlace)
            Unrest(order);
        (order.Price, order.Remaining) = (command.Price, remaining);
        output.Add(new(MatchEventKind.Replaced, order.Side, Reason.None, order.Id, order.Owner, order.Price, command.Quantity, remaining));
        if (keepsPlace)
            Touched(order);
        else if (TryMatch(order, output) && order.Remaining > 0)
            Rest(order);
    }

    // False when self-trade prevention ended the incoming order.
    private bool TryMatch(PlainOrder taker, MatchEventBuffer output)
    {
        PlainBookSide makers = OfSide(taker.Side.Opposite());
        while (taker.Remaining > 0 && makers.First is { } maker && IsWithin(taker, maker.Price))
        {
            if (!IsSelfTrade(taker, maker))
            {
                Trade(taker, maker, output);
                continue;
            }

            if (taker.SelfTrade is not SelfTradePrevention.ExpireTaker)
            {
                Unrest(maker);
                End(MatchEventKind.Expired, maker, Reason.SelfTradePrevented, output);
            }

            if (taker.SelfTrade is not SelfTradePrevention.ExpireMaker)
            {
                End(MatchEventKind.Expired, taker, Reason.SelfTradePrevented, output);
                return false;
            }
        }

        return true;
    }

    private void Trade(PlainOrder taker, PlainOrder maker, MatchEventBuffer output)
    {
        long lots = Math.Min(taker.Remaining, maker.Remaining);
        Fill(taker, lots);
        Fill(maker, lots);
        output.Add(new(
            MatchEventKind.Traded, taker.Side, Reason.None, taker.Id, taker.Owner, maker.Price, lots, taker.Remaining,
            ++_lastTradeId, maker.Id, maker.Owner, maker.Remaining));

        Touched(maker);
        if (maker.Remaining == 0)
            Unrest(maker);
    }

    private static void Fill(PlainOrder order, long lots)
    {
        order.Remaining -= lots;
        order.Filled += lots;
    }

    // Whether the whole order would trade at once, with its owner's resting orders treated as they would be.
    private bool CanFill(PlainOrder taker)
    {
        long left = taker.Remaining;
        foreach (PlainOrder maker in OfSide(taker.Side.Opposite()).InPriority)
        {
            if (left <= 0 || !IsWithin(taker, maker.Price))
                break;
            if (!IsSelfTrade(taker, maker))
                left -= maker.Remaining;
            else if (taker.SelfTrade is not SelfTradePrevention.ExpireMaker)
                break;
        }

        return left <= 0;
    }

    private void Rest(PlainOrder order)
    {
        OfSide(order.Side).AddLast(order);
        _resting.Add(order.Id, order);
        Touched(order);
    }

    private void Unrest(PlainOrder order)
    {
        OfSide(order.Side).Remove(order);
        _resting.Remove(order.Id);
        Touched(order);
    }

    private void Touched(PlainOrder order)
    {
        if (!_touched.Contains((order.Side, order.Price)))
            _touched.Add((order.Side, order.Price));
    }

    private bool Crosses(Side side, long price) =>
        OfSide(side.Opposite()).First is { } best && (side is Side.Buy ? price >= best.Price : price <= best.Price);

    private static bool IsWithin(PlainOrder taker, long price) =>
        taker.IsMarket || (taker.Side is Side.Buy ? price <= taker.Price : price >= taker.Price);

    private static bool IsSelfTrade(PlainOrder taker, PlainOrder maker) =>
        taker.Owner != 0 && taker.Owner == maker.Owner && taker.SelfTrade is not SelfTradePrevention.None;

    private PlainBookSide OfSide(Side side) => side is Side.Buy ? _bids : _asks;

    private static Level BestOf(PlainBookSide side) =>
        side.Levels.Select(level => new Level(new Price(level.Price), new Quantity(level.Lots))).FirstOrDefault();

    private static void End(MatchEventKind kind, PlainOrder order, Reason reason, MatchEventBuffer output) =>
        output.Add(new(kind, order.Side, reason, order.Id, order.Owner, order.Price, order.Remaining, 0));

    private static void Reject(in MatchCommand command, Reason reason, MatchEventBuffer output) =>
        output.Add(new(MatchEventKind.Rejected, command.Side, reason, command.OrderId, command.Owner, command.Price, command.Quantity, 0));
}
