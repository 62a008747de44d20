using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Risk;

/// <summary>Limits one order, in lots and in money.</summary>
public static class OrderSize
{
    private const int MoneyScale = 8;

    /// <summary>Checks lots, then notional.</summary>
    /// <param name="intent">A known instrument's intent.</param>
    /// <param name="referenceTicks">Stands for the price of a market order.</param>
    /// <param name="limits">The instrument's limits.</param>
    public static Verdict Check(in OrderIntent intent, long referenceTicks, InstrumentLimits limits)
    {
        if (intent.Quantity.Lots > limits.MaxOrderLots)
            return new(DenyReason.OrderSize, limits.MaxOrderLots, intent.Quantity.Lots);

        long ticks = intent.Type is OrderType.Limit ? intent.Price.Ticks : referenceTicks;
        Int128 notional = NotionalE8(intent.Instrument!, ticks, intent.Quantity.Lots);
        return notional > limits.MaxOrderNotionalE8
            ? Verdict.Deny(DenyReason.OrderNotional, limits.MaxOrderNotionalE8, notional)
            : Verdict.Accept;
    }

    /// <summary>What a size is worth in 10^-8 of the quote asset, rounded up: a limit must not be passed by rounding.</summary>
    public static Int128 NotionalE8(Instrument instrument, long ticks, long lots)
    {
        bool sizeIsQuote = instrument.Payoff is Payoff.Inverse;
        Int128 amount = (Int128)lots * instrument.Multiplier * (sizeIsQuote ? 1 : Math.Abs(ticks));
        int scale = instrument.QuantityScale + (sizeIsQuote ? 0 : instrument.PriceScale);

        Int128 power = PowerOfTen(Math.Abs(scale - MoneyScale));
        return scale <= MoneyScale ? amount * power : (amount + power - 1) / power;
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }
}
