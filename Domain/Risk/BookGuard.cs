using Quern.Domain.MarketData;

namespace Quern.Domain.Risk;

/// <summary>Refuses to act on a book that proves nothing: too old, or crossed.</summary>
public static class BookGuard
{
    /// <summary>Checks age, then that bid is below ask.</summary>
    public static Verdict Check(in Touch touch, long bookTimeNs, long nowNs, long staleAfterNs)
    {
        Int128 age = (Int128)nowNs - bookTimeNs;
        if (age > staleAfterNs)
            return Verdict.Deny(DenyReason.StaleBook, staleAfterNs, age);
        return touch.IsCrossed ? new(DenyReason.CrossedBook, touch.Ask.Price.Ticks, touch.Bid.Price.Ticks) : Verdict.Accept;
    }
}
