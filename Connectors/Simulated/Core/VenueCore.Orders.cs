using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Core;

internal sealed partial class VenueCore
{
    private const int MostAmendments = 10_000;

    /// <summary>Takes an order, or says why not. News of it goes to the listener before this returns.</summary>
    public Placement Place(VenueAccount account, in NewOrder request)
    {
        long id = NextOrderId();
        string clientId = request.ClientId ?? $"venue-{id}";
        if (account.OpenByClientId(clientId) is not null)
            return Placement.Refused(Refusal.DuplicateClientId);
        if (Check(account, in request) is { Refusal: not Refusal.None } refused)
            return refused;

        var order = new VenueOrder(id, clientId, account, in request, Clock.NowMs);
        Match(request.Market, order.ToCommand());
        if (RefusalOf(order) is var refusal and not Refusal.None)
            return Placement.Refused(refusal);

        account.Add(order);
        Settle(request.Market);
        if (order is { IsOpen: true, GoodTillMs: > 0 })
            ExpireAt(order);
        return new Placement(Refusal.None, 0, order);
    }

    /// <summary>Takes an open order back.</summary>
    public void Cancel(VenueOrder order)
    {
        Match(order.Market, MatchCommand.Cancel(order.Id));
        Settle(order.Market);
    }

    /// <summary>Takes back all open orders of an account on one instrument, oldest first.</summary>
    /// <returns>How many.</returns>
    public int CancelAll(VenueAccount account, VenueMarket market)
    {
        VenueOrder[] orders = [.. account.Open.Where(order => order.Market == market)];
        foreach (VenueOrder order in orders)
        {
            if (order.IsOpen)
                Cancel(order);
        }

        return orders.Length;
    }

    /// <summary>Changes price and total size of an open limit order; it goes to the end of its queue.</summary>
    public Placement Amend(VenueOrder order, long price, long quantity)
    {
        if (price == order.Price && quantity == order.Quantity)
            return Placement.Refused(Refusal.NoChange);
        if (order.Amendments >= MostAmendments)
            return Placement.Refused(Refusal.TooManyAmendments);
        if (CheckFilters(order.Market, order.Side, OrderType.Limit, price, quantity, order.ReduceOnly) is { Refusal: not Refusal.None } refused)
            return refused;
        if (!HasMargin(order.Account, order.Market, order.Side, Math.Max(0, quantity - order.Filled - order.Remaining)))
            return Placement.Refused(Refusal.Margin);

        order.Amendments++;
        if (!order.Market.IsRecorded && price == order.Price && quantity < order.Quantity && quantity > order.Filled)
            LosePlace(order);
        Match(order.Market, MatchCommand.Amend(order.Id, price, quantity));
        Settle(order.Market);
        return new Placement(Refusal.None, 0, order);
    }

    // The engine lets a smaller order keep its place; this venue never does. Growing by a lot first sends it to the end.
    private void LosePlace(VenueOrder order)
    {
        Match(order.Market, MatchCommand.Amend(order.Id, order.Price, order.Quantity + 1));
        order.Market.ApplyLevels(_events.Events, NextUpdateId(), Clock.NowMs);
        Listener?.OnBookChanged(order.Market, _events.Events, Clock.NowMs);
    }

    // A fill-or-kill order that cannot fill leaves no trace, like a post-only order that would cross.
    private Refusal RefusalOf(VenueOrder order)
    {
        ref readonly MatchEvent first = ref _events.Events[0];
        if (first.Kind is MatchEventKind.Rejected)
            return first.Reason is Reason.PostOnlyWouldCross ? Refusal.PostOnlyWouldCross : Refusal.DuplicateClientId;
        bool isKilled = order.TimeInForce is TimeInForce.FillOrKill && _events.Count == 2 && _events.Events[1].Kind is MatchEventKind.Expired;
        return isKilled ? Refusal.FillOrKillNotFillable : Refusal.None;
    }

    private Placement Check(VenueAccount account, in NewOrder request)
    {
        VenueMarket market = request.Market;
        Placement filters = CheckFilters(market, request.Side, request.Type, request.Price, request.Quantity, request.ReduceOnly);
        if (filters.Refusal is not Refusal.None)
            return filters;
        if (account.Open.Count >= market.Instrument.Filters.MaxOpenOrders && OpenOn(account, market) >= market.Instrument.Filters.MaxOpenOrders)
            return Placement.Refused(Refusal.TooManyOpenOrders);
        if (request.ReduceOnly && request.Quantity > Reducible(account, market, request.Side))
            return Placement.Refused(Refusal.ReduceOnly);
        return HasMargin(account, market, request.Side, request.Quantity) ? default : Placement.Refused(Refusal.Margin);
    }

    private static Placement CheckFilters(VenueMarket market, Side side, OrderType type, long price, long quantity, bool reduceOnly)
    {
        Filters filters = market.Instrument.Filters;
        bool isMarket = type is OrderType.Market;
        var checkedPrice = new Price(isMarket ? RoundedMark(market) : price);
        FilterBreach breach = filters.Check(checkedPrice, new Quantity(quantity), reduceOnly);
        if (!breach.IsBroken && !isMarket)
            breach = filters.CheckBand(side, checkedPrice, new Price(market.MarkTicks));
        if (isMarket && !breach.IsBroken && quantity > market.Listing.MaxMarketQuantity)
            return Placement.Refused(Refusal.QuantityTooLarge);

        Refusal refusal = breach.Filter switch
        {
            FilterKind.None => Refusal.None,
            FilterKind.PriceIncrement => Refusal.PriceIncrement,
            FilterKind.MinPrice => Refusal.PriceTooLow,
            FilterKind.MaxPrice => Refusal.PriceTooHigh,
            FilterKind.QuantityIncrement => Refusal.QuantityIncrement,
            FilterKind.MinQuantity => Refusal.QuantityTooSmall,
            FilterKind.MaxQuantity => Refusal.QuantityTooLarge,
            FilterKind.MinNotional => Refusal.NotionalTooSmall,
            _ => side is Side.Buy ? Refusal.BandTooHigh : Refusal.BandTooLow,
        };
        return Placement.Refused(refusal, breach.Limit);
    }

    private static long RoundedMark(VenueMarket market) => market.MarkTicks - market.MarkTicks % market.Increment;

    private static int OpenOn(VenueAccount account, VenueMarket market)
    {
        int count = 0;
        foreach (VenueOrder order in account.Open)
            count += order.Market == market ? 1 : 0;
        return count;
    }

    // Lots that an order of that side could still close.
    private static long Reducible(VenueAccount account, VenueMarket market, Side side) =>
        Math.Max(0, -side.Sign() * account.Positions[market.Index].SignedLots);

    // Margin of the worse of both sides filled, at the mark price, against wallet and open profit.
    private bool HasMargin(VenueAccount account, VenueMarket market, Side side, long moreLots)
    {
        if (moreLots == 0)
            return true;

        Int128 needed = 0;
        Int128 equity = account.WalletE8;
        (long[] buys, long[] sells) = (_openBuys, _openSells);
        Array.Clear(buys);
        Array.Clear(sells);
        (side is Side.Buy ? buys : sells)[market.Index] = moreLots;
        foreach (VenueOrder open in account.Open)
            (open.Side is Side.Buy ? buys : sells)[open.Market.Index] += open.Remaining;
        foreach (VenuePosition position in account.Positions)
        {
            int index = position.Market.Index;
            long worst = Math.Max(Math.Abs(position.SignedLots + buys[index]), Math.Abs(position.SignedLots - sells[index]));
            needed += position.Market.ToE8((Int128)worst * position.Market.MarkTicks) / _options.Leverage;
            equity += position.UnrealisedE8(position.Market.MarkTicks);
        }

        return needed <= equity;
    }

    private void ExpireAt(VenueOrder order)
    {
        TimeSpan due = TimeSpan.FromMilliseconds(Math.Max(0, order.GoodTillMs - Clock.NowMs));
        ITimer? timer = null;
        timer = Clock.Every(Gate, due, Timeout.InfiniteTimeSpan, () =>
        {
            if (order.IsOpen)
                Expire(order, ExpiryCause.GoodTillDate);
            timer?.Dispose();
        });
    }
}
