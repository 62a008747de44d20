using Quern.Domain.Instruments;

namespace Quern.Domain.Risk;

/// <summary>Holds an intent to its word that it only shrinks the position: loss limits let it pass for that alone.</summary>
public static class ReduceOnly
{
    /// <summary>Checks that it is against the position and no larger.</summary>
    /// <param name="intent">Any intent; those that may grow the position pass.</param>
    /// <param name="positionLots">Held now; positive is long.</param>
    public static Verdict Check(in OrderIntent intent, long positionLots)
    {
        long shrinkable = Math.Max(0, -intent.Side.Sign() * positionLots);
        return intent.ReduceOnly && intent.Quantity.Lots > shrinkable
            ? new(DenyReason.ReduceOnly, shrinkable, intent.Quantity.Lots)
            : Verdict.Accept;
    }
}
