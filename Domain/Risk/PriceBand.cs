using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Risk;

/// <summary>Refuses prices too far through the reference: high for a buy, low for a sell. The harmless way is free.</summary>
public static class PriceBand
{
    private const int Million = 1_000_000;

    /// <summary>Compares a limit price with twice the reference, so that a mid between two ticks needs no rounding.</summary>
    /// <param name="intent">A limit order; a market order has no price and passes.</param>
    /// <param name="referenceHalfTicks">Twice the mark price, or the mid in half ticks.</param>
    /// <param name="ourPpm">Our own band, in millionths.</param>
    public static Verdict Check(in OrderIntent intent, long referenceHalfTicks, int ourPpm)
    {
        if (intent.Type is OrderType.Market)
            return Verdict.Accept;

        Filters filters = intent.Instrument!.Filters;
        int venuePpm = intent.Side is Side.Buy ? filters.BandUpPpm : filters.BandDownPpm;
        int ppm = venuePpm > 0 ? Math.Min(venuePpm, ourPpm) : ourPpm;

        Int128 reference = referenceHalfTicks;
        Int128 through = (2 * (Int128)intent.Price.Ticks - reference) * intent.Side.Sign();
        if (through * Million <= Int128.Abs(reference) * ppm)
            return Verdict.Accept;

        Int128 scale = Int128.Max(1, Int128.Abs(reference));
        return Verdict.Deny(DenyReason.PriceBand, ppm, (through * Million + scale - 1) / scale);
    }
}
