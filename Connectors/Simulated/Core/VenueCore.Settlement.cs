using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Simulated.Core;

internal sealed partial class VenueCore
{
    private ExpiryCause _forcedCause;

    private void BookFill(VenueMarket market, in MatchEvent trade, bool isMaker, long nowMs)
    {
        VenueAccount account = Accounts[isMaker ? trade.MakerOwner : trade.Owner];
        Side side = isMaker ? trade.Side.Opposite() : trade.Side;
        long rate = isMaker ? market.Instrument.Fees.MakerE8 : market.Instrument.Fees.TakerE8;
        Int128 fee = market.Instrument.Fee(new Price(trade.Price), new Quantity(trade.Quantity), rate);
        Int128 realised = account.Positions[market.Index].Apply(side, trade.Price, trade.Quantity, nowMs);

        account.WalletE8 += realised - fee;
        account.FeesE8 += fee;
        account.TradedE8 += market.ToE8((Int128)trade.Price * trade.Quantity);
        account.WalletUpdatedMs = nowMs;
        if (account.IsCrowd || account.Find(isMaker ? trade.MakerOrderId : trade.OrderId) is not { } order)
            return;

        order.Fill(trade.Price, trade.Quantity, nowMs);
        if (!order.IsOpen)
            account.Close(order);
        var fill = new AccountFill(order, trade.TradeId, trade.Price, trade.Quantity, isMaker, fee, realised, nowMs);
        account.Add(in fill);
        Listener?.OnOrder(order, OrderNews.Traded, ExpiryCause.None, in fill, nowMs);
        FindOverhang(account, market);
    }

    private void Update(VenueOrder order, in MatchEvent step, long nowMs)
    {
        (OrderNews news, ExpiryCause cause) = step.Kind switch
        {
            MatchEventKind.Accepted => (OrderNews.Accepted, ExpiryCause.None),
            MatchEventKind.Replaced => (OrderNews.Amended, ExpiryCause.None),
            MatchEventKind.Expired => (OrderNews.Expired, CauseOf(order, step.Reason)),
            _ when _forcedCause is not ExpiryCause.None => (OrderNews.Expired, _forcedCause),
            _ => (OrderNews.Cancelled, ExpiryCause.None),
        };

        order.UpdatedMs = nowMs;
        if (news is OrderNews.Amended)
        {
            (order.Price, order.Quantity) = (step.Price, step.Quantity);
        }
        else if (news is not OrderNews.Accepted)
        {
            order.Status = StatusOf(news, cause);
            order.Account.Close(order);
        }

        Listener?.OnOrder(order, news, cause, default, nowMs);
    }

    private static OrderStatus StatusOf(OrderNews news, ExpiryCause cause) => news switch
    {
        OrderNews.Cancelled => OrderStatus.Cancelled,
        _ when cause is ExpiryCause.SelfTrade => OrderStatus.ExpiredInMatch,
        _ => OrderStatus.Expired,
    };

    private static ExpiryCause CauseOf(VenueOrder order, Reason reason)
    {
        if (reason is Reason.SelfTradePrevented)
            return ExpiryCause.SelfTrade;
        return order.Type is OrderType.Market ? ExpiryCause.MarketRemainder : ExpiryCause.ImmediateRemainder;
    }

    // Reduce-only orders that would now turn the position around.
    private void FindOverhang(VenueAccount account, VenueMarket market)
    {
        foreach (VenueOrder order in account.Open)
        {
            if (order.ReduceOnly && order.Market == market && order.Remaining > Reducible(account, market, order.Side))
                _toExpire.Add(order);
        }
    }

    private void ExpireOverhang()
    {
        while (_toExpire.Count > 0)
        {
            VenueOrder order = _toExpire[^1];
            _toExpire.RemoveAt(_toExpire.Count - 1);
            if (order.IsOpen && order.Remaining > Reducible(order.Account, order.Market, order.Side))
                Expire(order, ExpiryCause.ReduceOnly);
        }
    }

    private void Expire(VenueOrder order, ExpiryCause cause)
    {
        Match(order.Market, MatchCommand.Cancel(order.Id));
        _forcedCause = cause;
        try
        {
            Settle(order.Market);
        }
        finally
        {
            _forcedCause = ExpiryCause.None;
        }
    }
}
