using Quern.Domain.Instruments;

namespace Quern.Domain.Risk;

/// <summary>Keeps the position inside its limit whatever trades first: held, working and in doubt, at the worst.</summary>
public static class PositionLimit
{
    /// <summary>Checks the side that the intent makes worse. An order that shrinks too large a position passes.</summary>
    /// <param name="intent">New order or replace.</param>
    /// <param name="exposure">Without the intent. Of a replace, the old size is counted until the venue answers, so the larger of both is.</param>
    /// <param name="maxLots">Either way, in lots.</param>
    public static Verdict Check(in OrderIntent intent, in Exposure exposure, long maxLots)
    {
        Int128 worst = intent.Side is Side.Buy ? exposure.WorstLongLots : exposure.WorstShortLots;
        long counted = intent.Replaces?.OpenLots ?? 0;
        Int128 actual = worst + Math.Max(0, intent.Quantity.Lots - counted);

        return actual > maxLots && intent.Quantity.Lots > counted ? Verdict.Deny(DenyReason.PositionLimit, maxLots, actual) : Verdict.Accept;
    }
}
