using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

public sealed partial class OrderManager
{
    private bool _isPlacingWaiting;

    /// <summary>
    /// Makes the orders of one strategy on one instrument what it wants: equal ones stay, others are cancelled (or moved), missing ones are
    /// placed. An order that has traded in part stays for the level it was placed for, so that it keeps its place in the queue.
    /// </summary>
    /// <remarks>
    /// Versions rise over the life of the account's owner, restarts of the strategy included: nanoseconds do. A level that an order on
    /// its way out still blocks (its position, its open orders, its price) waits for that order's end.
    /// </remarks>
    /// <exception cref="ArgumentException">More levels than <see cref="AccountSettings.MaxLevels"/>.</exception>
    public void SetTargets(Targets targets, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (!_state.TryFind(targets.Instrument, out TradedInstrument? traded))
        {
            Deny(Wanted(targets.Strategy, targets.Instrument, default), new(DenyReason.UnknownInstrument, 0, 0), nowNs);
            return;
        }

        Quotes quotes = FindQuotes(traded, targets.Strategy);
        if (targets.Version <= quotes.Version)
        {
            _statistics.OldTargets++;
            return;
        }

        quotes.Take(targets, nowNs);
        traded.SetTouch(targets.Reference, targets.BookTimeNs);
        if (IsKilled || IsStopped)
        {
            // The wish is dropped, not kept: whoever arms or starts again must hear a fresh one.
            quotes.Lapse();
            Verdict verdict = IsKilled ? new(DenyReason.Killed, 0, 1) : new(DenyReason.Stopped, 0, 1);
            Deny(Wanted(targets.Strategy, targets.Instrument, default), verdict, nowNs);
        }

        Diff(quotes, nowNs);
    }

    private Quotes FindQuotes(TradedInstrument traded, string strategy)
    {
        foreach (Quotes known in traded.Quotes)
        {
            if (known.Strategy == strategy)
                return known;
        }

        var quotes = new Quotes(strategy, traded, _settings.MaxLevels);
        traded.Quotes.Add(quotes);
        return quotes;
    }

    private void Diff(Quotes quotes, long nowNs)
    {
        KeepEqual(quotes);
        WithdrawOthers(quotes, nowNs);
        PlaceMissing(quotes, LevelState.Open, nowNs);
    }

    private static void KeepEqual(Quotes quotes)
    {
        foreach (Order order in quotes.Traded.Live)
        {
            order.IsKept = false;
            bool isCandidate = order.IsQuote && !order.CancelWanted && order.Strategy == quotes.Strategy;
            if (!isCandidate)
                continue;

            // While a replace is in doubt the order stands for where it was sent to.
            bool isMoving = order.IsReplaceInDoubt;
            Price price = isMoving ? order.PendingPrice : order.Price;
            long total = isMoving ? order.PendingQuantity.Lots : order.Quantity.Lots;
            int level = quotes.FindOpen(order.Side, price, total, total - order.Filled.Lots);
            if (level < 0)
                continue;

            order.IsKept = true;
            quotes.States[level] = LevelState.Placed;
        }
    }

    private void WithdrawOthers(Quotes quotes, long nowNs)
    {
        // A cancel or replace takes no order off the list: ends arrive in later turns.
        foreach (Order order in quotes.Traded.Live)
        {
            bool isUnwanted = order.IsQuote && !order.IsKept && !order.CancelWanted && order.Strategy == quotes.Strategy;
            if (isUnwanted && !TryMove(quotes, order, nowNs))
                Cancel(order, nowNs);
        }
    }

    private bool TryMove(Quotes quotes, Order order, long nowNs)
    {
        if (!_settings.MoveByReplace || !order.State.IsResting())
            return false;

        for (int index = 0; index < quotes.Count; index++)
        {
            TargetLevel level = quotes.Levels[index];
            if (quotes.States[index] is not LevelState.Open || level.Side != order.Side)
                continue;

            var intent = new OrderIntent(
                quotes.Traded.Definition, order.Side, order.Type, order.PostOnly, order.ReduceOnly, level.Price, level.Quantity, order);
            if (!Judge(quotes.Traded, intent, nowNs).IsAccepted)
                return false;

            quotes.States[index] = LevelState.Placed;
            Move(order, level.Price, order.Filled + level.Quantity, nowNs);
            return true;
        }

        return false;
    }

    private void PlaceMissing(Quotes quotes, LevelState which, long nowNs)
    {
        quotes.HasWaiting = false;
        for (int index = 0; index < quotes.Count; index++)
        {
            if (quotes.States[index] != which)
                continue;

            quotes.States[index] = PlaceLevel(quotes, quotes.Levels[index], nowNs);
            quotes.HasWaiting |= quotes.States[index] is LevelState.Waiting;
        }
    }

    private LevelState PlaceLevel(Quotes quotes, in TargetLevel level, long nowNs)
    {
        TradedInstrument traded = quotes.Traded;
        OrderCommand wanted = Wanted(quotes.Strategy, traded.Definition.Id, level);
        var intent = new OrderIntent(
            traded.Definition, level.Side, OrderType.Limit, wanted.PostOnly, false, level.Price, level.Quantity);

        Verdict verdict = Judge(traded, intent, nowNs);
        if (verdict.IsAccepted)
        {
            SubmitResult placed = Place(traded, wanted, isQuote: true, nowNs);
            if (!placed.Verdict.IsAccepted)
                Deny(wanted, placed.Verdict, nowNs);
            return placed.Verdict.IsAccepted ? LevelState.Placed : LevelState.Open;
        }

        if (WillPass(traded, verdict.Reason))
            return LevelState.Waiting;
        Deny(wanted, verdict, nowNs);
        return verdict.Reason is DenyReason.NotReady ? LevelState.Waiting : LevelState.Open;
    }

    /// <summary>True when the refusal is owed to an order that is on its way out or in doubt: its end will tell.</summary>
    private static bool WillPass(TradedInstrument traded, DenyReason reason)
    {
        bool dependsOnOthers = reason is DenyReason.PositionLimit or DenyReason.OpenOrders or DenyReason.SelfTrade or DenyReason.TooManyOrders;
        if (!dependsOnOthers)
            return false;

        foreach (Order order in traded.Live)
        {
            if (order.CancelWanted || order.State is OrderState.Unknown)
                return true;
        }

        return false;
    }

    /// <summary>Tries the levels again that waited for an order's end.</summary>
    private void PlaceWaiting(TradedInstrument traded, long nowNs)
    {
        // An order that ends at once, because it was not sent, must not start this again from within.
        if (_isPlacingWaiting)
            return;

        _isPlacingWaiting = true;
        foreach (Quotes quotes in traded.Quotes)
        {
            if (quotes.HasWaiting)
                PlaceMissing(quotes, LevelState.Waiting, nowNs);
        }

        _isPlacingWaiting = false;
    }

    private OrderCommand Wanted(string strategy, InstrumentId instrument, TargetLevel level) => new(
        0, strategy, instrument, level.Side, OrderType.Limit, TimeInForce.GoodTillCanceled, level.Price, level.Quantity,
        _settings.QuotesArePostOnly);
}
