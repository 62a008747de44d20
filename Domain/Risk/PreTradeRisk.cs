using Quern.Domain.Instruments;

namespace Quern.Domain.Risk;

/// <summary>Every check between an intent and the wire, cheapest and most final first. Stateless but for the order rate.</summary>
public sealed class PreTradeRisk
{
    private readonly RiskLimits _limits;
    private readonly OrderRate _rate;

    /// <summary>Checks against these limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public PreTradeRisk(RiskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate();
        _limits = limits;
        _rate = new(limits.OrdersPerSecond, limits.OrderBurst);
    }

    /// <summary>The first check that refuses, or acceptance. Takes nothing from the order rate: see <see cref="CountSent"/>.</summary>
    public Verdict Check(in OrderIntent intent, in RiskView view)
    {
        if (view.IsKilled)
            return new(DenyReason.Killed, 0, 1);
        if (!view.IsReady)
            return new(DenyReason.NotReady, 1, 0);
        if (intent.Instrument is null)
            return new(DenyReason.UnknownInstrument, 0, 0);
        if (ReferenceHalfTicks(intent.Side, view) is not { } referenceHalfTicks)
            return new(DenyReason.NoReference, 1, 0);

        Verdict verdict = CheckOrder(intent, view, referenceHalfTicks);
        if (verdict.IsAccepted)
            verdict = CheckAccount(intent, view);
        return verdict.IsAccepted ? CheckMoment(intent, view) : verdict;
    }

    /// <summary>Pays the order rate for what is being sent.</summary>
    public void CountSent(long nowNs) => _rate.Take(nowNs);

    private static Verdict CheckOrder(in OrderIntent intent, in RiskView view, long referenceHalfTicks)
    {
        // Rounded away from zero: a market order's money must not be judged half a tick too small.
        long referenceTicks = (referenceHalfTicks + Math.Sign(referenceHalfTicks)) / 2;

        Verdict verdict = VenueFilters.Check(intent, referenceTicks);
        if (verdict.IsAccepted)
            verdict = PriceBand.Check(intent, referenceHalfTicks, view.Limits.PriceBandPpm);
        return verdict.IsAccepted ? OrderSize.Check(intent, referenceTicks, view.Limits) : verdict;
    }

    private Verdict CheckAccount(in OrderIntent intent, in RiskView view)
    {
        Verdict verdict = ReduceOnly.Check(intent, view.Exposure.PositionLots);
        if (verdict.IsAccepted)
            verdict = PositionLimit.Check(intent, view.Exposure, view.Limits.MaxPositionLots);
        if (verdict.IsAccepted && intent.Replaces is null)
            verdict = CheckOpenOrders(intent.Instrument!.Filters, view);
        if (verdict.IsAccepted)
            verdict = _rate.Check(view.NowNs);
        return verdict.IsAccepted ? SelfTrade.Check(intent, view.Own) : verdict;
    }

    private Verdict CheckMoment(in OrderIntent intent, in RiskView view)
    {
        Verdict verdict = BookGuard.Check(view.Touch, view.BookTimeNs, view.NowNs, view.Limits.StaleAfterNs);
        return verdict.IsAccepted && !intent.ReduceOnly ? CheckMoney(view) : verdict;
    }

    private Verdict CheckMoney(in RiskView view)
    {
        if (!_limits.NeedEquity)
            return Verdict.Accept;
        Int128 age = (Int128)view.NowNs - view.EquityTimeNs;
        return age > _limits.EquityStaleAfterNs
            ? Verdict.Deny(DenyReason.EquityUnknown, _limits.EquityStaleAfterNs, age)
            : LossLimit.Check(view.Equity, _limits);
    }

    private Verdict CheckOpenOrders(Filters filters, in RiskView view)
    {
        int most = filters.MaxOpenOrders > 0 ? Math.Min(filters.MaxOpenOrders, view.Limits.MaxOpenOrders) : view.Limits.MaxOpenOrders;
        if (view.Own.Length >= most)
            return new(DenyReason.OpenOrders, most, view.Own.Length + 1L);
        return view.OpenOnAccount >= _limits.MaxOpenOrders
            ? new(DenyReason.OpenOrders, _limits.MaxOpenOrders, view.OpenOnAccount + 1L)
            : Verdict.Accept;
    }

    /// <summary>Twice the mark; without one the mid; of a one-sided book the side that is there, the one to be traded with first.</summary>
    private static long? ReferenceHalfTicks(Side side, in RiskView view)
    {
        if (view.MarkTicks is { } mark)
            return 2 * mark;
        if (view.Touch.IsTwoSided)
            return view.Touch.MidHalfTicks;

        bool askIsThere = !view.Touch.Ask.IsEmpty;
        bool bidIsThere = !view.Touch.Bid.IsEmpty;
        return side is Side.Buy && askIsThere || askIsThere && !bidIsThere ? 2 * view.Touch.Ask.Price.Ticks
            : bidIsThere ? 2 * view.Touch.Bid.Price.Ticks
            : null;
    }
}
